/* contribution.h — contributions on the desk (requirements.md 4.4, 6.4).
 *
 * Private to the desk. The unit's acts (contribution.c, contribution_unit.c)
 * ask who the sender is himself: a token only says what he answers. The
 * office's acts (contribution_office.c) are a table of who may do what. */
#ifndef CONVOKE_DESK_CONTRIBUTION_H
#define CONVOKE_DESK_CONTRIBUTION_H

#include "case.h"
#include "contribution_draft.h"
#include "contribution_mail.h"
#include "contribution_place.h"
#include "convoke/store/contribution.h"

/* ---- handlers ---- */

/* [贡献], gw+contrib. */
enum verdict contribution_receive(struct intake *in, struct span object,
                                  struct reason *why);
/* An answer to a mail about contributions; `object`: a meeting or a
 * contribution. */
enum verdict contribution_reply(struct intake *in, struct span object,
                                struct reason *why);
/* The answer to contrib.incomplete; `object`: the mails so far. */
enum verdict contribution_complete(struct intake *in, struct span object,
                                   struct reason *why);
/* [无贡献] and [撤回] */
enum verdict contribution_declare_none(struct intake *in, struct span object,
                                       struct reason *why);
enum verdict contribution_withdraw(struct intake *in, struct span object,
                                   struct reason *why);
/* 接受, 退回, 列入议程 */
enum verdict contribution_office(struct intake *in, struct span object,
                                 struct reason *why);

/* ---- the clock and held mails ---- */

/* contrib.closed: slots ontime, late, none, held, silent [text]. */
enum verdict contribution_fill_closed(struct desk *dk, const struct subject *s,
                                      struct notice *n, struct reason *why);

/* Nobody vouched for the mail: its reserved contribution is over. */
enum verdict contribution_refuse_held(struct desk *dk, struct span id,
                                      struct reason *why);

/* ---- between its parts ---- */

/* One mail of a unit about a meeting. */
struct contribution_work {
    struct intake *in;
    struct span object; /* what its token or thread is about, or empty */
    struct unit unit;
    bool stranger; /* nobody registered for the unit wrote it */
    struct contribution_draft draft;
    struct contribution_place place;
    struct contribution_remarks remarks;
    bool answered; /* refused or held already: nothing more to do */
};

/* Who writes, for which unit and meeting; w->draft has been read. Answers
 * whoever may not. */
enum verdict contribution_who(struct contribution_work *w, struct reason *why);
enum verdict contribution_where(struct contribution_work *w,
                                struct reason *why);

/* A meeting one may not contribute to: says why. */
enum verdict contribution_refuse_place(struct contribution_work *w,
                                       struct reason *why);

/* The unit's contact vouches for a stranger's mail, kept under `object`. */
enum verdict contribution_hold(struct contribution_work *w, struct span object,
                               struct reason *why);

/* The version before `c` among all of its unit for the meeting: the one it
 * names, else one of the same project and title; c->replaces becomes its id. A
 * name that fits nothing is remarked. NULL: none. */
const struct contribution *contribution_before(struct contribution_work *w,
                                               const contributions *all,
                                               struct contribution *c);
/* Before the due instant the old one gives way, unless somebody has decided
 * about it already: then both stay, and that is remarked. */
enum verdict contribution_supersede(struct contribution_work *w,
                                    const struct contribution *c,
                                    const struct contribution *before,
                                    struct reason *why);

/* Changes its state along the table, with its audit row. */
enum verdict contribution_change(struct intake *in, struct contribution *c,
                                 enum contribution_state to, const char *event,
                                 struct reason *why);

/* The one a mail is about: by `object`, else as it names it. */
enum verdict contribution_named(struct intake *in, struct span object,
                                struct contribution *ret, bool *ret_found,
                                struct reason *why);

#endif
