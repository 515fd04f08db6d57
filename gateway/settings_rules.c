#include "settings_rules.h"

#include <assert.h>
#include <sys/stat.h>

#include "convoke/desk/bounce_address.h"
#include "convoke/mail/imap_fetch.h"
#include "fetcher.h"

enum {
    PORT_SUBMISSIONS = 465,
    PORT_SUBMISSION = 587,
    PORT_IMAPS = 993,
    PORT_IMAP = 143,
};

struct rules {
    struct settings *set;
    struct conf_node *const *found;
    struct complaints *complaints;
};

static const struct conf_node *node_of(const struct rules *r, const char *name)
{
    for (size_t i = 0; i < settings_count; i++)
        if (strcmp(settings_table[i].name, name) == 0)
            return r->found[i];
    assert(!"no such setting");
    return NULL;
}

/* Complains at the setting `name` when the file has it. What was refused
 * already has no value that could break a rule. */
static bool blame(const struct rules *r, const char *name, const char *zh,
                  const char *en)
{
    const struct conf_node *n = node_of(r, name);

    if (!n || n->kind == CONF_BROKEN)
        return false;
    complaint_add(r->complaints, n->place, "%s", "%s",
                  r->complaints->chinese ? zh : en);
    return true;
}

/* The Maildir at setting `name`, which `kind` = "maildir" asks for. */
static void check_folder(const struct rules *r, const char *kind,
                         const char *name, const char *path)
{
    struct stat st;
    const struct conf_node *n = node_of(r, name);

    if (!n) {
        blame(r, kind, "用 maildir 就要有 path", "maildir needs path");
        return;
    }
    if (n->kind != CONF_TEXT || !path)
        return;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return;
    complaint_add(r->complaints, n->place, "没有这个目录: %s",
                  "there is no such folder: %s", path);
}

static bool is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           strncmp(host, "127.", 4) == 0;
}

/* What imap cannot do without. */
static void check_imap_needs(const struct rules *r)
{
    static const struct {
        const char *name, *zh, *en;
    } needs[] = {
        { "source.host", "用 imap 就要有 source.host",
          "imap needs source.host" },
        { "source.user", "用 imap 就要有 source.user",
          "imap needs source.user" },
        { "source.password_file", "用 imap 就要有 source.password_file",
          "imap needs source.password_file" },
    };

    for (size_t i = 0; i < ARRAY_LEN(needs); i++)
        if (!node_of(r, needs[i].name))
            blame(r, "source.kind", needs[i].zh, needs[i].en);
}

static void check_imap_words(const struct rules *r)
{
    const struct settings *s = r->set;
    char wire[2 * IMAP_FOLDER];

    for (size_t i = 0; i < s->source.folders.n; i++)
        if (!imap_folder_wire(s->source.folders.at[i], wire, sizeof(wire)))
            blame(r, "source.folders", "不是文件夹名",
                  "not the name of a folder");
    if (s->source.folders.n == 0 || s->source.folders.n > FETCHER_FOLDERS)
        blame(r, "source.folders", "一至十六个文件夹", "1 to 16 folders");
    if (s->source.after == AFTER_MOVE && s->source.move_to &&
        !imap_folder_wire(s->source.move_to, wire, sizeof(wire)))
        blame(r, "source.after", "移动须有 source.move_to",
              "moving needs source.move_to");
}

static void check_source(const struct rules *r)
{
    const struct settings *s = r->set;

    if (s->source.kind != SOURCE_IMAP) {
        check_folder(r, "source.kind", "source.path", s->source.path);
        return;
    }
    check_imap_needs(r);
    check_imap_words(r);
    if (s->source.tls == TLS_NONE && s->source.host && *s->source.host &&
        !is_loopback(s->source.host))
        blame(r, "source.tls", "不加密只许用于本机 (localhost)",
              "without TLS only this machine (localhost) may be spoken to");
}

