#include "convoke/desk/desk.h"

#include <assert.h>

#include "convoke/desk/workdays_file.h"
#include "convoke/store/workday_row.h"

enum verdict desk_open(struct desk *dk, struct arena *arena, struct reason *why)
{
    enum verdict v;

    assert(dk);
    v = workdays_load(dk->store, arena, &dk->workdays, why);
    if (v != VERDICT_DONE)
        return v;
    if (dk->workdays.n == 0) {
        struct workdays_rows shipped = { 0 };
        v = workdays_parse(workdays_shipped(), arena, &shipped, why);
        if (v != VERDICT_DONE)
            return v;
        dk->workdays = shipped.table;
    }
    dk->rules = (struct obligation_rules){
        .workdays = &dk->workdays,
        .sched_hour = dk->set->sched_hour,
        .workday_end = dk->set->workday_end,
        .clear_days = dk->set->clear_days,
    };
    return VERDICT_DONE;
}
