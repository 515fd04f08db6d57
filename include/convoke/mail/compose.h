/* compose.h — values to the bytes of one mail (RFC 5322, 2045-2047, 2231).
 *
 * Every field goes through one writer that refuses control characters, encodes
 * words and folds; bodies are base64 or quoted-printable, so that no line of
 * ours can start with a dot or be bare CR or LF. The same spec always gives
 * the same bytes: boundaries are derived from the Message-ID. */
#ifndef CONVOKE_MAIL_COMPOSE_H
#define CONVOKE_MAIL_COMPOSE_H

#include <stdint.h>

#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/facts.h"

/* One attachment: its bytes, or a descriptor to read them from (offset 0). */
struct letter_file {
    struct span name;       /* UTF-8; sent as RFC 2047 and RFC 2231 both */
    struct span media_type; /* empty: application/octet-stream */
    struct span bytes;
    int fd; /* used when bytes.p is NULL; borrowed */
};

/* A calendar object that the mail brings, as alternative of its text and once
 * more, the same octets, as a file (RFC 6047; interop.md 1 to 8). */
struct letter_calendar {
    struct span bytes;  /* empty: none */
    struct span method; /* "REQUEST": as in the object */
    struct span name;   /* of the file: "invite.ics" */
};

struct letter_spec {
    struct facts_address from;     /* the group's service address */
    struct facts_address reply_to; /* mail empty: no Reply-To */
    const struct facts_address *to, *cc;
    size_t to_n, cc_n;
    struct span subject;
    int64_t date;
    struct span message_id; /* without <> */
    /* Foreign ids that cannot stand in a header (blanks, over 400 octets) and
     * the middle of a thread longer than 20 are left out: a broken id of theirs
     * must not keep our answer from leaving. */
    struct span in_reply_to;       /* without <>; may be empty */
    const struct span *references; /* without <> */
    size_t references_n;
    struct span notice; /* X-Convoke-Notice */
    bool replied;       /* Auto-Submitted: auto-replied, else auto-generated */
    struct span text, html; /* html may be empty: a text-only mail */
    struct letter_calendar calendar;
    const struct letter_file *files;
    size_t files_n;
};

/* Hands the mail to `sink` piece by piece; NEVER when a value may not stand
 * in a mail (the reason names the field), LATER when sink returned false. */
MUST_USE enum verdict letter_compose(const struct letter_spec *spec,
                                     bool (*sink)(void *to, struct span piece),
                                     void *to, struct reason *why);

/* Syntax every envelope and header address must have: one `@`; local part of
 * RFC 5322 atoms and dots, at most 64 octets; domain of letters, digits and
 * hyphens with at least one dot, or "localhost". No quoted local parts, no
 * address literals, no SMTPUTF8. Who joins has such a one. */
bool letter_address_ok(struct span mail);

/* An answer may go to a local part in another script too, where a server
 * offers SMTPUTF8 (RFC 6531): letters, no blanks or invisible characters, no
 * forms of ASCII. The header then names it as words without an address (RFC
 * 6857 3.1.8), so that the same mail can go to everybody. */
bool letter_address_sendable(struct span mail);

#endif
