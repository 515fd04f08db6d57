#include "convoke/desk/cause.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "reminder.h"

static_assert((int)CAUSE_END == (int)REMINDER_END, "one number for the end");

/* An overdue mail every week for twenty years. */
enum { CAUSE_MOST_STEPS = 1100 };

static bool take_number(struct span *rest, int64_t *ret)
{
    struct span piece = SPAN_NONE;
    bool negative;
    uint64_t n = 0;

    if (!span_cut(rest, '/', &piece))
        return false;
    negative = span_starts(piece, SPAN("-"));
    if (!number_parse(span_from(piece, negative), INT64_MAX, &n))
        return false;
    *ret = negative ? -(int64_t)n : (int64_t)n;
    return true;
}

/* What stands behind `prefix` and a colon; empty when it does not begin so. */
static struct span behind(struct span s, struct span prefix)
{
    if (!span_starts(s, prefix) || s.n <= prefix.n || s.p[prefix.n] != ':')
        return SPAN_NONE;
    return span_from(s, prefix.n + 1);
}

bool cause_key_parse(const struct cause_mail *mail, struct cause_key *ret)
{
    struct span rest;
    int64_t offset = 0;
    struct cause_key key;

    assert(mail && ret);
    rest = behind(behind(mail->key, mail->code), mail->object);
    /* No address holds a colon (letter_address_ok). */
    rest = span_from(rest, span_find_char(rest, ':') + 1);
    if (!take_number(&rest, &key.obligation) ||
        !take_number(&rest, &key.round) || !take_number(&rest, &offset) ||
        rest.n || key.obligation <= 0 || key.round < 0 ||
        offset < -DUTY_MAX_PERIOD * 31 || offset > INT32_MAX)
        return false;
    key.offset = (int)offset;
    *ret = key;
    return true;
}

/* False: no step of the ladder as it is now stands there. */
static bool find_step(const struct obligation *plan, int offset,
                      struct obligation_step *ret)
{
    for (int i = 0; i < CAUSE_MOST_STEPS; i++) {
        if (!obligation_step_at(plan, i, ret))
            return false;
        if (ret->offset == offset)
            return true;
    }
    return false;
}

static bool is_notice_of(const struct duty *d, struct span code)
{
    return span_eq(code, span_str(d->reminder_notice)) ||
           span_eq(code, span_str(d->overdue_notice)) ||
           span_eq(code, span_str(d->end_notice));
}

static void place(const struct desk *dk, struct span code,
                  const struct cause_key *key, struct cause *c)
{
    struct obligation plan;

    c->offset = key->offset;
    c->end = key->offset == REMINDER_END &&
             span_eq(code, span_str(c->duty->end_notice)) &&
             !span_eq(code, span_str(c->duty->reminder_notice));
    c->dated_anew = key->round != c->row.round;
    if (c->end || c->dated_anew)
        return;
    reminder_plan(dk, c->duty, &c->row, &plan);
    c->dated_anew = !find_step(&plan, key->offset, &c->step);
}

enum verdict cause_find(const struct desk *dk, const struct cause_mail *mail,
                        struct arena *arena, struct cause *ret, bool *ret_found,
                        struct reason *why)
{
    struct cause c = { .duty = NULL };
    struct cause_key key;
    bool found = false;
    enum verdict v;

    assert(dk && ret && ret_found);
    *ret_found = false;
    if (!cause_key_parse(mail, &key))
        return VERDICT_DONE;
    v = obligation_get(dk->store, key.obligation, arena, &c.row, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    c.duty = ledger_duty(dk, arena_str(arena, c.row.duty));
    if (!c.duty || !is_notice_of(c.duty, mail->code))
        return VERDICT_DONE;
    place(dk, mail->code, &key, &c);
    *ret = c;
    *ret_found = true;
    return VERDICT_DONE;
}
