/* How a due day came about, and why a mail leaves on its day, in words: the
 * worked examples of requirements.md 3.3 as a person reads them. */
#include "desk_stage.h"

#include "gateway/duty_words.h"

static struct stage *stage;

static int setup(void **state)
{
    (void)state;
    stage = stage_new(stage_at("2026-01-01T00:00"), charter_shipped());
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    stage_free(stage);
    return 0;
}

static civil_day day_of(const char *text)
{
    civil_day d = 0;

    CHECK_TRUE(text, civil_parse(span_str(text), &d));
    return d;
}

struct words {
    struct day_words days;
    struct obligation_rules rules;
    struct duty_words words;
};

static void words_open(struct words *w, bool chinese, bool clear_days)
{
    STAGE_DONE(stage, day_words_open(stage->store, &stage->arena, chinese,
                                     &w->days, &stage->why));
    w->rules = stage->desk.rules;
    w->rules.clear_days = clear_days;
    w->words = (struct duty_words){ &w->days, &w->rules };
}

static const struct formula_case {
    const char *what, *duty, *anchor;
    bool clear_days;
    const char *zh, *en;
} formula_cases[] = {
    { "E1: no 31 February, so the month's last day", "plan", "2026-03-31",
      false,
      "会议开始日 2026年3月31日（周二）往前1个月：2026年2月没有31日，取该月末日"
      " → 2026年2月28日（周六，调休上班）",
      "the meeting begins on Tue 31 March 2026 - 1 month(s): 2026-02 has no "
      "day "
      "31, so its last day → Sat 28 February 2026 (make-up working day)" },
    { "E1: three weeks", "notice", "2026-03-31", false,
      "会议开始日 2026年3月31日（周二）往前21天 → 2026年3月10日（周二）",
      "the meeting begins on Tue 31 March 2026 - 21 day(s) → Tue 10 March "
      "2026" },
    { "E2: a leap year's last day", "plan", "2028-03-31", false,
      "会议开始日 2028年3月31日（周五）往前1个月：2028年2月没有31日，取该月末日"
      " → 2028年2月29日（周二）",
      NULL },
    { "E4: an ordinary corresponding day", "plan", "2026-03-28", false,
      "会议开始日 2026年3月28日（周六，休息日）往前1个月 → "
      "2026年2月28日（周六，调休上班）",
      NULL },
    { "E6: the stricter of two ways binds", "plan", "2026-02-28", false,
      "会议开始日 2026年2月28日（周六，调休上班）往前1个月 → "
      "2026年1月28日（周三）（若从报送日顺推1个月，1月31日（周六，休息日）也来"
      "得"
      "及；从严以倒推为准）",
      "the meeting begins on Sat 28 February 2026 (make-up working day) - 1 "
      "month(s) → Wed 28 January 2026 (counted forward 1 month(s) from the "
      "act, Sat 31 January (day off) would still do; the stricter backward "
      "count binds)" },
    { "E9: a holiday does not move a deadline of the charter", "contrib",
      "2026-10-21", false,
      "会议开始日 2026年10月21日（周三）往前14天 → "
      "2026年10月7日（周三，国庆节假期）；章程期限遇休息日不顺延",
      "the meeting begins on Wed 21 October 2026 - 14 day(s) → Wed 7 October "
      "2026 (day off, 国庆节); a day off does not move it" },
    { "E13: forward, clamped", "limit", "2024-08-31", false,
      "计划下达日 "
      "2024年8月31日（周六，休息日）往后18个月（首日不计）：2026年2月"
      "没有31日，取该月末日 → 2026年2月28日（周六，调休上班）",
      NULL },
    { "E26: a member's period moves to the next working day", "app.supplement",
      "2026-09-01", false,
      "起算日 2026年9月1日（周二）往后30天（首日不计） → "
      "2026年10月1日（周四，国庆节假期）；末日是休息日，顺延到下一工作日 → "
      "2026年10月8日（周四）",
      "the day it began, Tue 1 September 2026 + 30 day(s), the first not "
      "counted → Thu 1 October 2026 (day off, 国庆节); its last day is a day "
      "off, so the next working day → Thu 8 October 2026" },
    { "E27: clear days", "plan", "2026-03-31", true,
      "会议开始日 2026年3月31日（周二）往前1个月：2026年2月没有31日，取该月末日"
      " → 2026年2月28日（周六，调休上班）；按净日计算（clear_days）再提前1天 → "
      "2026年2月27日（周五）",
      NULL },
    { "clear days do not touch a forward period", "app.supplement",
      "2026-02-02", true,
      "起算日 2026年2月2日（周一）往后30天（首日不计） → 2026年3月4日（周三）",
      NULL },
    { "working days are written out, over a weekend", "app.dispatch",
      "2026-02-05", false,
      "起算日 "
      "2026年2月5日（周四）往后3个工作日（首日不计）：2月6日、2月9日、2月"
      "10日 → 2026年2月10日（周二）",
      "the day it began, Thu 5 February 2026 + 3 working day(s), the first not "
      "counted: 2-06, 2-09, 2-10 → Tue 10 February 2026" },
    { "the last day of a period", "annual", "2026-12-31", false,
      "年度末日 2026年12月31日（周四），当日截止",
      "the year ends on Thu 31 December 2026, due that day" },
    { "a service period of the organisers is not moved", "post", "2026-02-28",
      false,
      "会议末日 2026年2月28日（周六，调休上班）往后14天（首日不计） → "
      "2026年3月14日（周六，休息日）；该期限遇休息日不顺延",
      NULL },
};

