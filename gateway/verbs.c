#include "verbs.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "access.h"
#include "arguments.h"
#include "bundle.h"
#include "case_archive.h"
#include "config.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "evidence_file.h"
#include "help.h"
#include "save.h"

#ifndef CONVOKE_VERSION
#define CONVOKE_VERSION "0.1.0"
#endif

enum { VERBS_ARENA = 1024 * 1024 };

#define LAST_OPTION                                                            \
    {                                                                          \
        NULL, 0, NULL, NULL, NULL                                              \
    }

static const struct verb_option check_options[] = {
    { "online", 0, NULL,
      "并试登收信、发信服务器，查看时钟、磁盘和工作日历；不取信、不发信",
      "also log in to the servers and look at clock, disk and working days; "
      "no mail is taken or sent" },
    LAST_OPTION,
};

static const struct verb_option show_options[] = {
    { "raw", 0, NULL, "一封来信或发信的原始字节",
      "the very octets of a mail that came in or goes out" },
    LAST_OPTION,
};

static const struct verb_option preview_options[] = {
    { "days", 'd', "N", "今后多少天，默认 30", "how many days ahead, 30" },
    { "move", 0, "ID=TIME",
      "只看把会议 ID 改到 TIME 会怎样：哪些信不再发、改时间或新增，"
      "哪些期限已无法满足（可重复）",
      "only what moving meeting ID to TIME would change: mails that are gone, "
      "moved or new, and deadlines that could not be met (repeatable)" },
    { "cancel", 0, "ID", "同上，取消会议 ID 会怎样（可重复）",
      "the same for calling meeting ID off (repeatable)" },
    { "template", 't', "CODE", "通知代码，如 app.ack；list 列出全部代码",
      "code of the notice, like app.ack; list: all of them" },
    { "html", 0, NULL, "输出 HTML 部分", "print the html part" },
    LAST_OPTION,
};

static const struct verb_option digest_options[] = {
    { "send", 0, NULL, "发给秘书处，一天一次",
      "send it to the secretariat, once a day" },
    { "html", 0, NULL, "输出 HTML 部分", "print the html part" },
    LAST_OPTION,
};

static const struct verb_option replay_options[] = {
    { "until", 'u', "TIME", "放到这个时间为止，默认到最后一封",
      "how far to play; to the last message by default" },
    LAST_OPTION,
};

static const struct verb_option demo_options[] = {
    { "pace", 0, "SECONDS|fast", "每个有事的日子看多少秒，默认 fast",
      "how long to look at a day with events; fast by default" },
    { "until", 0, "DAY", "演到这一天（2026年之内）",
      "how far to play, a day of 2026" },
    LAST_OPTION,
};

static const struct verb_option import_options[] = {
    { "dry-run", 'n', NULL, "只说明每一行会怎样，不改动",
      "say what each row would do, change nothing" },
    LAST_OPTION,
};

static const struct verb_option receive_options[] = {
    { "source", 's', NULL, "从配置的来源收一遍",
      "take in what lies in the configured source, once" },
    LAST_OPTION,
};

