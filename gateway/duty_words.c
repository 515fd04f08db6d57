#include "duty_words.h"

#include <assert.h>

#include "convoke/base/moment.h"

/* Working days that are written out one by one. */
enum { DUTY_WORDS_MOST_DAYS = 30 };

#define BOTH(w, zh, en) day_words_choose((w)->days, (zh), (en))

static bool chinese(const struct duty_words *w)
{
    return w->days->language == PHRASE_ZH;
}

struct span duty_words_law(const struct duty_words *w, const struct duty *d)
{
    const char *class = d->class == DUTY_CHARTER
                            ? BOTH(w, "章程期限", "a deadline of the charter")
                            : BOTH(w, "服务时限", "a service period");
    struct span law = span_str(BOTH(w, d->article_zh, d->article_en));

    assert(w && d);
    /* A service period's article says itself that it is one. */
    if (d->class == DUTY_SERVICE)
        return law;
    return arena_printf(w->days->arena,
                        chinese(w) ? SPAN_FMT "（%s）" : SPAN_FMT " (%s)",
                        SPAN_ARG(law), class);
}

static const char *const anchor_any[DUTY_ANCHOR_COUNT][2] = {
    [DUTY_ANCHOR_NONE] = { "起算日", "the day it began," },
    [DUTY_ANCHOR_KNOWN] = { "登记日", "the day it was registered," },
    [DUTY_ANCHOR_START] = { "会议开始日", "the meeting begins on" },
    [DUTY_ANCHOR_END] = { "会议末日", "the meeting ends on" },
    [DUTY_ANCHOR_FIRST] = { "年度首日", "the year begins on" },
    [DUTY_ANCHOR_LAST] = { "年度末日", "the year ends on" },
    [DUTY_ANCHOR_TARGET] = { "交办期限", "the day the task names," },
    [DUTY_ANCHOR_MEETING] = { "最近一次项目会议", "its last meeting was on" },
    [DUTY_ANCHOR_BILL] = { "账单缴费日", "the bill was due on" },
};

/* Where a thing has a better word for its day. */
static const struct {
    enum duty_about about;
    enum duty_anchor anchor;
    const char *zh, *en;
} anchor_words[] = {
    { DUTY_ABOUT_STANDARD, DUTY_ANCHOR_START, "计划下达日",
      "the plan was issued on" },
    { DUTY_ABOUT_RESEARCH, DUTY_ANCHOR_START, "研究项目起始日",
      "the research began on" },
    { DUTY_ABOUT_PROJECT, DUTY_ANCHOR_START, "项目起始日",
      "the project began on" },
    { DUTY_ABOUT_QUARTER, DUTY_ANCHOR_FIRST, "季度首日",
      "the quarter begins on" },
    { DUTY_ABOUT_QUARTER, DUTY_ANCHOR_LAST, "季度末日", "the quarter ends on" },
};

struct span duty_words_anchor(const struct duty_words *w, const struct duty *d,
                              civil_day anchor)
{
    const char *words;

    assert(w && d);
    words = BOTH(w, anchor_any[d->anchor][0], anchor_any[d->anchor][1]);
    for (size_t i = 0; i < ARRAY_LEN(anchor_words); i++)
        if (anchor_words[i].about == d->about &&
            anchor_words[i].anchor == d->anchor)
            words = BOTH(w, anchor_words[i].zh, anchor_words[i].en);
    return arena_printf(w->days->arena, "%s " SPAN_FMT, words,
                        SPAN_ARG(day_words_day(w->days, anchor)));
}

/* ---- the formula ---- */

/* Adds to what was said so far. */
static void add(const struct duty_words *w, struct span *said, const char *zh,
                const char *en, ...) PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);
static void add(const struct duty_words *w, struct span *said, const char *zh,
                const char *en, ...)
{
    struct span more;
    va_list ap;

    va_start(ap, en);
    more = arena_vprintf(w->days->arena, chinese(w) ? zh : en, ap);
    va_end(ap);
    *said = arena_printf(w->days->arena, SPAN_FMT SPAN_FMT, SPAN_ARG(*said),
                         SPAN_ARG(more));
}

static void add_day(const struct duty_words *w, struct span *said, civil_day d)
{
    add(w, said, " → " SPAN_FMT, " → " SPAN_FMT,
        SPAN_ARG(day_words_day(w->days, d)));
}

