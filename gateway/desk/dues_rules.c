#include "convoke/desk/dues_rules.h"

#include <assert.h>

#include "convoke/base/own.h"

enum { LAPSE_MONTHS = 12 };

/* Art. 25: the charter is in force from then on. */
static const struct civil in_force = { 2025, 4, 1 };

civil_day dues_usual_due(int year)
{
    return civil_to_day((struct civil){ year, 6, 30 });
}

civil_day dues_lapse(civil_day due)
{
    return civil_add_months(due, LAPSE_MONTHS);
}

bool dues_bear(int year, civil_day admitted)
{
    return admitted < civil_to_day((struct civil){ year, 7, 1 });
}

bool dues_are_owed(enum dues_status status)
{
    return status == DUES_UNPAID;
}

bool dues_are_granted(enum dues_status s)
{
    return s == DUES_WAIVED || s == DUES_DEFERRED || s == DUES_DISPUTED;
}

static bool is_paid_by(const struct dues_facts *f, civil_day last)
{
    return f->status == DUES_PAID && f->value_day != 0 && f->value_day <= last;
}

enum dues_finding dues_find(const struct dues_facts *f)
{
    civil_day lapse;

    assert(f);
    lapse = dues_lapse(f->due);
    if (f->due < civil_to_day(in_force))
        return DUES_CLEAR_BEFORE_CHARTER;
    if (!f->billed)
        return DUES_CLEAR_NO_BILL;
    if (dues_are_granted(f->status))
        return DUES_CLEAR_GRANTED;
    if (is_paid_by(f, lapse))
        return DUES_CLEAR_PAID;
    if (f->status == DUES_PARTIAL)
        return DUES_CLEAR_PARTIAL;
    if (f->as_of <= lapse)
        return DUES_CLEAR_STALE;
    if (!f->bill_delivered)
        return DUES_CLEAR_BILL_LOST;
    return f->final_warnings > 0 ? DUES_FLAG : DUES_CLEAR_NOT_WARNED;
}

static const struct {
    const char *name, *zh;
} findings[] = {
    [DUES_CLEAR_BEFORE_CHARTER] = { "before_charter",
                                    "应缴日早于章程施行，不计" },
    [DUES_CLEAR_NO_BILL] = { "no_bill", "未出具账单，不计" },
    [DUES_CLEAR_GRANTED] = { "granted", "已减免、同意缓缴或尚有争议" },
    [DUES_CLEAR_PAID] = { "paid", "已在期限内缴清" },
    [DUES_CLEAR_PARTIAL] = { "partial", "部分缴费，不标记" },
    [DUES_CLEAR_STALE] = { "stale_ledger", "会费台账未截至期满之后" },
    [DUES_CLEAR_BILL_LOST] = { "bill_lost", "账单未送达" },
    [DUES_CLEAR_NOT_WARNED] = { "not_warned", "最后提醒未送达" },
    [DUES_FLAG] = { "flag", "满1年未缴" },
};
static_assert(ARRAY_LEN(findings) == DUES_FINDING_COUNT,
              "every finding needs its words");

const char *dues_finding_name(enum dues_finding f)
{
    assert(f < DUES_FINDING_COUNT);
    return findings[f].name;
}

const char *dues_finding_zh(enum dues_finding f)
{
    assert(f < DUES_FINDING_COUNT);
    return findings[f].zh;
}
