#include "trial.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "delivery.h"
#include "secret.h"
#include "sender_process.h"
#include "source_imap.h"

enum { /* where the settings leave it open; a person waits */
       CONNECT_MS = 15 * 1000,
       VERB_MS = 20 * 1000,
       MOST_S = 120,
       TOLD_MOST = 64 * 1024,
};

static const struct {
    bool good;
    const char *setting, *zh, *en;
} ends[TRIAL_END_COUNT] = {
    [TRIAL_LOGGED_IN] = { true, "", "已登录", "logged in" },
    [TRIAL_CONNECTED] = { true, "", "已连接，未设登录",
                          "connected, no login is set" },
    [TRIAL_FOLDER] = { true, "folders", "文件夹可读", "folder can be read" },
    [TRIAL_TARGET] = { true, "move_to", "移往的文件夹在",
                       "the folder to move to is there" },
    [TRIAL_PLACE] = { true, "path", "目录可用", "the folder can be used" },
    [TRIAL_NO_SECRET] = { false, "password_file", "密码文件读不出来",
                          "the password file cannot be read" },
    [TRIAL_NO_TRUST] = { false, "ca_file", "CA 证书读不出来",
                         "the CA certificates cannot be read" },
    [TRIAL_NO_CONNECTION] = { false, "host", "连不上服务器", "no connection" },
    [TRIAL_NO_TLS] = { false, "tls", "加密未能建立，密码没有发出",
                       "no TLS, so that the password was kept back" },
    [TRIAL_NO_LOGIN] = { false, "auth", "登录不成", "no login" },
    [TRIAL_NO_FOLDER] = { false, "folders", "文件夹打不开",
                          "a folder cannot be opened" },
    [TRIAL_NO_TARGET] = { false, "move_to", "移往的文件夹打不开",
                          "the folder to move to cannot be opened" },
    [TRIAL_NO_PLACE] = { false, "path", "目录不能用",
                         "the folder cannot be used" },
    [TRIAL_NO_SENSE] = { false, "", "服务器的应答不对",
                         "the server does not answer as it should" },
    [TRIAL_NO_END] = { false, "", "没有试完", "the trial was cut short" },
};

bool trial_is_good(enum trial_end end)
{
    assert(end < TRIAL_END_COUNT);
    return ends[end].good;
}

const char *trial_setting(enum trial_end end)
{
    assert(end < TRIAL_END_COUNT);
    return ends[end].setting;
}

const char *trial_words(enum trial_end end, bool chinese)
{
    assert(end < TRIAL_END_COUNT);
    return chinese ? ends[end].zh : ends[end].en;
}

/* In the process: a letter for the end, the words, the end of the line. */

struct trial {
    const struct settings *set;
    int out;
    char secret[SECRET_MOST];
};