static void test_formulas(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(formula_cases); i++) {
        const struct formula_case *c = &formula_cases[i];
        const struct duty *d = ledger_duty(&stage->desk, c->duty);
        struct words zh;
        struct words en;
        CHECK_TRUE(c->what, d != NULL);
        words_open(&zh, true, c->clear_days);
        words_open(&en, false, c->clear_days);
        CHECK_SPAN(c->what,
                   duty_words_formula(&zh.words, d, day_of(c->anchor), 0),
                   span_str(c->zh));
        if (c->en)
            CHECK_SPAN(c->what,
                       duty_words_formula(&en.words, d, day_of(c->anchor), 0),
                       span_str(c->en));
    }
}

/* The words come to the day the engine computes, whatever the meeting's day. */
static void test_formulas_end_where_the_engine_does(void **state)
{
    static const char *const duties[] = { "plan",           "notice",
                                          "contrib",        "limit",
                                          "app.supplement", "app.review",
                                          "post",           "annual" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(duties); i++) {
        const struct duty *d = ledger_duty(&stage->desk, duties[i]);
        struct words w;
        words_open(&w, true, i % 2 == 0);
        for (civil_day day = day_of("2025-12-01"); day < day_of("2028-04-01");
             day++) {
            struct obligation_dates dates =
                obligation_dates(d, civil_moment(day, 0), 0, &w.rules);
            struct span said = duty_words_formula(&w.words, d, day, 0);
            struct span due = day_words_day(&w.days, dates.due);
            CHECK_TRUE(said.p, d->period.n == 0 || span_has(said, due));
        }
        arena_reset(&stage->arena);
        STAGE_DONE(stage, desk_open(&stage->desk, &stage->arena, &stage->why));
    }
}

static void test_an_exact_end(void **state)
{
    struct words w;

    (void)state;
    words_open(&w, true, false);
    CHECK_SPAN(
        "until the opening",
        duty_words_formula(&w.words, ledger_duty(&stage->desk, "ctable"),
                           day_of("2026-03-31"), stage_at("2026-03-31T09:00")),
        SPAN("会议开始日 2026年3月31日（周二），到 2026-03-31 09:00 为止"));
}

