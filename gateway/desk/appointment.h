/* appointment.h — offices of a group begin and end (charter Art. 4, 5, 8;
 * requirements.md 1, 4.5).
 *
 * A person decided, outside; the secretariat's mail records it. Nothing is
 * changed before what was understood has been told back and agreed to. Private
 * to the desk. */
#ifndef CONVOKE_DESK_APPOINTMENT_H
#define CONVOKE_DESK_APPOINTMENT_H

#include "appointment_words.h"
#include "case.h"

/* [任命]: of leader, deputy, secretary, liaison; by the secretariat. */
enum verdict appointment_receive(struct intake *in, struct span object,
                                 struct reason *why);
/* [秘书报备]: the leader names his secretary; the secretariat files it. */
enum verdict secretary_receive(struct intake *in, struct span object,
                               struct reason *why);
/* resignation.c: [辞任]: goes on to the secretariat; he stays until it has
 * recorded his leaving. */
enum verdict resignation_receive(struct intake *in, struct span object,
                                 struct reason *why);

/* ---- one change of office ---- */

struct office_step {
    struct appointment_line said;
    struct person person; /* who gets or leaves the office */
    people former;        /* who leave it for him */
};
typedef LIST_OF(struct office_step) office_steps;

struct appointment {
    struct intake *in;
    struct working_group group;
    office_steps steps;
    struct span approval; /* number; may be empty */
    bool examined;        /* 6.1–6.4: 已核 */
    civil_day day;        /* from which they hold */
    struct span problem_zh, problem_en;
};

/* Fills the step of one line, or the problem. */
enum verdict appointment_step(struct appointment *a,
                              const struct appointment_line *said,
                              struct reason *why);
/* Does them all. */
enum verdict appointment_apply(struct appointment *a, struct reason *why);

/* ---- the mails (appointment_notice.c) ---- */

/* cmd.confirm to the secretariat: what would be done. */
enum verdict appointment_echo(const struct appointment *a, struct reason *why);
/* cmd.done to who said yes, and of a secretary to the leader: what was done,
 * and who holds what now. */
enum verdict appointment_tell(const struct appointment *a, struct reason *why);
/* cmd.done to who wrote: it has gone on to the secretariat. */
enum verdict appointment_passed_on(struct intake *in, struct span group,
                                   const char *line, struct span said_zh,
                                   struct reason *why);

/* invitation_office.c: meetings ahead follow a change of office: who is called
 * to them now is invited, who is not any more gets a CANCEL of his own. */
enum verdict invitation_follow_office(struct desk *dk, struct arena *arena,
                                      struct span group,
                                      const struct person *person,
                                      struct span evidence, struct reason *why);

#endif
