#include "convoke/desk/flag_rules.h"

#include <assert.h>

#include "convoke/base/own.h"

static const struct {
    const char *name;
    enum flag_actor actor;
} events[] = {
    [FLAG_EVENT_DISMISS] = { "dismiss", FLAG_BY_SECRETARIAT },
    [FLAG_EVENT_DEFER] = { "defer", FLAG_BY_SECRETARIAT },
    [FLAG_EVENT_PRE_EXIT] = { "pre_exit", FLAG_BY_SECRETARIAT },
    [FLAG_EVENT_CONFIRM] = { "confirm", FLAG_BY_SECRETARIAT },
    [FLAG_EVENT_OBJECT] = { "object", FLAG_BY_UNIT },
    [FLAG_EVENT_LEAVE] = { "leave", FLAG_BY_CLOCK },
    [FLAG_EVENT_UNFOUND] = { "unfound", FLAG_BY_CLOCK },
    [FLAG_EVENT_FOUND] = { "found", FLAG_BY_CLOCK },
    [FLAG_EVENT_DUE] = { "due", FLAG_BY_CLOCK },
};
static_assert(ARRAY_LEN(events) == FLAG_EVENT_COUNT,
              "every event needs its name and actor");

/* What a person decided stays decided, and so does a unit's leaving; only the
 * record itself can bring a flag back. */
static const struct {
    enum flag_state from;
    enum flag_event event;
    enum flag_state to;
} moves[] = {
    { FLAG_OPEN, FLAG_EVENT_DISMISS, FLAG_DISMISSED },
    { FLAG_OPEN, FLAG_EVENT_DEFER, FLAG_DEFERRED },
    { FLAG_OPEN, FLAG_EVENT_PRE_EXIT, FLAG_PRE_EXIT },
    { FLAG_DEFERRED, FLAG_EVENT_DISMISS, FLAG_DISMISSED },
    { FLAG_DEFERRED, FLAG_EVENT_DEFER, FLAG_DEFERRED },
    { FLAG_DEFERRED, FLAG_EVENT_PRE_EXIT, FLAG_PRE_EXIT },
    { FLAG_DEFERRED, FLAG_EVENT_DUE, FLAG_OPEN },
    { FLAG_PRE_EXIT, FLAG_EVENT_DISMISS, FLAG_DISMISSED },
    { FLAG_PRE_EXIT, FLAG_EVENT_OBJECT, FLAG_OBJECTED },
    { FLAG_PRE_EXIT, FLAG_EVENT_DUE, FLAG_EXPIRED },
    { FLAG_OBJECTED, FLAG_EVENT_CONFIRM, FLAG_CONFIRMED },
    { FLAG_OBJECTED, FLAG_EVENT_DISMISS, FLAG_DISMISSED },
    { FLAG_OBJECTED, FLAG_EVENT_OBJECT, FLAG_OBJECTED },
    { FLAG_EXPIRED, FLAG_EVENT_CONFIRM, FLAG_CONFIRMED },
    { FLAG_EXPIRED, FLAG_EVENT_DISMISS, FLAG_DISMISSED },
    { FLAG_EXPIRED, FLAG_EVENT_OBJECT, FLAG_OBJECTED },
    { FLAG_VOIDED, FLAG_EVENT_FOUND, FLAG_OPEN },
};

const char *flag_event_name(enum flag_event e)
{
    assert(e < FLAG_EVENT_COUNT);
    return events[e].name;
}

enum flag_actor flag_event_actor(enum flag_event e)
{
    assert(e < FLAG_EVENT_COUNT);
    return events[e].actor;
}

bool flag_step(enum flag_state from, enum flag_event event,
               enum flag_state *ret_to)
{
    assert(from < FLAG_STATE_COUNT && event < FLAG_EVENT_COUNT && ret_to);
    /* Whatever still lives ends when the unit or its ground is gone. */
    if (flag_lives(from) && event == FLAG_EVENT_LEAVE) {
        *ret_to = FLAG_MOOT;
        return true;
    }
    if (flag_lives(from) && event == FLAG_EVENT_UNFOUND) {
        *ret_to = FLAG_VOIDED;
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        if (moves[i].from != from || moves[i].event != event)
            continue;
        *ret_to = moves[i].to;
        return true;
    }
    return false;
}
