/* smtp_probe — delivers letters over one SMTP session and prints each answer.
 *
 *   smtp_probe key=value …
 *
 * Keys: host, port, tls (implicit, starttls, none), auth (none, plain, login,
 * xoauth2), user, secret, ca, helo, ms (every time limit), from, rcpt (one a
 * letter, may be repeated), envid, file, dot (yes, no), ahead (yes: each
 * letter's envelope with the dot before it), most (letters a connection).
 * A line an answer: outcome stage code enhanced usable auth_failed slow_down
 * text. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base/own.h"
#include "convoke/mail/smtp_send.h"

enum { RCPT_MOST = 100 };

struct probe {
    struct smtp_settings set;
    const char *from, *file, *envid;
    const char *rcpt[RCPT_MOST];
    struct smtp_letter letter[RCPT_MOST];
    int rcpt_n, now;
    bool dot, ahead;
};

static int find_word(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    fprintf(stderr, "smtp_probe: %s?\n", word);
    exit(64);
}

static void set_times(struct smtp_settings *set, int64_t ms)
{
    set->connect_ms = set->command_ms = set->body_ms = set->dot_ms = ms;
}

static void read_word(struct probe *p, const char *key, const char *value)
{
    static const char *const tls[] = { "implicit", "starttls", "none", NULL };
    static const char *const auth[] = { "none", "plain", "login", "xoauth2",
                                        NULL };
    const struct {
        const char *key;
        const char **to;
    } strings[] = {
        { "host", &p->set.host },     { "user", &p->set.user },
        { "secret", &p->set.secret }, { "ca", &p->set.ca_file },
        { "helo", &p->set.helo },     { "from", &p->from },
        { "file", &p->file },         { "envid", &p->envid },
    };

    for (size_t i = 0; i < ARRAY_LEN(strings); i++)
        if (strcmp(key, strings[i].key) == 0)
            *strings[i].to = value;
    if (strcmp(key, "port") == 0)
        p->set.port = atoi(value);
    else if (strcmp(key, "tls") == 0)
        p->set.tls = (enum smtp_tls)find_word(tls, value);
    else if (strcmp(key, "auth") == 0)
        p->set.auth = (enum smtp_auth)find_word(auth, value);
    else if (strcmp(key, "ms") == 0)
        set_times(&p->set, atoi(value));
    else if (strcmp(key, "dot") == 0)
        p->dot = strcmp(value, "yes") == 0;
    else if (strcmp(key, "ahead") == 0)
        p->ahead = strcmp(value, "yes") == 0;
    else if (strcmp(key, "most") == 0)
        p->set.letters_most = atoi(value);
    else if (strcmp(key, "rcpt") == 0 && p->rcpt_n < RCPT_MOST)
        p->rcpt[p->rcpt_n++] = value;
}

static bool may_dot(void *ctx)
{
    const struct probe *p = ctx;

    return p->dot;
}

static const struct smtp_letter *next(void *ctx)
{
    const struct probe *p = ctx;

    return p->now + 1 < p->rcpt_n ? &p->letter[p->now + 1] : NULL;
}

static int deliver_all(struct probe *p, struct smtp *s)
{
    int fd = open(p->file, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        perror(p->file);
        return 66;
    }
    for (int i = 0; i < p->rcpt_n; i++)
        p->letter[i] = (struct smtp_letter){
            .from = p->from, .rcpt = p->rcpt[i], .envid = p->envid, .fd = fd
        };
    for (p->now = 0; p->now < p->rcpt_n; p->now++) {
        const struct smtp_talk talk = { may_dot, p->ahead ? next : NULL, p };
        struct smtp_answer a;

        smtp_deliver(s, &p->letter[p->now], &talk, &a);
        printf("%s %s %d %s %d %d %d %s\n", smtp_outcome_name(a.outcome),
               smtp_stage_name(a.stage), a.code,
               a.enhanced[0] ? a.enhanced : "-", a.usable, a.auth_failed,
               a.slow_down, a.text);
        fflush(stdout);
    }
    close(fd);
    return 0;
}

int main(int argc, char *argv[])
{
    CLEANUP(smtp_drop) struct smtp *s = NULL;
    struct probe p = { .from = "", .file = "/dev/null", .dot = true };
    struct reason why;

    set_times(&p.set, 2000);
    p.set.host = "localhost";
    for (int i = 1; i < argc; i++) {
        char *eq = strchr(argv[i], '=');

        if (!eq)
            return 64;
        *eq = '\0';
        read_word(&p, argv[i], eq + 1);
    }
    if (smtp_new(&p.set, &s, &why) != VERDICT_DONE) {
        printf("settings %s\n", why.text);
        return 78;
    }
    return deliver_all(&p, s);
}
