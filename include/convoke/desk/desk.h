/* desk.h — where what the working groups want is decided.
 *
 * A desk borrows everything it works with: the store, the templates, the
 * clock, the settings, and a post that turns a notice into bytes in the
 * outbox. It knows no file, no socket and no library. One call decides one
 * thing inside the caller's transaction: state, audit and mails are committed
 * together or not at all. */
#ifndef CONVOKE_DESK_DESK_H
#define CONVOKE_DESK_DESK_H

#include "convoke/base/clock.h"
#include "convoke/desk/authority.h"
#include "convoke/desk/duty.h"
#include "convoke/desk/obligation.h"
#include "convoke/mail/compose.h"
#include "convoke/render/catalog.h"
#include "convoke/store/message.h"
#include "convoke/store/store.h"

/* What the operator decides, as far as the desk is concerned. */
struct desk_settings {
    struct span committee_zh, committee_en;
    struct span help_zh, help_en;   /* whom to ask */
    struct span domain;             /* right side of our Message-IDs */
    struct span service;            /* address we send from and read */
    char separator;                 /* of plus-addresses */
    struct span bounces;            /* bounce_address.h; empty: none */
    const struct span *secretariat; /* the duty mailbox first */
    size_t secretariat_n;
    const struct span *administrators; /* platform accounts */
    size_t administrators_n;
    const struct span *clerks; /* of dues; none: the secretariat */
    size_t clerks_n;
    struct authority_settings trust;
    const struct span *trusted_hosts; /* by-hosts whose stamp counts (R-D7) */
    size_t trusted_hosts_n;
    int64_t message_most;    /* octets of a mail that is taken in */
    int64_t replies_per_day; /* automatic answers to one address */
    /* Mails decided a day; 0: any number (excess.c). */
    int64_t strangers_per_day, domain_per_day, sender_per_day;
    const struct duty *duties;
    size_t duties_n;
    int sched_hour, digest_hour, workday_end; /* seconds into the day */
    /* Who beside the secretariat gets the digest of his own group. */
    bool digest_liaison, digest_leader, digest_secretary;
    bool clear_days;
    bool four_eyes; /* an exit needs two operators (R-A1 L3) */
};

/* A file that goes out with a notice. */
struct notice_file {
    struct span name, media_type;
    struct span blank; /* name of a form below templates/forms, or empty */
    struct span bytes; /* else these octets, when there are any */
    struct span message_sha256; /* else leaf `part` of this message */
    int part;
};

/* A notice with its words, ready to become bytes. */
struct notice_mail {
    struct span key, code, object;
    struct span law_zh, law_en; /* article or 服务时限, as the mail says */
    struct letter_spec letter;  /* files empty: see below */
    const struct notice_file *files;
    size_t files_n;
    const struct span *recipients; /* envelope */
    size_t recipients_n;
    bool yields; /* may wait for others (store/outbox.h) */
};

/* Puts the mail into the outbox within the running transaction; bytes are
 * durable before it returns. The same key again changes nothing. */
struct desk_post {
    enum verdict (*put)(struct desk_post *post, const struct notice_mail *mail,
                        struct reason *why);
};

/* Prints a paper as PDF: octets of paper_write in, the file's out, copied into
 * the arena. Anything but DONE means that there is none; it never waits long.
 */
struct desk_press {
    enum verdict (*print)(struct desk_press *press, struct span paper,
                          struct arena *arena, struct span *ret_pdf,
                          struct reason *why);
};

struct desk {
    struct store *store;
    const struct catalog *catalog;
    const struct clock *clock;
    const struct desk_settings *set;
    struct workdays workdays;
    struct obligation_rules rules; /* points at workdays */
    struct desk_post *post;
    struct desk_press *press; /* NULL: nothing is printed here */
    /* When the last reading of the source to its end began (R-D15); what needs
     * all mail from before an instant waits for one that began no earlier. */
    int64_t polled_at; /* MOMENT_NONE before the first */
    /* A stranger's mail is being decided (excess.c): what leaves because of it
     * yields, whomever it is to. */
    bool of_stranger;
};

/* Loads the working-day calendar from the store (the shipped one when it is
 * empty) into `arena` and fills the rules. Everything is borrowed. */
MUST_USE enum verdict desk_open(struct desk *dk, struct arena *arena,
                                struct reason *why);

static inline int64_t desk_now(const struct desk *dk)
{
    return clock_now(dk->clock);
}

/* Whether the register or the settings name this address, or an application
 * came from it. Says nothing about who really wrote (desk/authority.h). */
MUST_USE enum verdict desk_knows(struct desk *dk, struct span mail, bool *ret,
                                 struct reason *why);

/* Decides one received message and settles it: applied, ignored or held.
 * `record` is the worker's; NEVER only when the record itself is bad (the
 * caller quarantines then). */
MUST_USE enum verdict desk_intake(struct desk *dk, struct message *m,
                                  struct span record, struct reason *why);

/* One thing that is due by now: a reminder, an overdue mail, the end of a
 * period. False in `ret_more` when nothing is left. */
MUST_USE enum verdict desk_tick(struct desk *dk, bool *ret_more,
                                struct reason *why);

/* When desk_tick is worth calling again; INT64_MAX: when something happens. */
MUST_USE enum verdict desk_next_due(struct desk *dk, int64_t *ret,
                                    struct reason *why);

#endif
