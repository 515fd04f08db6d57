/* reminder.h — a row of the ledger and its ladder, as the engine works on them.
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_REMINDER_H
#define CONVOKE_DESK_REMINDER_H

#include "convoke/desk/ledger.h"
#include "convoke/desk/notice.h"
#include "subject.h"

/* The mail at the end of a period stands in the ledger as this step. */
enum { REMINDER_END = -1 };

/* The ladder of a stored row. */
void reminder_plan(const struct desk *dk, const struct duty *d,
                   const struct obligation_row *row, struct obligation *ret);

/* When the row is worth a look again: the ladder's next step, the due instant,
 * the end of its period. INT64_MAX: never. */
int64_t reminder_wake(const struct obligation *o,
                      const struct obligation_row *row, int64_t ladder);

/* A duty whose end does something in the program itself. */
bool reminder_has_ending(const struct duty *d);
enum verdict reminder_end_act(struct desk *dk, struct arena *arena,
                              const struct duty *d,
                              const struct obligation_row *row,
                              struct reason *why);

/* One mail about a row: which step it is worded for, and to whom. */
struct reminder {
    const struct duty *duty;
    const struct obligation_row *row;
    struct obligation_step step; /* ordinal REMINDER_END: the end */
};

/* Fills `n` with words and people; no targets when nobody is to be told (the
 * duty has no such notice, it is done, or its `unless` holds: then
 * *ret_silence says why, in English). */
enum verdict reminder_notice(struct desk *dk, const struct reminder *r,
                             struct arena *arena, struct notice *n,
                             const char **ret_silence, struct reason *why);

/* The slot `due` as the row's duty says it: 24:00 of a day, or the minute. */
void reminder_view_due(struct arena *arena, struct view *v,
                       const struct duty *d, const struct obligation_row *row);
/* How a duty is answered by token: a row of reminder_notice.c; NULL: it is
 * not. */
struct reminder_answer {
    const char *word; /* duty's name, or what closes it */
    const char *purpose;
    bool lasting;
    enum command_verb actions[3];
    size_t actions_n;
};
const struct reminder_answer *reminder_answer(const struct duty *d);

/* The row ends with its due day, whatever came of it: nobody has to say that
 * he has seen it. */
bool reminder_finishes(const struct duty *d);

/* GL, GS, LIA …, UNIT, PL, TASK of a keyword list. */
enum verdict reminder_people(struct desk *dk, struct notice *n,
                             const struct subject *s, struct span keyword,
                             const spans *missing, struct reason *why);

/* Looks at one row that is due. */
enum verdict reminder_look(struct desk *dk, struct arena *arena,
                           struct obligation_row *row, struct reason *why);

/* catch_up.c: one mail for whoever waits longest; false: nobody may be written
 * to now. */
enum verdict catch_up_one(struct desk *dk, struct arena *arena, bool *ret_more,
                          struct reason *why);
/* When the next one may leave; INT64_MAX when nobody waits. */
enum verdict catch_up_due(struct desk *dk, int64_t *ret, struct reason *why);

/* working hours: `t` itself, or the next opening (R-D12). */
int64_t reminder_working(const struct desk *dk, int64_t t);

#endif