/* 2026年2月没有31日，取该月末日 */
static void add_clamp(const struct duty_words *w, struct span *said,
                      civil_day from, civil_day to)
{
    struct civil a = civil_from_day(from);
    struct civil b = civil_from_day(to);

    if (a.day != b.day)
        add(w, said, "：%d年%d月没有%d日，取该月末日",
            ": %d-%02d has no day %d, so its last day", b.year, b.month, a.day);
}

/* 民法典 counts forward only; counted so, a later day would do for some
 * meetings. The earlier one binds (3.1, E6). */
static void add_stricter(const struct duty_words *w, struct span *said,
                         civil_day anchor, int months, civil_day due)
{
    civil_day last = due;

    while (civil_add_months(last + 1, months) <= anchor)
        last++;
    if (last != due)
        add(w, said,
            "（若从报送日顺推%d个月，" SPAN_FMT "也来得及；从严以倒推为准）",
            " (counted forward %d month(s) from the act, " SPAN_FMT
            " would still do; the stricter backward count binds)",
            months, SPAN_ARG(day_words_short(w->days, last)));
}

/* 2月9日、2月10日、… */
static void add_working_days(const struct duty_words *w, struct span *said,
                             civil_day anchor, int n)
{
    civil_day d = anchor;

    if (n > DUTY_WORDS_MOST_DAYS)
        return;
    for (int i = 0; i < n; i++) {
        struct civil c;
        d = workdays_at_or_after(w->rules->workdays, d + 1);
        c = civil_from_day(d);
        add(w, said, i ? "、%d月%d日" : "：%d月%d日",
            i ? ", %d-%02d" : ": %d-%02d", c.month, c.day);
    }
}

static civil_day add_period(const struct duty_words *w, struct span *said,
                            const struct duty *d, civil_day anchor)
{
    int n = d->period.n;
    civil_day due = anchor;

    switch (d->period.unit) {
    case DUTY_DAYS:
        due = anchor + n;
        add(w, said, "往后%d天（首日不计）",
            " + %d day(s), the first not counted", n);
        break;
    case DUTY_WORKING_DAYS:
        due = workdays_add(w->rules->workdays, anchor, n);
        add(w, said, "往后%d个工作日（首日不计）",
            " + %d working day(s), the first not counted", n);
        add_working_days(w, said, anchor, n);
        break;
    case DUTY_MONTHS:
        due = civil_add_months(anchor, n);
        add(w, said, "往后%d个月（首日不计）",
            " + %d month(s), the first day not counted", n);
        add_clamp(w, said, anchor, due);
        break;
    case DUTY_BACK_DAYS:
        due = anchor - n;
        add(w, said, "往前%d天", " - %d day(s)", n);
        break;
    case DUTY_BACK_MONTHS:
        due = civil_add_months(anchor, -n);
        add(w, said, "往前%d个月", " - %d month(s)", n);
        add_clamp(w, said, anchor, due);
        break;
    case DUTY_UNIT_COUNT:
        assert(!"no unit");
    }
    add_day(w, said, due);
    if (d->period.unit == DUTY_BACK_MONTHS)
        add_stricter(w, said, anchor, n, due);
    return due;
}

static civil_day add_strict(const struct duty_words *w, struct span *said,
                            const struct duty *d, civil_day due)
{
    if (!w->rules->clear_days || (d->period.unit != DUTY_BACK_DAYS &&
                                  d->period.unit != DUTY_BACK_MONTHS))
        return due;
    add(w, said, "；按净日计算（clear_days）再提前1天",
        "; clear days (clear_days): one day more");
    add_day(w, said, due - 1);
    return due - 1;
}

static void add_rest(const struct duty_words *w, struct span *said,
                     const struct duty *d, civil_day due)
{
    civil_day moved;

    if (day_words_works(w->days, due))
        return;
    if (!d->extend_to_working_day) {
        add(w, said,
            d->class == DUTY_CHARTER ? "；章程期限遇休息日不顺延"
                                     : "；该期限遇休息日不顺延",
            "; a day off does not move it");
        return;
    }
    moved = workdays_at_or_after(w->rules->workdays, due);
    add(w, said, "；末日是休息日，顺延到下一工作日",
        "; its last day is a day off, so the next working day");
    add_day(w, said, moved);
}

