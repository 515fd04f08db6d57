/* bounce.h — what a delivery report says: whom a mail did not reach, and which
 * mail it was.
 *
 * Of a message that a robot's bounce is (facts.h). First the report's own
 * fields (RFC 3464), else X-Failed-Recipients, else the words of the programs
 * that send neither (qmail, QQ, 163, Exchange, Exim): then an address counts
 * that stands where such a program puts it, above the copy of the mail. Linear
 * in the octets, bounded, nothing fails; what is not understood is absent.
 * Nothing here is trusted: whoever acts on it asks first whether the mail named
 * is ours and went to that address. RFC 3464, 3463, 3461; interop.md section 3.
 */
#ifndef CONVOKE_MAIL_BOUNCE_H
#define CONVOKE_MAIL_BOUNCE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

struct facts;
struct letter;

enum bounce_class {
    BOUNCE_UNKNOWN, /* no code, or one nobody gave a meaning */
    BOUNCE_SOFT,    /* 4.x.x, or it is still tried */
    BOUNCE_HARD,    /* 5.x.x: tried no more */
    BOUNCE_CLASS_COUNT
};

enum { BOUNCE_MAX_FAILURES = 50, BOUNCE_MAX_RETURNED = 16 };
enum { BOUNCE_MAX_STATUS = 16, BOUNCE_MAX_SAID = 500 };

/* One recipient whom the mail did not reach (yet). */
struct bounce_failure {
    struct span recipient; /* Final-Recipient; never empty */
    struct span original;  /* as we wrote it, when the report says so */
    struct span status;    /* "5.1.1" of RFC 3463, or empty */
    struct span said;      /* the other system's words, one line; or empty */
    enum bounce_class class;
    bool pending; /* it is still tried (Action: delayed) */
};
typedef LIST_OF(struct bounce_failure) bounce_failures;

/* The note of a report that tells of success only. */
#define BOUNCE_ARRIVED "bounce.arrived"

/* Fills f->failures and f->returned. `f` has its text; its writer is a
 * bounce. */
void bounce_read(const struct letter *l, struct arena *arena, struct facts *f);

/* What a text says of the failure: an enhanced code, an SMTP code, or words
 * that programs use. False: nothing. `status` is borrowed from `text` or is a
 * literal. */
struct bounce_code {
    struct span status;
    enum bounce_class class;
    bool pending;
};
bool bounce_code_find(struct span text, struct bounce_code *ret);

/* Class of an enhanced status code. */
enum bounce_class bounce_class_of(struct span status);

/* True when the code is about the address, not about this mail: 5.7.x (policy),
 * 5.6.x (content), sizes and a full mailbox say nothing against writing there
 * again (interop.md 85). */
bool bounce_blames_address(struct span status);

/* True when there is no such mailbox, beyond doubt: what a server may say of a
 * recipient while it is being written to. */
bool bounce_names_nobody(struct span status);

/* Stored and printed names. */
const char *bounce_class_name(enum bounce_class c);
bool bounce_class_from(struct span name, enum bounce_class *ret);

#endif
