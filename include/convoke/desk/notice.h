/* notice.h — the catalogue of notifications: one notice to the people it
 * concerns (requirements.md sections 1, 7).
 *
 * A notice is queued once for each recipient unit or person: its key is
 * code:object:recipient:discriminator, and a key that was queued before is
 * never queued again. One address gets one copy (R-A5); nobody sees another
 * unit's address (R-A4). */
#ifndef CONVOKE_DESK_NOTICE_H
#define CONVOKE_DESK_NOTICE_H

#include "convoke/base/list.h"
#include "convoke/desk/command.h"
#include "convoke/desk/desk.h"
#include "convoke/render/view.h"
#include "convoke/store/register.h"

/* One mail's people: `to` first, `cc` in the same mail. */
struct notice_target {
    struct facts_address to;
    facts_addresses cc;
    bool may_act;               /* gets the token */
    bool lists_all;             /* reads of all items, not of his own only */
    bool optional;              /* told of a meeting, not asked to come */
    struct span dear;           /* how a letter to him begins: "WG5组长" */
    struct span party;          /* the unit's id; of others empty */
    LIST_OF(struct span) items; /* what concerns this one alone */
    struct span delegated_from; /* the person he comes for; mostly empty */
};
typedef LIST_OF(struct notice_target) notice_targets;

struct notice {
    struct arena *arena; /* of this decision */
    const char *code;
    struct span object; /* in key, subject and headers; may be empty */
    struct span group;  /* id of the group it concerns; may be empty */
    struct span discriminator;
    notice_targets targets;
    struct view *view; /* filled but for the common slots */
    struct span law_zh, law_en;

    /* A reply does something: a token of this purpose for `token_object`. */
    const char *purpose; /* NULL: a reply does nothing */
    struct span token_object;
    bool itemised; /* the view's list `items` is each target's own */
    bool lasting;  /* the token may be used many times */
    int days;      /* the token's life; 0: as below */
    const enum command_verb *actions; /* buttons */
    size_t actions_n;

    const struct facts *answers; /* the mail it answers; may be NULL */
    LIST_OF(struct notice_file) files;

    /* The meeting that each mail brings as a calendar object of its own; set
     * by invitation_attach. */
    const struct meeting *calendar; /* NULL: none */
    int calendar_method;            /* enum invite_method */
    struct span calendar_comment;   /* COMMENT of it; may be empty */
    struct span calendar_person;    /* its only ATTENDEE; empty: the mail's */
    /* …or one object that is the same in all of its mails; borrowed. */
    const struct letter_calendar *published; /* NULL: none */
};

enum { NOTICE_TOKEN_DAYS = 30, NOTICE_LASTING_DAYS = 400 };

void notice_init(struct notice *n, struct arena *arena, const char *code,
                 struct span object);

/* The one who wrote `facts`. */
void notice_to(struct notice *n, struct span name, struct span mail,
               bool may_act);

/* One line of the slot `items` for the target `mail`, or for all when it is
 * empty. */
void notice_item(struct notice *n, struct span mail, struct span item);

/* Everybody who holds the role for the group; SEC, ADM as configured. */
MUST_USE enum verdict notice_to_role(struct desk *dk, struct notice *n,
                                     enum role role, bool may_act,
                                     struct reason *why);

/* The unit: contact first, its representatives in the group in copy. */
MUST_USE enum verdict notice_to_unit(struct desk *dk, struct notice *n,
                                     const struct unit *u, bool may_act,
                                     struct reason *why);

/* local+t.WORD@domain: where a mail with that token is read. */
struct span notice_address(const struct desk *dk, struct arena *arena,
                           struct span word);

/* Words of a duty's article, or 服务时限. */
void notice_law_of_duty(struct notice *n, const struct duty *d);

MUST_USE enum verdict notice_send(struct desk *dk, struct notice *n,
                                  struct reason *why);

/* Its words as they would be, without a token; sends nothing. */
MUST_USE enum verdict notice_show(struct desk *dk, struct notice *n,
                                  struct arena *arena, struct rendered *ret,
                                  struct reason *why);

#endif