static void say(const struct trial *t, enum trial_end end, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
static void say(const struct trial *t, enum trial_end end, const char *fmt, ...)
{
    char words[REASON_MAX_TEXT];
    va_list args;

    va_start(args, fmt);
    vsnprintf(words, sizeof(words), fmt, args);
    va_end(args);
    dprintf(t->out, "%c%s\n", 'a' + (int)end, words);
}

/* Whose refusal it is tells what to look at. */
static enum trial_end end_of(const struct reason *why)
{
    static const struct {
        const char *site;
        enum trial_end end;
    } sites[] = {
        { "stream.trust", TRIAL_NO_TRUST },
        { "stream.open", TRIAL_NO_CONNECTION },
        { "stream.tls", TRIAL_NO_TLS },
        { "imap.tls", TRIAL_NO_TLS },
        { "imap.login", TRIAL_NO_LOGIN },
    };

    for (size_t i = 0; i < ARRAY_LEN(sites); i++)
        if (strcmp(why->site, sites[i].site) == 0)
            return sites[i].end;
    return TRIAL_NO_SENSE;
}

/* What was opened before stays open: the trust store. */
static bool prepare(struct trial *t, const char *secret_file, int64_t port)
{
    struct reason why = { .text = "" };

    if (fetcher_cage(t->set->state, secret_file, (int)port, &why) !=
        VERDICT_DONE) {
        say(t, TRIAL_NO_END, "%s", why.text);
        return false;
    }
    if (!secret_file[0] ||
        secret_read(secret_file, t->secret, &why) == VERDICT_DONE)
        return true;
    say(t, TRIAL_NO_SECRET, "%s", why.text);
    return false;
}

static bool look(struct trial *t, struct imap *imap, const char *folder,
                 enum trial_end good, enum trial_end bad)
{
    struct reason why = { .text = "" };
    uint32_t messages = 0;

    if (imap_look(imap, folder, &messages, &why) == VERDICT_DONE) {
        say(t, good, "%s (%u)", folder, messages);
        return true;
    }
    say(t, imap_is_open(imap) ? bad : TRIAL_NO_SENSE, "%s: %s", folder,
        why.text);
    return imap_is_open(imap);
}

static void look_at_folders(struct trial *t, struct imap *imap)
{
    const struct settings *set = t->set;
    bool open = true;

    for (size_t i = 0; i < set->source.folders.n && open; i++)
        open = look(t, imap, set->source.folders.at[i], TRIAL_FOLDER,
                    TRIAL_NO_FOLDER);
    if (open && set->source.after == AFTER_MOVE)
        look(t, imap, set->source.move_to, TRIAL_TARGET, TRIAL_NO_TARGET);
}

static void try_imap(struct trial *t)
{
    struct imap_settings s = source_imap_settings(t->set);
    CLEANUP(imap_drop) struct imap *imap = NULL;
    struct reason why = { .text = "" };
    enum verdict v;

    s.after = IMAP_AFTER_NOTHING;
    if (t->set->source.patience == 0) {
        s.connect_ms = CONNECT_MS;
        s.verb_ms = VERB_MS;
    }
    v = imap_new(&s, &imap, &why);
    if (v == VERDICT_DONE &&
        !prepare(t, t->set->source.password_file, t->set->source.port))
        return;
    if (v == VERDICT_DONE)
        v = imap_open(imap, t->secret, &why);
    explicit_bzero(t->secret, sizeof(t->secret));
    if (v != VERDICT_DONE) {
        say(t, end_of(&why), "%s", why.text);
        return;
    }
    say(t, TRIAL_LOGGED_IN, "%s, %s:%d", s.user, s.host, s.port);
    look_at_folders(t, imap);
}

static enum trial_end end_of_answer(const struct smtp_answer *a)
{
    if (a->stage == SMTP_STAGE_TLS)
        return TRIAL_NO_TLS;
    if (a->stage == SMTP_STAGE_AUTH)
        return TRIAL_NO_LOGIN;
    return a->stage == SMTP_STAGE_CONNECT && a->code == 0 ? TRIAL_NO_CONNECTION
                                                          : TRIAL_NO_SENSE;
}

static void try_smtp(struct trial *t)
{
    struct smtp_settings s = delivery_smtp_settings(t->set);
    CLEANUP(smtp_drop) struct smtp *smtp = NULL;
    bool login = s.auth != SMTP_AUTH_NONE;
    struct reason why = { .text = "" };
    struct smtp_answer a;

    if (t->set->transport.patience == 0) {
        s.connect_ms = CONNECT_MS;
        s.command_ms = VERB_MS;
    }
    if (smtp_new(&s, &smtp, &why) != VERDICT_DONE) {
        say(t, end_of(&why), "%s", why.text);
        return;
    }
    if (!prepare(t, login ? t->set->transport.password_file : "",
                 t->set->transport.port))
        return;
    smtp_set_secret(smtp, t->secret);
    if (!smtp_connect(smtp, &a))
        say(t, end_of_answer(&a), "%s%s%s", a.code ? s.host : "",
            a.code ? ": " : "", a.text);
    else if (login)
        say(t, TRIAL_LOGGED_IN, "%s, %s:%d", s.user, s.host, s.port);
    else
        say(t, TRIAL_CONNECTED, "%s:%d", s.host, s.port);
    explicit_bzero(t->secret, sizeof(t->secret));
}

/* Dies with whoever asked, and by the clock: the resolver waits as it likes. */
_Noreturn static void become_process(const struct settings *set, int out,
                                     void (*run)(struct trial *t))
{
    struct trial t = { .set = set };

    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    sender_enclose(&out);
    alarm(MOST_S);
    t.out = out;
    run(&t);
    _exit(0);
}

/* What comes from the process is checked again. */

static void hear_line(struct span line, trial_tell *tell, void *ctx)
{
    char words[REASON_MAX_TEXT];
    size_t n = line.n ? line.n - 1 : 0;
    int end = line.n ? line.p[0] - 'a' : TRIAL_END_COUNT;

    if (end < 0 || end >= TRIAL_END_COUNT || n >= sizeof(words)) {
        tell(ctx, TRIAL_NO_END, SPAN_NONE);
        return;
    }
    for (size_t i = 0; i < n; i++)
        words[i] = (unsigned char)line.p[i + 1] < ' ' || line.p[i + 1] == 0x7f
                       ? ' '
                       : line.p[i + 1];
    tell(ctx, (enum trial_end)end,
         span_is_utf8(span_of(words, n)) ? span_trim(span_of(words, n))
                                         : SPAN_NONE);
}

static void hear(int from, trial_tell *tell, void *ctx)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TOLD_MOST);
    struct reason why = { .text = "" };
    struct span rest;
    struct span line;

    if (file_read_fd(from, &told, &why) != VERDICT_DONE) {
        tell(ctx, TRIAL_NO_END, span_str(why.text));
        return;
    }
    rest = text_span(&told);
    while (span_line(&rest, &line))
        hear_line(line, tell, ctx);
}