const struct verb verbs[] = {
    { "init", cmd_init, NEED_NOTHING, 1, 1, -1, "DIR", "convoke init tc260",
      "新建配置和空的状态目录", "write a configuration and an empty state",
      NULL },
    { "check", cmd_check, NEED_NOTHING, 0, 0, -1, "",
      "convoke -c tc260/convoke.conf check", "检查全部配置，一次列出所有错误",
      "read the whole configuration and report every error", check_options },
    { "run", cmd_run, NEED_ALONE | NEED_CORE, 0, 0, -1, "", "convoke run",
      "运行服务：收信、判定、发信，直到收到 SIGTERM",
      "the service: receives, decides and sends until SIGTERM", NULL },
    { "receive", cmd_receive, NEED_SETTINGS, 0, -1, -1, "[FILE…]",
      "convoke receive <message.eml",
      "收下邮件（文件，或标准输入）：退出码 0 已落盘，75 稍后再试，65 不收",
      "take messages in (files, or standard input): 0 durable, 75 later, "
      "65 never",
      receive_options },
    { "tick", cmd_tick, NEED_STORE | NEED_CORE, 0, 0, -1, "",
      "convoke --now 2026-03-02T09:00 tick",
      "判定已收邮件，处理到 --now 为止到期的事项，通知入队",
      "decide what came in, evaluate what is due at --now, queue the mails",
      NULL },
    { "deliver", cmd_deliver, NEED_STORE | NEED_CORE, 0, 0, -1, "",
      "convoke deliver", "把队列里到时的邮件发送一遍",
      "send what is queued once through the transport", NULL },
    { "demo", cmd_demo, NEED_NOTHING, 0, 0, -1, "", "convoke demo --pace 1",
      "演示：在临时目录里用真实邮件走完一个工作组的一年，逐封显示来往、标记和日"
      "报",
      "plays a working group's year of real messages through a throw-away "
      "state and shows each mail in and out, the flags and the digest",
      demo_options },
    { "list", cmd_list, NEED_STORE, 1, 2, -1, "KIND [ID]",
      "convoke list applications --json",
      "列出一类记录；给出编号则只列与它有关的",
      "list one kind of record, or what is about ID of it", NULL },
    { "show", cmd_show, NEED_STORE, 1, 1, -1, "ID", "convoke show APP-2026-001",
      "一个对象的全部记录（编号如 APP-2026-001、WG5、message:12、outbox:3）",
      "all about one thing (APP-2026-001, WG5, message:12, outbox:3)",
      show_options },
    { "status", cmd_status, NEED_STORE, 0, 0, -1, "", "convoke status",
      "一屏看全：收发、期限、待办、时钟、工作日历",
      "one screen: mail in and out, duties, clock, working days", NULL },
    { "digest", cmd_digest, NEED_STORE | NEED_CORE, 0, 0, -1, "",
      "convoke --now 2026-04-09T08:30 digest --csv",
      "打印秘书处日报（--json、--csv 逐行）；--send 发出",
      "the secretariat's digest as of --now (rows with --json, --csv); --send "
      "sends it",
      digest_options },
    { "preview", cmd_preview, NEED_STORE, 0, 0, -1, "",
      "convoke preview --move WG5-2026-P1=2026-04-10T09:00",
      "若再无来信，今后将发出哪些信、何时、给谁、为什么；不发送、不存储。加 "
      "--template 则用示例数据看一种通知的样子",
      "what would be sent, when, to whom and why if nothing more came in; "
      "sends and stores nothing. With --template: a notice as it looks, with "
      "sample values",
      preview_options },
    { "replay", cmd_replay, NEED_ALONE | NEED_CORE, 1, 1, -1, "DIR",
      "convoke --now 2026-01-01T00:00 replay mails --until 2026-12-31T18:00",
      "把一个文件夹里带日期的邮件按虚拟时间放一遍，其间到期的事项各按其时，"
      "逐行打印来往；只用于空状态和 Maildir",
      "play a folder of dated messages through virtual time, with all that "
      "falls due between them, and print the timeline; only on a fresh state "
      "and into a Maildir",
      replay_options },
    { "explain", cmd_explain, NEED_STORE, 1, 1, -1, "ID",
      "convoke explain obligation:3",
      "期限从哪里来：条款、日期怎样算出、已发未发的提醒、凭据；一个单位为何被"
      "标记或退出、一次会议为何这样认定",
      "where a date comes from: article, computation, reminders, evidence; why "
      "a unit is flagged or leaves, why a plenary counts as it does",
      NULL },
    { "import", cmd_import, NEED_STORE, 2, 2, 1,
      "attendance|register|workdays|dues FILE",
      "convoke import register register.json --dry-run",
      "导入名册（JSON）、工作日历（TSV、ICS）、会费台账（CSV、XLSX）或会议签到"
      "表"
      "（CSV、XLSX，文件名含会议编号），全部成功或全不改动",
      "import the register (JSON), working days (TSV, ICS), the dues ledger "
      "(CSV, XLSX) or a plenary's sign-in list (CSV, XLSX, the meeting in its "
      "name), all or nothing",
      import_options },
    { "export", cmd_export, NEED_STORE | NEED_SAVE, 2, 3, -1,
      "KIND FILE | GROUP FILE.ics | contributions MEETING FOLDER | case ID "
      "FILE.zip | evidence ID FILE.pdf",
      "convoke export case M07/ABS/WG5-2026-P1 M07.zip",
      "把一类记录写成文件，按结尾选 .xlsx、.csv、.jsonl，“-”为标准输出；"
      "把一个工作组（calendar 为全部）的会议和期限写成日历 .ics；"
      "或用 contributions 把一次会议的贡献文件写成文件夹，附目录；"
      "或用 case "
      "把一个退出标记、一次退出（exit:编号）或一个单位的全部案卷写成一个 "
      "zip（原始来件、发件、决定、证据和哈希）；或用 evidence "
      "把一个标记最新的证据材料写成 .pdf 或 .txt",
      "write one kind of record to FILE, by its ending .xlsx, .csv (with BOM), "
      ".jsonl or .json (- is standard output); or the meetings and deadlines "
      "of a group (calendar: of all) as a calendar; or every contribution to "
      "a meeting as a folder with an index; or the whole case of a flag, an "
      "exit (exit:N) or a unit as one zip file (raw mails, decisions, "
      "evidence, hashes); or the newest evidence of a flag as .pdf or .txt",
      NULL },
    { "outbox", cmd_outbox, NEED_STORE, 2, 2, -1,
      "retry|hold|release|drop ID | resume ADDRESS", "convoke outbox retry 17",
      "处理发件队列里的一封信；resume：退信的地址已恢复，继续向其发信",
      "handle one queued mail; resume: an address that bounced works again",
      NULL },
    { "message", cmd_message, NEED_STORE, 2, 2, -1, "retry|discard ID",
      "convoke message retry 12", "处理暂存或隔离的来信",
      "handle a held or quarantined mail", NULL },
    { "clock", cmd_clock, NEED_STORE, 0, 1, -1, "[trust]", "convoke clock",
      "系统时钟是否可信（不可信则退出码为 1）；trust：我确认现在的时间是对的",
      "whether the clock is trusted (exit 1 when not); trust: my word that it "
      "is right now",
      NULL },
    { "verify", cmd_verify, NEED_STORE, 0, 0, -1, "", "convoke verify",
      "检查数据库、审计链和每封原始来信是否完好；有问题则退出码为 1",
      "check the database, the audit chain and every raw mail; exit 1 when "
      "damaged",
      NULL },
    { "man", cmd_man, NEED_HIDDEN, 0, 1, -1,
      "[convoke.conf|charter.conf|register]", "convoke man | man -l -",
      "打印手册页", "print the manual page", NULL },
    { "health", cmd_health, NEED_STORE | NEED_HIDDEN, 0, 0, -1, "",
      "convoke health", "时钟、磁盘、工作日历，供 check --online 用",
      "clock, disk and working days, for check --online", NULL },
    { "completion", cmd_completion, NEED_HIDDEN, 1, 1, -1, "bash",
      "convoke completion bash >/etc/bash_completion.d/convoke",
      "打印命令补全脚本", "print the shell completion", NULL },
};

