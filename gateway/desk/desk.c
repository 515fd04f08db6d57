#include "convoke/desk/desk.h"

#include <assert.h>

#include "convoke/desk/workdays_known.h"
#include "convoke/store/register.h"

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

static bool is_listed(struct span mail, const struct span *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq_nocase(mail, list[i]))
            return true;
    return false;
}

enum verdict desk_knows(struct desk *dk, struct span mail, bool *ret,
                        struct reason *why)
{
    const struct desk_settings *set = dk->set;

    assert(ret);
    *ret = is_listed(mail, set->secretariat, set->secretariat_n) ||
           is_listed(mail, set->administrators, set->administrators_n) ||
           is_listed(mail, set->clerks, set->clerks_n);
    return *ret ? VERDICT_DONE : register_knows(dk->store, mail, ret, why);
}
