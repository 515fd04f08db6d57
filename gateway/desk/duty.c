#include "convoke/desk/duty.h"

#include <assert.h>

static const char *const class_names[] = {
    [DUTY_CHARTER] = "C",
    [DUTY_SERVICE] = "S",
};
static_assert(ARRAY_LEN(class_names) == DUTY_CLASS_COUNT,
              "every class needs its name");

static const char *const unit_names[] = {
    [DUTY_DAYS] = "days",
    [DUTY_WORKING_DAYS] = "working_days",
    [DUTY_MONTHS] = "months",
    [DUTY_BACK_DAYS] = "back_days",
    [DUTY_BACK_MONTHS] = "back_months",
};
static_assert(ARRAY_LEN(unit_names) == DUTY_UNIT_COUNT,
              "every unit needs its name");

static const char *const base_names[] = {
    [DUTY_FROM_DUE] = "due",
    [DUTY_FROM_ANCHOR] = "anchor",
};
static_assert(ARRAY_LEN(base_names) == DUTY_BASE_COUNT,
              "every base needs its name");

static bool name_find(const char *const *names, size_t n, struct span name,
                      size_t *ret)
{
    for (size_t i = 0; i < n; i++) {
        if (!span_eq(span_str(names[i]), name))
            continue;
        *ret = i;
        return true;
    }
    return false;
}

const char *duty_class_name(enum duty_class c)
{
    assert(c < DUTY_CLASS_COUNT);
    return class_names[c];
}

const char *duty_unit_name(enum duty_unit u)
{
    assert(u < DUTY_UNIT_COUNT);
    return unit_names[u];
}

const char *duty_base_name(enum duty_base b)
{
    assert(b < DUTY_BASE_COUNT);
    return base_names[b];
}

bool duty_class_of(struct span name, enum duty_class *ret)
{
    size_t i;

    assert(ret);
    if (!name_find(class_names, ARRAY_LEN(class_names), name, &i))
        return false;
    *ret = (enum duty_class)i;
    return true;
}

bool duty_unit_of(struct span name, enum duty_unit *ret)
{
    size_t i;

    assert(ret);
    if (!name_find(unit_names, ARRAY_LEN(unit_names), name, &i))
        return false;
    *ret = (enum duty_unit)i;
    return true;
}

bool duty_base_of(struct span name, enum duty_base *ret)
{
    size_t i;

    assert(ret);
    if (!name_find(base_names, ARRAY_LEN(base_names), name, &i))
        return false;
    *ret = (enum duty_base)i;
    return true;
}

static const char *reminder_fault(const struct duty_offset *o)
{
    if (o->unit != DUTY_DAYS && o->unit != DUTY_WORKING_DAYS)
        return "a reminder counts days or working_days";
    if (o->base == DUTY_FROM_DUE && (o->n > 0 || o->n < -DUTY_MAX_PERIOD))
        return "a reminder from the due day is 0 or negative";
    if (o->base == DUTY_FROM_ANCHOR && (o->n < 0 || o->n > DUTY_MAX_PERIOD))
        return "a reminder from the anchor is 0 or positive";
    return NULL;
}

static const char *overdue_fault(const struct duty_offset *o)
{
    if (o->unit != DUTY_DAYS && o->unit != DUTY_WORKING_DAYS)
        return "an overdue mail counts days or working_days";
    if (o->base != DUTY_FROM_DUE || o->n < 1 || o->n > DUTY_MAX_PERIOD)
        return "an overdue mail is 1 or more from the due day";
    return NULL;
}

static const char *duty_fault(const struct duty *d)
{
    const char *fault = NULL;

    if (!d->name[0])
        return "it has no name";
    if (d->period.n < 0 || d->period.n > DUTY_MAX_PERIOD)
        return "period out of bounds";
    if (d->n_reminders > DUTY_MAX_STEPS || d->n_overdue > DUTY_MAX_STEPS)
        return "too many steps";
    if (d->repeat_days < 0 || d->repeat_days > DUTY_MAX_REPEAT)
        return "repeat_days out of bounds";
    if (d->repeat_days && !d->n_overdue)
        return "repeat_days needs a first overdue mail";
    for (size_t i = 0; i < d->n_reminders && !fault; i++)
        fault = reminder_fault(&d->reminders[i]);
    for (size_t i = 0; i < d->n_overdue && !fault; i++)
        fault = overdue_fault(&d->overdue[i]);
    if (!fault && d->n_reminders && !d->reminder_notice[0])
        fault = "reminders without reminder_notice";
    if (!fault && d->n_overdue && !d->overdue_notice[0])
        fault = "overdue mails without overdue_notice";
    return fault;
}

enum verdict duty_check(const struct duty *d, struct reason *why)
{
    const char *fault;

    assert(d);
    fault = duty_fault(d);
    if (fault)
        return reason_set(why, VERDICT_NEVER, "duty.check", "%s: %s", d->name,
                          fault);
    return VERDICT_DONE;
}