static const struct step_case {
    const char *what, *duty, *anchor;
    int offset;
    const char *zh, *en;
} step_cases[] = {
    { "E21: a holiday moves a reminder earlier, and two become one", "plan",
      "2026-03-31", -7,
      "到期前7日为2月21日（周六，春节假期），提前到2月14日（周六，调休上班）；"
      "与"
      "到期前14日合为一封",
      "7 days before is Sat 21 February (day off, 春节), sent earlier on Sat "
      "14 "
      "February (make-up working day); one mail with 14 days before" },
    { "E21: the one that is told in it", "plan", "2026-03-31", -14,
      "到期前14日为2月14日（周六，调休上班）；并入到期前7日的一封", NULL },
    { "E9: three reminders on one day", "contrib", "2026-10-21", 0,
      "到期当日为10月7日（周三，国庆节假期），提前到9月30日（周三）；与到期前5"
      "日"
      "、到期前2日合为一封",
      "the due day is Wed 7 October (day off, 国庆节), sent earlier on Wed 30 "
      "September; one mail with 5 days before, 2 days before" },
    { "E22: a make-up Sunday", "plan", "2026-10-21", -1,
      "到期前1日为9月20日（周日，调休上班）", NULL },
    { "E23: the Dragon Boat holiday", "contrib", "2026-07-08", -5,
      "到期前5日为6月19日（周五，端午节假期），提前到6月18日（周四）", NULL },
    { "E24: overdue mails leave later", "plan", "2026-03-31", 1,
      "逾期1日为3月1日（周日，休息日），顺延到3月2日（周一）",
      "1 day over is Sun 1 March (day off), sent later on Mon 2 March" },
    { "repeated ones", "plan", "2026-03-31", 8,
      "逾期8日为3月8日（周日，休息日），顺延到3月9日（周一）", NULL },
    { "an ordinary day", "plan", "2026-03-31", -3, "到期前3日为2月25日（周三）",
      "3 days before is Wed 25 February" },
};

static void test_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(step_cases); i++) {
        const struct step_case *c = &step_cases[i];
        const struct duty *d = ledger_duty(&stage->desk, c->duty);
        struct obligation_dates dates;
        struct obligation_step step = { .ordinal = -1 };
        struct obligation plan;
        struct words zh;
        struct words en;
        words_open(&zh, true, false);
        words_open(&en, false, false);
        dates = obligation_dates(d, civil_moment(day_of(c->anchor), 0), 0,
                                 &zh.rules);
        obligation_plan(d, &dates, &zh.rules, &plan);
        for (int n = 0; n < 20 && obligation_step_at(&plan, n, &step) &&
                        step.offset != c->offset;
             n++)
            continue;
        CHECK_INT(c->what, step.offset, c->offset);
        CHECK_SPAN(c->what, duty_words_step(&zh.words, &plan, &step),
                   span_str(c->zh));
        if (c->en)
            CHECK_SPAN(c->what, duty_words_step(&en.words, &plan, &step),
                       span_str(c->en));
    }
}

static void test_laws(void **state)
{
    struct words zh;
    struct words en;

    (void)state;
    words_open(&zh, true, false);
    words_open(&en, false, false);
    CHECK_SPAN("of the charter",
               duty_words_law(&zh.words, ledger_duty(&stage->desk, "plan")),
               SPAN("第二十条第1项（章程期限）"));
    CHECK_SPAN("of the charter, in English",
               duty_words_law(&en.words, ledger_duty(&stage->desk, "plan")),
               SPAN("Article 20(1) (a deadline of the charter)"));
    CHECK_SPAN("a service period says so itself",
               duty_words_law(&zh.words, ledger_duty(&stage->desk, "post")),
               SPAN("服务时限（第二十条第8项、第9项）"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_formulas_end_where_the_engine_does),
        cmocka_unit_test(test_an_exact_end),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_laws),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
