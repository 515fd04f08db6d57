#include "convoke/desk/duty.h"

#include <assert.h>

#include "convoke/base/names.h"

static const char *const class_names[] = {
    [DUTY_CHARTER] = "C",
    [DUTY_SERVICE] = "S",
};
static const char *const unit_names[] = {
    [DUTY_DAYS] = "days",
    [DUTY_WORKING_DAYS] = "working_days",
    [DUTY_MONTHS] = "months",
    [DUTY_BACK_DAYS] = "back_days",
    [DUTY_BACK_MONTHS] = "back_months",
};
static const char *const base_names[] = {
    [DUTY_FROM_DUE] = "due",
    [DUTY_FROM_ANCHOR] = "anchor",
};
static const char *const about_names[] = {
    [DUTY_ABOUT_ACT] = "act",           [DUTY_ABOUT_PLENARY] = "plenary",
    [DUTY_ABOUT_LEADERS] = "leaders",   [DUTY_ABOUT_STANDARD] = "standard",
    [DUTY_ABOUT_RESEARCH] = "research", [DUTY_ABOUT_PROJECT] = "project",
    [DUTY_ABOUT_YEAR] = "year",         [DUTY_ABOUT_QUARTER] = "quarter",
    [DUTY_ABOUT_TASK] = "task",         [DUTY_ABOUT_DUES] = "dues",
};
static const char *const anchor_names[] = {
    [DUTY_ANCHOR_NONE] = "act",      [DUTY_ANCHOR_KNOWN] = "known",
    [DUTY_ANCHOR_START] = "start",   [DUTY_ANCHOR_END] = "end",
    [DUTY_ANCHOR_FIRST] = "first",   [DUTY_ANCHOR_LAST] = "last",
    [DUTY_ANCHOR_TARGET] = "target", [DUTY_ANCHOR_MEETING] = "meeting",
    [DUTY_ANCHOR_BILL] = "bill",
};
static const char *const each_names[] = {
    [DUTY_EACH_NONE] = "thing",
    [DUTY_EACH_UNIT] = "unit",
    [DUTY_EACH_PROJECT] = "project",
};

NAMES_DEFINE(duty_class, enum duty_class, class_names, DUTY_CLASS_COUNT)
NAMES_DEFINE(duty_unit, enum duty_unit, unit_names, DUTY_UNIT_COUNT)
NAMES_DEFINE(duty_base, enum duty_base, base_names, DUTY_BASE_COUNT)
NAMES_DEFINE(duty_about, enum duty_about, about_names, DUTY_ABOUT_COUNT)
NAMES_DEFINE(duty_anchor, enum duty_anchor, anchor_names, DUTY_ANCHOR_COUNT)
NAMES_DEFINE(duty_each, enum duty_each, each_names, DUTY_EACH_COUNT)

#define OFFERS(anchor_) (1u << DUTY_ANCHOR_##anchor_)
static const unsigned offers[DUTY_ABOUT_COUNT] = {
    [DUTY_ABOUT_ACT] = OFFERS(NONE),
    [DUTY_ABOUT_PLENARY] = OFFERS(KNOWN) | OFFERS(START) | OFFERS(END),
    [DUTY_ABOUT_LEADERS] = OFFERS(KNOWN) | OFFERS(START) | OFFERS(END),
    [DUTY_ABOUT_STANDARD] =
        OFFERS(KNOWN) | OFFERS(START) | OFFERS(FIRST) | OFFERS(MEETING),
    [DUTY_ABOUT_RESEARCH] =
        OFFERS(KNOWN) | OFFERS(START) | OFFERS(FIRST) | OFFERS(MEETING),
    [DUTY_ABOUT_PROJECT] =
        OFFERS(KNOWN) | OFFERS(START) | OFFERS(FIRST) | OFFERS(MEETING),
    [DUTY_ABOUT_YEAR] = OFFERS(FIRST) | OFFERS(LAST),
    [DUTY_ABOUT_QUARTER] = OFFERS(FIRST) | OFFERS(LAST),
    [DUTY_ABOUT_TASK] = OFFERS(KNOWN) | OFFERS(TARGET),
    [DUTY_ABOUT_DUES] = OFFERS(BILL),
};

bool duty_offers(enum duty_about about, enum duty_anchor anchor)
{
    assert(about < DUTY_ABOUT_COUNT);
    assert(anchor < DUTY_ANCHOR_COUNT);
    return (offers[about] & (1u << anchor)) != 0;
}

bool duty_is_about(const struct duty *d, enum duty_about about)
{
    bool project = about == DUTY_ABOUT_STANDARD || about == DUTY_ABOUT_RESEARCH;

    assert(d);
    return d->about == about || (project && d->about == DUTY_ABOUT_PROJECT);
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

/* Where it begins, where it ends, and who is asked. */
static const char *begin_fault(const struct duty *d)
{
    if (!duty_offers(d->about, d->anchor))
        return "what it is about has no such anchor";
    if (d->until != DUTY_ANCHOR_NONE && !duty_offers(d->about, d->until))
        return "what it is about has no such until";
    if (d->exact && (d->period.n || d->period.unit != DUTY_DAYS))
        return "an exact one has a period of 0 days";
    if (d->about == DUTY_ABOUT_DUES && d->each != DUTY_EACH_UNIT)
        return "dues are each unit's";
    if (d->each != DUTY_EACH_NONE && d->about != DUTY_ABOUT_PLENARY &&
        d->about != DUTY_ABOUT_DUES)
        return "each is for plenaries and dues";
    if (d->collects && d->each == DUTY_EACH_NONE)
        return "collects needs each";
    if (d->after[0] && strcmp(d->after, d->name) == 0)
        return "it waits for itself";
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
    return fault ? fault : begin_fault(d);
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