static void check_login(const struct rules *r)
{
    const struct settings *s = r->set;

    if (s->transport.auth == AUTH_NONE)
        return;
    if (!s->transport.user || !*s->transport.user)
        blame(r, "transport.auth", "要登录就要有 transport.user",
              "logging in needs transport.user");
    if (!node_of(r, "transport.password_file"))
        blame(r, "transport.auth", "要登录就要有 transport.password_file",
              "logging in needs transport.password_file");
}

static void check_bounces(const struct rules *r)
{
    const char *pattern = r->set->transport.bounces;

    if (pattern && *pattern && !bounce_address_pattern_ok(span_str(pattern)))
        blame(r, "transport.bounces",
              "@ 之前要有一个 TOKEN，其余不超过 25 个字符",
              "needs TOKEN once before the @, beside at most 25 characters");
}

static void check_transport(const struct rules *r)
{
    const struct settings *s = r->set;
    const char *host = s->transport.host ? s->transport.host : "";

    if (s->transport.kind == TRANSPORT_MAILDIR) {
        check_folder(r, "transport.kind", "transport.path", s->transport.path);
        return;
    }
    if (!*host && !node_of(r, "transport.host"))
        blame(r, "transport.kind", "用 smtp 就要有 transport.host",
              "smtp needs transport.host");
    if (s->transport.tls == TLS_NONE && *host && !is_loopback(host))
        blame(r, "transport.tls", "不加密只许用于本机 (localhost)",
              "without TLS only this machine (localhost) may be spoken to");
    check_login(r);
    check_bounces(r);
}

/* Without a name to believe nobody could dispatch, review or notify. */
static void check_trust(const struct rules *r)
{
    static const char zh[] =
        "trust.require 需要 trust.authserv：收信系统写在 "
        "Authentication-Results 里的名字；没有它就没有指令会被执行";
    static const char en[] =
        "trust.require needs trust.authserv, the name your receiving server "
        "writes into Authentication-Results; without it no command is obeyed";

    if (!r->set->trust.require || r->set->trust.authserv.n > 0)
        return;
    if (!blame(r, "trust.authserv", zh, en) &&
        !blame(r, "trust.require", zh, en))
        blame(r, "committee.address", zh, en);
}

/* Times that contradict each other would hold back every reminder for ever. */
static void check_times(const struct rules *r)
{
    if (r->set->times.workday_end <= r->set->times.scheduled &&
        !blame(r, "times.workday_end", "下班不能早于定时提醒的时刻",
               "the working day cannot end before scheduled mails leave"))
        blame(r, "times.scheduled", "定时提醒的时刻不能晚于下班",
              "scheduled mails cannot leave after the working day ends");
}

static void fill_in(struct settings *s)
{
    if (s->transport.port == 0)
        s->transport.port = s->transport.tls == TLS_IMPLICIT ? PORT_SUBMISSIONS
                                                             : PORT_SUBMISSION;
    if (s->source.port == 0)
        s->source.port = s->source.tls == TLS_IMPLICIT ? PORT_IMAPS : PORT_IMAP;
    if (!*s->transport.helo)
        s->transport.helo = s->committee.domain;
    if (!*s->transport.sender)
        s->transport.sender = s->committee.address;
    if (s->committee.administrator.n == 0)
        s->committee.administrator = s->committee.secretariat;
    if (s->committee.clerk.n == 0)
        s->committee.clerk = s->committee.secretariat;
    if (s->committee.operations.n == 0)
        s->committee.operations = s->committee.secretariat;
}

void settings_check_rules(struct settings *s, struct conf_node *const *found,
                          struct complaints *c)
{
    struct rules r = { s, found, c };

    assert(s);
    assert(found);
    assert(c);
    check_source(&r);
    check_transport(&r);
    check_trust(&r);
    check_times(&r);
    if (c->list.n == 0)
        fill_in(s);
}