const size_t verbs_n = ARRAY_LEN(verbs);

const struct verb *verb_find(struct span name)
{
    for (size_t i = 0; i < verbs_n; i++)
        if (span_eq(span_str(verbs[i].name), name))
            return &verbs[i];
    return NULL;
}

static bool locale_is_chinese(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0;
    }
    return false;
}

static struct context context_of_process(void)
{
    struct winsize size = { 0 };
    const char *plain = getenv("NO_COLOR");

    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    return (struct context){
        .clock = clock_system,
        .now_fixed = MOMENT_NONE,
        .chinese = locale_is_chinese(),
        .colour = isatty(STDERR_FILENO) && (!plain || !*plain),
        .width = size.ws_col,
        .out = stdout,
        .err = stderr,
        .input = STDIN_FILENO,
    };
}

/* Output that was asked for and did not arrive must not look like success. A
 * reader that has seen enough needs no words about it. */
static int finish(const struct context *ctx, int code)
{
    int before = errno;
    bool lost = ferror(ctx->out) != 0;

    if (fflush(ctx->out) != 0) {
        before = errno;
        lost = true;
    }
    if (!lost)
        return code;
    if (before != EPIPE)
        context_fail(ctx, "输出写不出去", "the output could not be written");
    return code == EX_OK ? EX_IOERR : code;
}

