/* slots_sample.h — made-up values for every slot, one table a field of work.
 *
 * For tests, `convoke preview --template` and whoever writes templates. The
 * tables are searched in the order of slots_sample.c. Private to the floor. */
#ifndef CONVOKE_RENDER_SLOTS_SAMPLE_H
#define CONVOKE_RENDER_SLOTS_SAMPLE_H

#include "value.h"

/* One sample value. `code` says for which notifications: NULL all, "*.rem" by
 * ending, else one; the first row that fits wins. `place` is a slot, or
 * list.item.slot. Days are counted from SAMPLE_DAY. */
struct sample {
    const char *code, *place;
    const char *zh, *en; /* `en` NULL: a text for both */
    enum value_kind kind;
    int64_t number;
};

#define SAMPLE_TEXT(code, place, zh)                                           \
    {                                                                          \
        code, place, zh, NULL, VALUE_TEXT, 0                                   \
    }
#define SAMPLE_BOTH(code, place, zh, en)                                       \
    {                                                                          \
        code, place, zh, en, VALUE_BOTH, 0                                     \
    }
#define SAMPLE_NUMBER(code, place, kind, n)                                    \
    {                                                                          \
        code, place, NULL, NULL, kind, n                                       \
    }

enum { SAMPLE_DAY = 20486 }; /* 2026-02-02 */

struct sample_table {
    const struct sample *at;
    size_t n;
};

extern const struct sample_table samples_application, samples_duty;
extern const struct sample_table samples_contribution, samples_meeting;
extern const struct sample_table samples_project, samples_dues;
extern const struct sample_table samples_digest, samples_absence;
extern const struct sample_table samples_contact, samples_attendance;
extern const struct sample_table samples_flag;
extern const struct sample_table samples_exit;

#endif
