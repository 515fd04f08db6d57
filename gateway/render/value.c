#include "value.h"

#include <assert.h>

struct span value_say(const struct value *value, enum phrase_language l,
                      struct arena *arena)
{
    assert(value);
    switch (value->kind) {
    case VALUE_TEXT:
        return value->text;
    case VALUE_BOTH:
        return l == PHRASE_ZH ? value->both.zh : value->both.en;
    case VALUE_INT:
        return arena_printf(arena, "%lld", (long long)value->number);
    case VALUE_DAY:
        return phrase_day(arena, l, (civil_day)value->number);
    case VALUE_DUE:
        return phrase_due(arena, l, (civil_day)value->number);
    case VALUE_MOMENT:
        return phrase_moment(arena, l, value->number);
    case VALUE_LEFT:
        return phrase_left(arena, l, (int)value->number);
    case VALUE_OCTETS:
        return phrase_octets(arena, l, (uint64_t)value->number);
    case VALUE_NONE:
    case VALUE_FLAG:
    case VALUE_LIST:
    case VALUE_VIEW:
        break;
    }
    return SPAN_NONE;
}

bool value_holds(const struct value *value, enum phrase_language l)
{
    assert(value);
    switch (value->kind) {
    case VALUE_NONE:
        return false;
    case VALUE_TEXT:
        return value->text.n > 0;
    case VALUE_BOTH:
        return (l == PHRASE_ZH ? value->both.zh : value->both.en).n > 0;
    case VALUE_FLAG:
    case VALUE_INT:
        return value->number != 0;
    case VALUE_LIST:
        return value->list->items.n > 0;
    default:
        return true;
    }
}