struct span duty_words_formula(const struct duty_words *w, const struct duty *d,
                               civil_day anchor, int64_t at)
{
    struct span said;
    civil_day due;

    assert(w && d);
    said = duty_words_anchor(w, d, anchor);
    if (d->exact) {
        add(w, &said, "，到 " SPAN_FMT " 为止", ", until " SPAN_FMT,
            SPAN_ARG(day_words_moment(w->days, at)));
        return said;
    }
    if (d->period.n == 0) {
        due = anchor;
        add(w, &said, "，当日截止", ", due that day");
    } else {
        due = add_period(w, &said, d, anchor);
    }
    due = add_strict(w, &said, d, due);
    add_rest(w, &said, d, due);
    return said;
}

/* ---- steps ---- */

void duty_words_plan(const struct duty_words *w, const struct duty *d,
                     const struct obligation_row *row, struct obligation *ret)
{
    struct obligation_dates dates = { .anchor = row->anchor_day,
                                      .due = row->due_day,
                                      .due_excl = row->due_at,
                                      .until = row->until_at,
                                      .created_at = row->created_at };

    assert(w);
    obligation_plan(d, &dates, w->rules, ret);
}

struct span duty_words_offset(const struct duty_words *w, int offset)
{
    int n = offset < 0 ? -offset : offset;

    assert(w);
    if (offset == 0)
        return span_str(BOTH(w, "到期当日", "the due day"));
    if (chinese(w))
        return arena_printf(w->days->arena,
                            offset < 0 ? "到期前%d日" : "逾期%d日", n);
    return arena_printf(w->days->arena, "%d day%s %s", n, n == 1 ? "" : "s",
                        offset < 0 ? "before" : "over");
}

bool duty_words_leads(const struct obligation *plan,
                      const struct obligation_step *step,
                      const struct obligation_step **ret_lead)
{
    const struct obligation_step *lead = step;

    assert(plan && step && ret_lead);
    /* The last of the reminders, the first of the rest. */
    for (size_t i = 0; i < plan->n; i++) {
        const struct obligation_step *s = &plan->steps[i];
        if (s->send_at == step->send_at && s->kind == step->kind &&
            (s->kind == OBLIGATION_REMINDER ? s->ordinal > lead->ordinal
                                            : s->ordinal < lead->ordinal))
            lead = s;
    }
    *ret_lead = lead;
    return lead->ordinal == step->ordinal;
}

/* Others that leave with the same mail. */
static void add_company(const struct duty_words *w, struct span *said,
                        const struct obligation *plan,
                        const struct obligation_step *step)
{
    const struct obligation_step *lead;
    bool any = false;

    if (!duty_words_leads(plan, step, &lead)) {
        add(w, said, "；并入" SPAN_FMT "的一封",
            "; told in the mail of " SPAN_FMT,
            SPAN_ARG(duty_words_offset(w, lead->offset)));
        return;
    }
    for (size_t i = 0; i < plan->n; i++) {
        const struct obligation_step *s = &plan->steps[i];
        if (s->send_at != step->send_at || s->ordinal == step->ordinal ||
            s->kind != step->kind)
            continue;
        add(w, said, any ? "、" SPAN_FMT : "；与" SPAN_FMT,
            any ? ", " SPAN_FMT : "; one mail with " SPAN_FMT,
            SPAN_ARG(duty_words_offset(w, s->offset)));
        any = true;
    }
    if (any && chinese(w))
        *said =
            arena_printf(w->days->arena, SPAN_FMT "合为一封", SPAN_ARG(*said));
}

struct span duty_words_step(const struct duty_words *w,
                            const struct obligation *plan,
                            const struct obligation_step *step)
{
    civil_day leaves = civil_of(step->send_at);
    bool early = leaves < step->planned;
    struct span said;

    assert(w && plan && step);
    said = arena_printf(w->days->arena,
                        chinese(w) ? SPAN_FMT "为" SPAN_FMT
                                   : SPAN_FMT " is " SPAN_FMT,
                        SPAN_ARG(duty_words_offset(w, step->offset)),
                        SPAN_ARG(day_words_short(w->days, step->planned)));
    if (leaves != step->planned)
        add(w, &said, early ? "，提前到" SPAN_FMT : "，顺延到" SPAN_FMT,
            early ? ", sent earlier on " SPAN_FMT : ", sent later on " SPAN_FMT,
            SPAN_ARG(day_words_short(w->days, leaves)));
    add_company(w, &said, plan, step);
    return said;
}
