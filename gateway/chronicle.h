/* chronicle.h — a year's mails as a person reads them.
 *
 *   ── 2026年4月 ──
 *   04-09 09:00 发 ! absence.warn       ×2  缺席警示 [M03/WG5-2026-P1] → …
 *   04-10 10:00 收   op1@tc.example         回复：… — 已告知拟退出
 *
 * Months are headings; mails of one minute, code and subject are one line with
 * their number; each subject is shown in one language; what warns, flags or
 * refuses is marked, in colour where that is wanted. Digests, one a working
 * day, are counted only. */
#ifndef CONVOKE_CHRONICLE_H
#define CONVOKE_CHRONICLE_H

#include "convoke/base/text.h"
#include "timeline.h"

enum chronicle_mark {
    CHRONICLE_PLAIN,
    CHRONICLE_GOOD,    /* a membership, a flag taken back */
    CHRONICLE_WARNING, /* overdue, held, absent without a reason */
    CHRONICLE_FLAG,    /* a flag, an exit, a command that was refused */
};

/* How a mail is marked. Pure. */
enum chronicle_mark chronicle_mark_of(const struct timeline_event *e);

struct chronicle {
    const struct context *ctx; /* borrowed: where to, language, width */
    bool colour;

    /* The line that waits for more of the same. */
    struct timeline_event waiting; /* borrowed from `words` */
    struct text words;             /* owned */
    struct text people;            /* owned; whom it went to, the first few */
    size_t mails;                  /* in it; 0: none waits */
    int month;                     /* of the last heading: year * 12 + month */
    size_t digests, flags, warnings;
};

#define CHRONICLE_INIT(ctx_, colour_)                                          \
    ((struct chronicle){ .ctx = (ctx_),                                        \
                         .colour = (colour_),                                  \
                         .words = TEXT_INIT(TEXT_MAX_LETTER),                  \
                         .people = TEXT_INIT(TEXT_MAX_HEADER) })

void chronicle_release(struct chronicle *c);

/* Whether it would be told and not only counted. */
bool chronicle_tells(const struct chronicle *c, const struct timeline_event *e);

/* One more mail, not earlier than the last. */
void chronicle_tell(struct chronicle *c, const struct timeline_event *e);

/* The line that waits, if any, is printed. */
void chronicle_flush(struct chronicle *c);

#endif