static void hear_death(int status, trial_tell *tell, void *ctx)
{
    char words[80];

    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(words, sizeof(words), "> %d s", MOST_S);
    else if (WIFSIGNALED(status))
        snprintf(words, sizeof(words), "signal %d", WTERMSIG(status));
    else
        snprintf(words, sizeof(words), "exit %d", WEXITSTATUS(status));
    tell(ctx, TRIAL_NO_END, span_str(words));
}

static void try_server(const struct settings *set, void (*run)(struct trial *t),
                       trial_tell *tell, void *ctx)
{
    CLEANUP(file_drop) int from = -1;
    int pipe_fds[2];
    int status = 0;
    pid_t pid;

    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        tell(ctx, TRIAL_NO_END, SPAN("pipe"));
        return;
    }
    from = pipe_fds[0];
    pid = fork();
    if (pid == 0)
        become_process(set, pipe_fds[1], run);
    close(pipe_fds[1]);
    if (pid < 0) {
        tell(ctx, TRIAL_NO_END, SPAN("fork"));
        return;
    }
    hear(from, tell, ctx);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    hear_death(status, tell, ctx);
}

static void try_maildir(const char *path, trial_tell *tell, void *ctx)
{
    static const char *const parts[] = { "tmp", "new", "cur" };
    char part[PATH_MAX];

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (file_join(part, path, parts[i]) &&
            access(part, R_OK | W_OK | X_OK) == 0)
            continue;
        snprintf(part, sizeof(part), "%s/%s: %s", path, parts[i],
                 strerror(errno));
        tell(ctx, TRIAL_NO_PLACE, span_str(part));
        return;
    }
    tell(ctx, TRIAL_PLACE, span_str(path));
}

void trial_source(const struct settings *set, trial_tell *tell, void *ctx)
{
    assert(set);
    assert(tell);
    if (set->source.kind == SOURCE_IMAP)
        try_server(set, try_imap, tell, ctx);
    else
        try_maildir(set->source.path, tell, ctx);
}

void trial_transport(const struct settings *set, trial_tell *tell, void *ctx)
{
    assert(set);
    assert(tell);
    if (set->transport.kind == TRANSPORT_SMTP)
        try_server(set, try_smtp, tell, ctx);
    else
        try_maildir(set->transport.path, tell, ctx);
}
