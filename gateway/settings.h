/* settings.h — what the operator decides: convoke.conf as values.
 *
 * One table (settings_table) describes every setting: its name, kind, place in
 * struct settings, default, bounds and help. The reader, `convoke check`, the
 * sample that `convoke init` writes and the manual page all come from it.
 *
 * Texts live in the settings' arena; paths are absolute or made relative to
 * the folder of the configuration file. Hours are seconds into the day. */
#ifndef CONVOKE_SETTINGS_H
#define CONVOKE_SETTINGS_H

#include <stdint.h>

#include "complaint.h"
#include "convoke/base/arena.h"
#include "convoke/base/verdict.h"

struct settings_words {
    const char **at;
    size_t n;
};

enum settings_source { SOURCE_MAILDIR, SOURCE_IMAP };
enum settings_transport { TRANSPORT_MAILDIR, TRANSPORT_SMTP };
enum settings_tls { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };
enum settings_auth { AUTH_NONE, AUTH_PLAIN, AUTH_LOGIN, AUTH_XOAUTH2 };
enum settings_login { LOGIN_PLAIN, LOGIN_LOGIN, LOGIN_XOAUTH2 };
enum settings_after { AFTER_FLAG, AFTER_MOVE, AFTER_NOTHING };
enum settings_deadline { DEADLINE_SAME_DAY, DEADLINE_CLEAR_DAYS };

struct settings {
    struct arena arena;   /* owned */
    const char *file;     /* the configuration file */
    const char *folder;   /* where it lies */
    const char *state;    /* folder of everything that lasts */
    const char *charter;  /* charter.conf */
    const char *workdays; /* "" none */
    struct {
        const char *name, *name_en;
        const char *domain;  /* right side of the Message-IDs made here */
        const char *address; /* service address */
        const char *help, *help_en;        /* whom to ask */
        struct settings_words secretariat; /* duty mailbox first; never empty */
        struct settings_words administrator, clerk, operations;
    } committee;
    struct {
        int kind; /* enum settings_source */
        const char *path, *host;
        int64_t port;  /* never 0 once loaded */
        int tls, auth; /* enum settings_tls, settings_login */
        const char *user;
        const char *password_file, *ca_file; /* "" none */
        struct settings_words folders;
        int after; /* enum settings_after */
        const char *flag, *move_to;
        int64_t poll;     /* seconds */
        int64_t patience; /* seconds for each reply; 0: as imap_fetch.h says */
    } source;
    struct {
        int kind; /* enum settings_transport */
        const char *path, *host;
        int64_t port; /* never 0 once loaded */
        int tls, auth;
        const char *user;
        const char *password_file, *ca_file; /* "" none */
        int64_t sessions;
        int64_t patience; /* seconds for each reply; 0: as RFC 5321 says */
        const char *helo, *sender; /* never "" once loaded */
        const char *bounces;       /* bounce_address.h; "" none */
        int64_t rate, domain_rate; /* mails a minute; 0: no limit */
    } transport;
    struct {
        bool require;
        struct settings_words mx, authserv;
    } trust;
    struct {
        int64_t message; /* octets */
        int64_t replies_per_day;
        int64_t strangers_per_day, domain_per_day, sender_per_day;
        int64_t give_up; /* seconds */
    } limits;
    struct {
        int64_t jobs;      /* 0: one a processor */
        int64_t wall, cpu; /* seconds a message */
        int64_t memory;    /* octets */
    } parse;
    struct {
        const char *separator; /* one character */
    } address;
    struct {
        int64_t scheduled, digest, workday_end; /* seconds into the day */
        int deadline;                           /* enum settings_deadline */
    } times;
    struct {
        bool liaison, leader, secretary; /* get that of their own group */
    } digest;
    struct {
        bool four_eyes; /* an exit is confirmed by a second operator */
    } flag;
    struct {
        const char *folder, *override; /* "" installed ones; none */
    } templates;
    struct {
        int level; /* enum log_level */
    } log;
};

enum setting_kind {
    SETTING_TEXT,
    SETTING_ADDRESS,
    SETTING_ADDRESSES,
    SETTING_DOMAIN,
    SETTING_WORDS,
    SETTING_PATH,   /* a file or folder; need not be there */
    SETTING_FILE,   /* must be readable when named */
    SETTING_SECRET, /* the same, and nobody else may read it */
    SETTING_OCTETS,
    SETTING_SECONDS,
    SETTING_INTEGER,
    SETTING_HOUR, /* "09:00" */
    SETTING_ENUM,
    SETTING_FLAG,
    SETTING_KIND_COUNT
};

struct setting {
    const char *name; /* "section.name", or a name at the top */
    enum setting_kind kind;
    size_t place;         /* offset in struct settings */
    const char *fallback; /* in the file's notation; NULL: must be set */
    const char *sample;   /* what `init` sets; NULL: it shows the default */
    int64_t least, most;  /* INTEGER, SECONDS, OCTETS; TEXT: characters */
    const char *choices;  /* ENUM: blank-separated, in the enum's order */
    const char *zh, *en;  /* help */
};

extern const struct setting settings_table[];
extern const size_t settings_count;

/* What stands before the dot in a name, in the order of the table. */
struct settings_section {
    const char *name;
    const char *zh, *en;
};

extern const struct settings_section settings_sections[];
extern const size_t settings_sections_n;

/* What may stand there, bounds and choices included: "a whole number from 1 to
 * 16", for reports and the manual. */
void setting_allowed(const struct setting *row, bool chinese, struct text *to);

/* Reads all of it; NEVER when there is anything to complain about; nothing is
 * written then, but `ret_charter` (may be NULL) tells where the charter lies as
 * far as the file says so: one run reports the faults of both. */
MUST_USE enum verdict settings_load(const char *path, struct complaints *c,
                                    struct settings **ret,
                                    const char **ret_charter);

/* The file looked for when none is named: $CONVOKE_CONF, ./convoke.conf,
 * /etc/convoke/convoke.conf. NULL when there is none. */
const char *settings_find(void);

/* A commented configuration that says what the defaults say. */
void settings_sample(struct text *to);

struct settings *settings_free(struct settings *s);
void settings_drop(struct settings **s);

#endif
