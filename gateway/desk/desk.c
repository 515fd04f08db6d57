#include "convoke/desk/desk.h"

#include <assert.h>

#include "convoke/desk/workdays_known.h"

enum verdict desk_open(struct desk *dk, struct arena *arena, struct reason *why)
{
    struct workdays_known known = { 0 };
    enum verdict v;

    assert(dk);
    v = workdays_known(dk->store, arena, &known, why);
    if (v != VERDICT_DONE)
        return v;
    dk->workdays = known.table;
    dk->rules = (struct obligation_rules){
        .workdays = &dk->workdays,
        .sched_hour = dk->set->sched_hour,
        .workday_end = dk->set->workday_end,
        .clear_days = dk->set->clear_days,
    };
    return VERDICT_DONE;
}
