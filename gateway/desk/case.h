/* case.h — one message on the desk: what it says, who says it, what it did.
 *
 * Handlers get a case, act, and leave the outcome in it. Private to the desk.
 */
#ifndef CONVOKE_DESK_CASE_H
#define CONVOKE_DESK_CASE_H

#include "convoke/desk/command.h"
#include "convoke/desk/desk.h"
#include "convoke/desk/form_check.h"
#include "convoke/desk/ledger.h"
#include "convoke/desk/notice.h"
#include "convoke/desk/recognise.h"
#include "convoke/store/application.h"
#include "convoke/store/audit.h"
#include "convoke/store/timer.h"
#include "convoke/store/token.h"
#include "papers.h"
#include "subject.h"

enum { CASE_MAX_ARENA = 64 * 1024 * 1024 };

/* A command that stands in a list of several: what cannot be done is told
 * here and in one answer to all of them, not in a mail of its own. */
struct intake_receipt {
    bool refused;
    struct span problem_zh, problem_en;
};

struct intake {
    struct desk *dk;
    struct arena *arena; /* of this decision */
    struct message *m;
    const struct facts *f;
    struct recognition what;
    struct authority who;
    struct command command;
    struct token token; /* hash empty: there was none */
    bool confirmed;     /* a contact vouched for this held mail */
    bool repeated;      /* it was told back, and the right person said yes */
    struct intake_receipt *receipt; /* NULL: this is all the mail says */

    /* The outcome. */
    enum message_state state;
    struct span object, reason;
};

/* Recognise, find the authority, call the handler; sets the outcome. */
enum verdict intake_decide(struct intake *in, struct reason *why);

/* Decides the mail `message`, which was told back to its sender, with the
 * token that the answer to it carried; it becomes the answer's outcome. */
enum verdict intake_repeat(struct intake *in, int64_t message,
                           struct reason *why);

/* "message:12" */
struct span intake_evidence(const struct intake *in);

void intake_end(struct intake *in, enum message_state state, struct span object,
                const char *reason);

/* The handler of a kind of mail; `object` is what it names, or empty. */
typedef enum verdict (*intake_handler)(struct intake *in, struct span object,
                                       struct reason *why);

/* The applicant's word: by a token or thread of ours, or his address with a
 * pass of the receiving system. */
bool intake_is_applicant(const struct intake *in, const struct application *a);

/* Does what a token of that purpose would let its holder do; what a mail of
 * that kind does. */
bool intake_has_purpose(struct span purpose);
enum verdict intake_run_purpose(struct intake *in, struct span purpose,
                                struct span object, struct reason *why);
enum verdict intake_run_kind(struct intake *in, enum intake_kind kind,
                             struct span object, struct reason *why);

/* Written with every change of state. */
struct change {
    const char *entity; /* "application" */
    struct span id;
    const char *from, *to, *event;
    struct span note;
};
enum verdict intake_audit(struct intake *in, const struct change *c,
                          struct reason *why);

/* A change that the clock made. */
enum verdict clock_audit(struct desk *dk, const struct change *c,
                         struct reason *why);

/* The sender is who he says, and holds the role. */
enum verdict intake_has_role(struct intake *in, enum role role,
                             struct span group, bool *ret, struct reason *why);

/* A mailbox of the committee's own people. */
bool intake_is_ours(const struct intake *in);

/* refusal.c: answers to what cannot be done. */
enum verdict refuse_command(struct intake *in, struct span object,
                            const char *problem_zh, const char *problem_en,
                            const enum command_verb *words, size_t words_n,
                            struct reason *why);
enum verdict refuse_authority(struct intake *in, const char *problem_zh,
                              const char *problem_en, struct reason *why);
enum verdict answer_help(struct intake *in, struct reason *why);
enum verdict hold_for_person(struct intake *in, const char *reason_zh,
                             const char *reason_en, struct reason *why);

/* held.c: mail of a known unit from an address nobody registered (R-A3). */
enum verdict hold_for_contact(struct intake *in, struct span unit_name,
                              const struct facts_address *contact,
                              struct span object, struct reason *why);
enum verdict held_answered(struct intake *in, struct span object,
                           struct reason *why);
enum verdict held_expired(struct desk *dk, struct arena *arena,
                          const struct obligation_row *row, struct reason *why);

/* application.c */
enum verdict application_change(struct intake *in, struct application *a,
                                enum application_state to, const char *event,
                                struct reason *why);

/* The group is one of those that asked the applicant for more. */
bool asked_by(const struct application *a, struct span group);

enum verdict application_receive(struct intake *in, struct span object,
                                 struct reason *why);
enum verdict application_withdraw(struct intake *in, struct span object,
                                  struct reason *why);
enum verdict application_lapse(struct desk *dk, struct arena *arena,
                               const struct obligation_row *row,
                               struct reason *why);

/* review.c */
enum verdict review_dispatch(struct intake *in, struct span object,
                             struct reason *why);
enum verdict review_decide(struct intake *in, struct span object,
                           struct reason *why);
enum verdict review_notify(struct intake *in, struct span object,
                           struct reason *why);

enum verdict review_change(struct intake *in, struct review *r,
                           enum review_state to, const char *event,
                           struct reason *why);

/* The groups ("WG5,WG7"; empty: all that still review) get what came in. */
enum verdict review_again(struct intake *in, struct papers *p,
                          struct span groups, struct reason *why);

/* designation.c */
enum verdict formalities_reply(struct intake *in, struct span object,
                               struct reason *why);
enum verdict representatives_receive(struct intake *in, struct span object,
                                     struct reason *why);

/* membership.c */
/* The review at its formalities: of `group`, or without one the only one. */
struct review *formalities_review(struct papers *p, struct span group,
                                  bool *ret_several);
enum verdict membership_activate(struct intake *in, struct span object,
                                 struct reason *why);
enum verdict account_done(struct intake *in, struct span object,
                          struct reason *why);

/* calendar_turn.c */
enum verdict calendar_turn(struct desk *dk, struct arena *arena,
                           const struct timer *t, struct reason *why);
/* From the first working day on or after 15 November (R-D10). */
bool calendar_lacks_next_year(const struct desk *dk, civil_day today);

/* digest.c */
enum verdict digest_turn(struct desk *dk, struct arena *arena,
                         const struct timer *t, struct reason *why);

/* meeting_clock.c */
/* Every change of a meeting's state that the clock makes. */
enum verdict meeting_enter(struct desk *dk, struct meeting *m,
                           enum meeting_state to, const char *event,
                           struct reason *why);
/* Sets the timer of its opening instant, or drops it. */
enum verdict meeting_watch(struct desk *dk, const struct meeting *m,
                           struct reason *why);
enum verdict meeting_begins(struct desk *dk, struct arena *arena,
                            const struct timer *t, struct reason *why);
enum verdict plenary_collected(struct desk *dk, struct arena *arena,
                               struct span meeting, struct reason *why);
enum verdict plenary_fill_count(struct desk *dk, const struct subject *s,
                                struct notice *n, struct reason *why);

#endif
