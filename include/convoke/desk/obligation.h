/* obligation.h — when a duty is due and which mail about it leaves now.
 *
 * Pure: an obligation is a duty with the day it began. Its ladder is one row
 * of steps in time order, reminders first, overdue mails after them, the
 * repeated ones without end; a step's place on it is its ordinal. Mails go out
 * in that order only, so "everything below `done` is dealt with" is the whole
 * memory a ladder needs. Nothing fails: a duty that passed duty_check always
 * has a plan. Source: requirements.md R-D1 to R-D6, R-D9, R-D11, R-D12. */
#ifndef CONVOKE_DESK_OBLIGATION_H
#define CONVOKE_DESK_OBLIGATION_H

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/desk/duty.h"

enum {
    OBLIGATION_APART = 20 * 3600, /* never two mails within (R-D12) */
    OBLIGATION_LATE = 3600,       /* a mail that leaves later catches up */
};

/* What all obligations share. */
struct obligation_rules {
    const struct workdays *workdays; /* borrowed */
    int sched_hour;                  /* seconds into the day: 09:00 */
    int workday_end;                 /* 17:30 */
    bool clear_days;                 /* deadline.rule = clear_days (R-D9) */
};

enum obligation_step_kind { OBLIGATION_REMINDER, OBLIGATION_OVERDUE };

struct obligation_step {
    int ordinal;
    enum obligation_step_kind kind;
    int offset;        /* planned - due in days: -7, 0, +1; never twice on one
                          ladder: the discriminator of the notice */
    civil_day planned; /* the day the row names; for a ladder of working days
                          the milestone the mail may speak of */
    int64_t send_at;   /* R-D5: 09:00 of a working day */
};

/* When a duty is due, as the store keeps it. */
struct obligation_dates {
    civil_day anchor, due;
    int64_t due_excl;   /* late from then on: 24:00 of the due day (R-D3), or
                           the anchor's instant for an exact one */
    int64_t until;      /* the end of its period; MOMENT_NONE: none */
    int64_t created_at; /* nothing leaves before */
};

struct obligation {
    const struct duty *duty;              /* borrowed */
    const struct obligation_rules *rules; /* borrowed */
    civil_day anchor, due;
    int64_t created_at, due_excl, until; /* as in obligation_dates */
    int64_t after_at; /* when what follows the due day (lapse, closing, report)
                         is done and told: the first 09:00 of a working day
                         past it, at once for an exact one */
    size_t n;         /* listed steps, repeats not counted */
    struct obligation_step steps[2 * DUTY_MAX_STEPS];
};

/* Counts from the instant `anchor` (R-D1: the civil day it lies on); no end of
 * the period. */
struct obligation_dates obligation_dates(const struct duty *duty,
                                         int64_t anchor, int64_t created_at,
                                         const struct obligation_rules *rules);

/* Lays the ladder; the due day may have been set by hand (prolonged). */
void obligation_plan(const struct duty *duty,
                     const struct obligation_dates *dates,
                     const struct obligation_rules *rules,
                     struct obligation *ret);

/* The step at `ordinal` (>= 0), repeats included; false past the end. */
bool obligation_step_at(const struct obligation *o, int ordinal,
                        struct obligation_step *ret);

/* What the store keeps of a ladder. */
struct obligation_progress {
    int done;             /* ordinals below are dealt with */
    int64_t last_sent_at; /* MOMENT_NONE before the first mail */
};

struct obligation_look {
    bool send; /* a mail leaves now */
    bool late; /* …that should have left on an earlier day or
                  more than an hour ago: it catches up */
    struct obligation_step step; /* the one it is worded for */
    int days_left;               /* due - today; negative: days over */
    int done;                    /* store it, also when nothing is sent */
    int64_t wake_at; /* look again then; MOMENT_NONE: never, ladder is over */
};

/* Decides for an open obligation at `now`: at most one mail, the most urgent
 * of what was missed, with all before it dealt with; out of working hours
 * nothing. A reminder is void once the due day is over. */
struct obligation_look obligation_look(const struct obligation *o,
                                       struct obligation_progress progress,
                                       int64_t now);

/* Why the step `ordinal`, dealt with by `look`, was not sent; English, for the
 * ledger. NULL for the one that is. */
const char *obligation_skipped(const struct obligation *o,
                               const struct obligation_look *look, int ordinal);

/* On time iff before 24:00 of the due day (R-D3). */
static inline bool obligation_on_time(const struct obligation *o, int64_t at)
{
    return at < o->due_excl;
}

/* due - the civil day of `now`. */
int obligation_days_left(const struct obligation *o, int64_t now);

#endif
