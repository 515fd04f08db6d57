#include "convoke/desk/attendance_rules.h"

#include <assert.h>

#include "convoke/base/own.h"

static const char *const status_names[] = {
    [ATTENDANCE_PRESENT] = "A",
    [ATTENDANCE_NOT_COUNTED] = "N",
    [ATTENDANCE_EXCUSED] = "E",
    [ATTENDANCE_UNEXCUSED] = "U",
};
static_assert(ARRAY_LEN(status_names) == ATTENDANCE_STATUS_COUNT,
              "every status needs its letter");

static const char *const basis_names[] = {
    [ATTENDANCE_SIGNED] = "signed",
    [ATTENDANCE_BY_DELEGATE] = "delegate",
    [ATTENDANCE_CANCELLED] = "cancelled",
    [ATTENDANCE_NO_MEMBER] = "no_member",
    [ATTENDANCE_NEW_MEMBER] = "new_member",
    [ATTENDANCE_NO_NOTICE] = "no_notice",
    [ATTENDANCE_BEFORE_CHARTER] = "before_charter",
    [ATTENDANCE_STATED] = "stated",
    [ATTENDANCE_SILENT] = "silent",
    [ATTENDANCE_REGISTERED] = "register",
};
static_assert(ARRAY_LEN(basis_names) == ATTENDANCE_BASIS_COUNT,
              "every basis needs its name");

static bool find_name(struct span name, const char *const *names, size_t n,
                      size_t *ret)
{
    for (*ret = 0; *ret < n; ++*ret)
        if (span_eq(name, span_str(names[*ret])))
            return true;
    return false;
}

const char *attendance_status_name(enum attendance_status s)
{
    assert(s < ATTENDANCE_STATUS_COUNT);
    return status_names[s];
}

bool attendance_status_from(struct span name, enum attendance_status *ret)
{
    size_t i;

    assert(ret);
    if (!find_name(name, status_names, ARRAY_LEN(status_names), &i))
        return false;
    *ret = (enum attendance_status)i;
    return true;
}

const char *attendance_basis_name(enum attendance_basis b)
{
    assert(b < ATTENDANCE_BASIS_COUNT);
    return basis_names[b];
}

bool attendance_basis_from(struct span name, enum attendance_basis *ret)
{
    size_t i;

    assert(ret);
    if (!find_name(name, basis_names, ARRAY_LEN(basis_names), &i))
        return false;
    *ret = (enum attendance_basis)i;
    return true;
}

int64_t attendance_notice_excl(civil_day day)
{
    return civil_end(day - ATTENDANCE_NOTICE_DAYS);
}

static bool before_charter(civil_day day)
{
    return day < civil_to_day((struct civil){ 2025, 4, 1 });
}

static bool has_valid_notice(const struct attendance_evidence *e)
{
    return e->cured ||
           (e->accepted && e->accepted_at < attendance_notice_excl(e->day));
}

static bool is_excused(const struct attendance_evidence *e)
{
    return e->stated && (!e->asked || e->stated_at < e->window_at);
}

struct attendance_verdict attendance_judge(const struct attendance_evidence *e)
{
    assert(e);
    if (e->signed_in)
        return (struct attendance_verdict){ ATTENDANCE_PRESENT,
                                            ATTENDANCE_SIGNED };
    if (e->delegate_signed)
        return (struct attendance_verdict){ ATTENDANCE_PRESENT,
                                            ATTENDANCE_BY_DELEGATE };
    if (e->cancelled)
        return (struct attendance_verdict){ ATTENDANCE_NOT_COUNTED,
                                            ATTENDANCE_CANCELLED };
    if (!e->member)
        return (struct attendance_verdict){ ATTENDANCE_NOT_COUNTED,
                                            ATTENDANCE_NO_MEMBER };
    if (e->effective > e->day - ATTENDANCE_NOTICE_DAYS)
        return (struct attendance_verdict){ ATTENDANCE_NOT_COUNTED,
                                            ATTENDANCE_NEW_MEMBER };
    if (!has_valid_notice(e))
        return (struct attendance_verdict){ ATTENDANCE_NOT_COUNTED,
                                            ATTENDANCE_NO_NOTICE };
    if (before_charter(e->day))
        return (struct attendance_verdict){ ATTENDANCE_NOT_COUNTED,
                                            ATTENDANCE_BEFORE_CHARTER };
    if (is_excused(e))
        return (struct attendance_verdict){ ATTENDANCE_EXCUSED,
                                            ATTENDANCE_STATED };
    return (struct attendance_verdict){ ATTENDANCE_UNEXCUSED,
                                        ATTENDANCE_SILENT };
}

struct attendance_count attendance_count(const enum attendance_status *at,
                                         size_t n)
{
    struct attendance_count c = { 0, 0 };
    int between = 0;

    assert(at || !n);
    for (size_t i = n; i > 0; i--) {
        if (at[i - 1] == ATTENDANCE_NOT_COUNTED) {
            between += c.unexcused > 0;
            continue;
        }
        if (at[i - 1] != ATTENDANCE_UNEXCUSED)
            break;
        c.unexcused++;
        c.skipped += between;
        between = 0;
    }
    return c;
}
