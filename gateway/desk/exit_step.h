/* exit_step.h — the steps of leaving that whoever asks, decides and closes the
 * account share.
 *
 * A case is about "exit:3" in tokens and the ledger, about its unit in mails.
 * Private to the desk. */
#ifndef CONVOKE_DESK_EXIT_STEP_H
#define CONVOKE_DESK_EXIT_STEP_H

#include "convoke/store/project.h"
#include "exit.h"

typedef LIST_OF(struct membership) memberships;

struct span exit_object(struct arena *arena, int64_t id);
bool exit_id(struct span object, int64_t *ret);

/* The unit's living memberships, by group. */
enum verdict exit_memberships(struct desk *dk, struct arena *arena,
                              struct span unit, memberships *ret,
                              struct reason *why);

/* "WG5" is one of "WG5,WG7". */
bool exit_names(const struct exit_case *e, struct span group);
/* "WG5、WG7" */
struct span exit_groups_zh(struct arena *arena, const struct exit_case *e);

/* The group that a subject names: the only one, or none. */
struct span exit_only_group(const struct exit_case *e);

/* What "exit:3" is about: the unit, and its group when it is one; *ret_found
 * false: the object names no case. */
enum verdict exit_subject(struct desk *dk, struct arena *arena,
                          struct span object, struct unit *ret,
                          struct span *ret_group, bool *ret_found,
                          struct reason *why);

/* Stores the case, new or with its new state, and its audit row. */
enum verdict exit_enter(struct intake *in, struct exit_case *e,
                        enum exit_state to, const char *event,
                        struct reason *why);

/* Nothing is waited for any more about a case that was only requested. */
enum verdict exit_drop(struct intake *in, struct exit_case *e,
                       const char *event, struct span reason,
                       struct reason *why);

/* The memberships it names are `exiting`; those who must know are told, the
 * administrator is asked. *ret_none: it names none that could be. */
enum verdict exit_confirm(struct intake *in, struct exit_case *e,
                          bool *ret_none, struct reason *why);

/* The case a token or keyword is about; *ret_go false: answered. */
enum verdict exit_load(struct intake *in, struct span object,
                       enum exit_state wanted, struct exit_case *ret,
                       bool *ret_go, struct reason *why);

/* Its projects in progress in those groups: whose lead writes from an address
 * of the unit (Q35). */
enum verdict exit_projects(struct desk *dk, struct arena *arena,
                           const struct exit_case *e, projects *ret,
                           struct reason *why);

/* ---- exit_notice.c ---- */

enum exit_news {
    EXIT_NEWS_ASKED,    /* it waits for the secretariat */
    EXIT_NEWS_DECLINED, /* …which does not agree */
    EXIT_NEWS_BACK,     /* the unit took it back */
};

/* exit.ack to the unit. */
enum verdict exit_tell_unit(struct intake *in, const struct exit_case *e,
                            enum exit_news news, struct reason *why);
/* exit.task to the secretariat, and to the operator who asked. */
enum verdict exit_tell_office(struct intake *in, const struct exit_case *e,
                              enum exit_news news, struct reason *why);
/* exit.confirmed to the unit, and to leader and secretary of each group. */
enum verdict exit_tell_confirmed(struct intake *in, const struct exit_case *e,
                                 struct reason *why);
/* account.cancel; the duty is open. */
enum verdict exit_ask_account(struct intake *in, const struct exit_case *e,
                              struct reason *why);
/* exit.done; `led`: projects that need another lead. */
enum verdict exit_tell_done(struct intake *in, const struct exit_case *e,
                            const projects *led, struct reason *why);

/* Words and people of account.rem and account.overdue about "exit:3". */
enum verdict exit_fill_account(struct desk *dk, struct span object,
                               struct span keyword, struct notice *n,
                               struct reason *why);

#endif