static int print_help(const struct context *ctx, const struct verb *verb,
                      FILE *to)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (verb)
        help_verb(verb, ctx->chinese, &words);
    else
        help_program(ctx->chinese, &words);
    fputs(text_str(&words), to);
    return EX_OK;
}

int verbs_answer(struct context *ctx, int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(VERBS_ARENA);
    struct arguments args;

    assert(ctx);
    assert(ctx->remote);
    if (!arguments_read(ctx, argc, argv, &arena, &args) || !args.verb)
        return EX_USAGE;
    if (!(args.verb->needs & NEED_STORE))
        return EX_USAGE;
    return finish(ctx, args.verb->function(ctx));
}

/* How a template looks does not depend on any state. */
static bool needs_state(const struct context *ctx, const struct verb *verb)
{
    if (verb->function == cmd_preview && context_option(ctx, "template"))
        return false;
    return verb->needs & (NEED_STORE | NEED_ALONE);
}

static int with_config(struct context *ctx, const struct verb *verb, int argc,
                       char **argv)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (!(verb->needs & (NEED_SETTINGS | NEED_STORE | NEED_ALONE)))
        return verb->function(ctx);
    if (config_load(ctx->config, ctx->chinese, ctx->colour, &config, &told) !=
        VERDICT_DONE) {
        fputs(text_str(&told), ctx->err);
        /* A mail system would return the mail to its sender for a mistake of
         * ours. */
        return verb->function == cmd_receive ? EX_TEMPFAIL : EX_CONFIG;
    }
    ctx->set = config.set;
    ctx->charter = config.charter;
    log_set_level(ctx->verbosity > 0 ? LOG_DEBUG
                                     : (enum log_level)config.set->log.level);
    if (verb->needs & NEED_SAVE)
        return case_archive_is(ctx) ? case_archive_run(ctx, verb, argc, argv)
               : ctx->argc > 2 && !evidence_file_is(ctx)
                   ? bundle_run(ctx, verb, argc, argv)
                   : save_run(ctx, verb, argc, argv);
    if (needs_state(ctx, verb))
        return access_run(ctx, verb, argc, argv);
    return verb->function(ctx);
}

int verbs_main(int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(VERBS_ARENA);
    struct context ctx = context_of_process();
    struct arguments args;

    if (!arguments_read(&ctx, argc, argv, &arena, &args))
        return EX_USAGE;
    if (args.version) {
        fprintf(ctx.out, "convoke %s\n", CONVOKE_VERSION);
        return finish(&ctx, EX_OK);
    }
    if (args.help)
        return finish(&ctx, print_help(&ctx, args.verb, ctx.out));
    if (!args.verb) {
        print_help(&ctx, NULL, ctx.err);
        return EX_USAGE;
    }
    return finish(&ctx, with_config(&ctx, args.verb, argc, argv));
}
