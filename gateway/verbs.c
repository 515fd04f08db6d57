#include "verbs.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "arguments.h"
#include "config.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "help.h"

#ifndef CONVOKE_VERSION
#define CONVOKE_VERSION "0.1.0"
#endif

enum { VERBS_ARENA = 1024 * 1024 };

const struct verb verbs[] = {
    { "init", cmd_init, NEED_NOTHING, 1, 1, -1, "DIR", "convoke init tc260",
      "新建配置和空的状态目录", "write a configuration and an empty state",
      NULL },
    { "check", cmd_check, NEED_NOTHING, 0, 0, -1, "",
      "convoke -c tc260/convoke.conf check", "检查全部配置，一次列出所有错误",
      "read the whole configuration and report every error", NULL },
    { "man", cmd_man, NEED_HIDDEN, 0, 0, -1, "", "convoke man | man -l -",
      "打印手册页", "print the manual page", NULL },
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

/* Output that was asked for and did not arrive must not look like success. */
static int finish(const struct context *ctx, int code)
{
    if (fflush(ctx->out) != 0 || ferror(ctx->out)) {
        context_fail(ctx, "输出写不出去", "the output could not be written");
        return code == EX_OK ? EX_IOERR : code;
    }
    return code;
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

int verbs_run(struct context *ctx, int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(VERBS_ARENA);
    struct arguments args;

    assert(ctx);
    assert(argv);
    if (!arguments_read(ctx, argc, argv, &arena, &args) || !args.verb)
        return EX_USAGE;
    return finish(ctx, args.verb->function(ctx));
}

static int with_config(struct context *ctx, const struct verb *verb)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (!(verb->needs & (NEED_SETTINGS | NEED_STORE | NEED_ALONE)))
        return verb->function(ctx);
    if (config_load(ctx->config, ctx->chinese, ctx->colour, &config, &told) !=
        VERDICT_DONE) {
        fputs(text_str(&told), ctx->err);
        return EX_CONFIG;
    }
    ctx->set = config.set;
    ctx->charter = config.charter;
    log_set_level(ctx->verbosity > 0 ? LOG_DEBUG
                                     : (enum log_level)config.set->log.level);
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
    return finish(&ctx, with_config(&ctx, args.verb));
}
