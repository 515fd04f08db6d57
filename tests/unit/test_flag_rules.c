#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/flag_rules.h"

/* What becomes of each state by each event; "" leaves it as it is. */
/* clang-format off */
static const char *const table[FLAG_STATE_COUNT][FLAG_EVENT_COUNT] = {
    /*                  DISMISS      DEFER       PRE_EXIT    CONFIRM      OBJECT      LEAVE   UNFOUND   FOUND   DUE */
    [FLAG_OPEN]      = { "dismissed", "deferred", "pre_exit", "",          "",         "moot", "voided", "",     "" },
    [FLAG_DEFERRED]  = { "dismissed", "deferred", "pre_exit", "",          "",         "moot", "voided", "",     "open" },
    [FLAG_PRE_EXIT]  = { "dismissed", "",         "",         "",          "objected", "moot", "voided", "",     "expired" },
    [FLAG_OBJECTED]  = { "dismissed", "",         "",         "confirmed", "objected", "moot", "voided", "",     "" },
    [FLAG_EXPIRED]   = { "dismissed", "",         "",         "confirmed", "objected", "moot", "voided", "",     "" },
    [FLAG_CONFIRMED] = { "",          "",         "",         "",          "",         "",     "",       "",     "" },
    [FLAG_DISMISSED] = { "",          "",         "",         "",          "",         "",     "",       "",     "" },
    [FLAG_VOIDED]    = { "",          "",         "",         "",          "",         "",     "",       "open", "" },
    [FLAG_MOOT]      = { "",          "",         "",         "",          "",         "",     "",       "",     "" },
};
/* clang-format on */

static void every_state_and_event(void **state)
{
    (void)state;
    for (enum flag_state s = 0; s < FLAG_STATE_COUNT; s++)
        for (enum flag_event e = 0; e < FLAG_EVENT_COUNT; e++) {
            enum flag_state to = FLAG_STATE_COUNT;
            bool moved = flag_step(s, e, &to);
            char what[64];

            snprintf(what, sizeof(what), "%s by %s", flag_state_name(s),
                     flag_event_name(e));
            CHECK_INT(what, moved, table[s][e][0] != '\0');
            assert_int_equal(to == FLAG_STATE_COUNT, !moved);
            if (moved)
                assert_string_equal(flag_state_name(to), table[s][e]);
        }
}

/* A walk from the first day of a flag: where it stands, and what it passed. */
struct walk {
    enum flag_state at;
    bool pre_exit, heard; /* the unit could state its view, and its days are
                             over or it did */
};

enum { WALKS = FLAG_STATE_COUNT * 4 };

static int place(const struct walk *w)
{
    return (int)w->at * 4 + w->pre_exit * 2 + w->heard;
}

static bool only_by_itself(enum flag_event e)
{
    return flag_event_actor(e) != FLAG_BY_SECRETARIAT;
}

static bool any(enum flag_event e)
{
    (void)e;
    return true;
}

/* Every walk there is, by the events that `may` lets happen. */
static void walk_all(bool (*may)(enum flag_event), bool reached[WALKS])
{
    struct walk todo[WALKS] = { { FLAG_OPEN, false, false } };
    size_t n = 1;

    memset(reached, 0, WALKS * sizeof(*reached));
    reached[place(&todo[0])] = true;
    while (n) {
        struct walk from = todo[--n];

        for (enum flag_event e = 0; e < FLAG_EVENT_COUNT; e++) {
            struct walk w = from;

            if (!may(e) || !flag_step(from.at, e, &w.at))
                continue;
            if (w.at == FLAG_OPEN) /* raised anew: all of it begins again */
                w.pre_exit = w.heard = false;
            if (e == FLAG_EVENT_PRE_EXIT)
                w.pre_exit = true;
            if (from.pre_exit &&
                (e == FLAG_EVENT_OBJECT || e == FLAG_EVENT_DUE))
                w.heard = true;
            if (reached[place(&w)])
                continue;
            reached[place(&w)] = true;
            todo[n++] = w;
        }
    }
}

static void nothing_but_a_person_confirms(void **state)
{
    bool reached[WALKS];

    (void)state;
    walk_all(only_by_itself, reached);
    for (int i = 0; i < 4; i++)
        assert_false(reached[(int)FLAG_CONFIRMED * 4 + i]);
    for (int i = 0; i < 4; i++)
        assert_false(reached[(int)FLAG_PRE_EXIT * 4 + i]);
}

static void nobody_leaves_unheard(void **state)
{
    bool reached[WALKS];

    (void)state;
    walk_all(any, reached);
    for (int i = 0; i < 4; i++)
        assert_int_equal(reached[(int)FLAG_CONFIRMED * 4 + i], i == 3);
}

static void what_lives_can_always_end_without_an_exit(void **state)
{
    (void)state;
    for (enum flag_state s = 0; s < FLAG_STATE_COUNT; s++) {
        enum flag_state to;

        assert_int_equal(flag_step(s, FLAG_EVENT_DISMISS, &to), flag_lives(s));
        assert_int_equal(flag_step(s, FLAG_EVENT_UNFOUND, &to), flag_lives(s));
        assert_int_equal(flag_step(s, FLAG_EVENT_LEAVE, &to), flag_lives(s));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_event),
        cmocka_unit_test(nothing_but_a_person_confirms),
        cmocka_unit_test(nobody_leaves_unheard),
        cmocka_unit_test(what_lives_can_always_end_without_an_exit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
