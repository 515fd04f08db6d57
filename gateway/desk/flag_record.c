/* What is on record for a flag: of ABS the plenaries it counts, of DUES its
 * year. */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/number.h"
#include "flag_case.h"

enum { SHOWN_LEAST = 2 }; /* plenaries that a mail tells of */

static struct attendance_count count_to(const attendance_rows *rows, size_t n,
                                        struct arena *arena)
{
    LIST_OF(enum attendance_status) all = { 0 };

    for (size_t i = 0; i < n; i++) {
        enum attendance_status s;
        if (attendance_status_from(rows->at[i].status, &s))
            *list_push(&all, arena) = s;
    }
    return attendance_count(all.at, all.n);
}

/* Where the absences begin that count at `n`: with the first of as many. */
static size_t chain_start(const attendance_rows *rows, size_t n, int unexcused)
{
    while (n > 0 && unexcused > 0) {
        n--;
        unexcused -= span_eq(rows->at[n].status, SPAN("U"));
    }
    return n;
}

enum verdict flag_record_of(struct desk *dk, const struct flag *f,
                            struct arena *arena, struct flag_record *ret,
                            struct reason *why)
{
    enum verdict v;

    assert(f && f->ground == FLAG_ABSENCE && ret);
    *ret = (struct flag_record){ .cause = 0 };
    v = attendance_history(dk->store, f->unit, f->group, arena, &ret->rows,
                           why);
    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < ret->rows.n; i++) {
        const struct attendance_row *r = &ret->rows.at[i];
        if (f->cause.n && span_eq(r->meeting, f->cause))
            ret->cause = i + 1;
        if (span_eq(r->status, SPAN("U")))
            ret->last = i + 1;
    }
    ret->now = count_to(&ret->rows, ret->rows.n, arena);
    ret->at_cause = count_to(&ret->rows, ret->cause, arena);
    ret->from =
        chain_start(&ret->rows, ret->cause ? ret->cause : ret->rows.n,
                    ret->cause ? ret->at_cause.unexcused : ret->now.unexcused);
    /* What was corrected is shown as it is now. */
    if (ret->cause && ret->from + SHOWN_LEAST > ret->cause)
        ret->from = ret->cause > SHOWN_LEAST ? ret->cause - SHOWN_LEAST : 0;
    return v;
}

bool flag_year(const struct flag *f, int *ret)
{
    uint64_t year = 0;

    assert(f && ret);
    if (f->ground != FLAG_DUES || !number_parse(f->cause, 9999, &year))
        return false;
    *ret = (int)year;
    return true;
}
