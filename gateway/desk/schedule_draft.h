/* schedule_draft.h — one meeting being put together.
 *
 * Private to schedule. Pure, total; spans are borrowed from the words. */
#ifndef CONVOKE_DESK_SCHEDULE_DRAFT_H
#define CONVOKE_DESK_SCHEDULE_DRAFT_H

#include "convoke/desk/schedule.h"
#include "convoke/desk/when.h"
#include "numbering.h"

struct schedule_draft {
    struct schedule_item item;
    struct when when;
    bool wants_day; /* begins like a meeting: to be told when it has no day */
    bool place_guessed; /* it had no label */
    bool bare;          /* a day and nothing else */
    bool all_hours;     /* "均09:00": for every meeting of the line */
    int opener;         /* the label it began with; 0: a line of its own */
    enum numbering as;  /* how its line was numbered */
};

/* A day was written, a good one or not. */
bool schedule_draft_has_day(const struct schedule_draft *d);

/* The year in its id, else `year`. */
int schedule_draft_year(const struct schedule_draft *d, int year);

void schedule_draft_set_id(struct schedule_draft *d, const struct reference *r);
void schedule_draft_set_day(struct schedule_draft *d, const struct when *w);

/* These leave alone what is there already. */
void schedule_draft_add_hours(struct schedule_draft *d, const struct when *w);
void schedule_draft_set_stdweek(struct schedule_draft *d, bool yes);

/* Puts a labelled value (of enum particular) where it belongs. False when that
 * place is taken already: another meeting begins. */
bool schedule_draft_put(struct schedule_draft *d, int key, struct span value,
                        int year);

/* Fills what was not said, and says what is wrong. */
struct schedule_item schedule_draft_settle(const struct schedule_draft *d);

#endif
