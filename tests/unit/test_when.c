#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/when.h"

enum { YEAR = 2026, H = 3600, M = 60 };

struct when_case {
    const char *text;
    enum when_state days;
    struct civil day, last; /* last.year 0: the same */
    enum when_state hours;
    int from, until; /* until -1: none */
    const char *rest;
};

#define NO_DAY                                                                 \
    WHEN_NOTHING, { 0 },                                                       \
    {                                                                          \
        0                                                                      \
    }
#define NO_HOUR WHEN_NOTHING, 0, -1

static const struct when_case cases[] = {
    /* days */
    { "2026-03-31", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2026/3/31 x", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, " x" },
    { "2026.3.31", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "２０２６－０３－３１", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2026年3月31日", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2026 年 3 月 31 日", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2026年3月31号", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2026\xc2\xa0年3月31日", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "二〇二六年三月三十一日",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      NO_HOUR,
      "" },
    { "20260331", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "3月31日", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "三月三十一日", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "03-31 北京", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, " 北京" },
    { "3/31", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "31 March 2026", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "March 31st, 2026", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "Sept. 9", WHEN_FINE, { 2026, 9, 9 }, { 0 }, NO_HOUR, "" },
    { "Tuesday, 31 March", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "3月31日（周二）", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    { "2027年1月4日", WHEN_FINE, { 2027, 1, 4 }, { 0 }, NO_HOUR, "" },
    /* periods */
    { "3月31日-4月1日",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 2026, 4, 1 },
      NO_HOUR,
      "" },
    { "3月30日至31日",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      NO_HOUR,
      "" },
    { "3月30-31日", WHEN_FINE, { 2026, 3, 30 }, { 2026, 3, 31 }, NO_HOUR, "" },
    { "2026年3月30日——4月1日",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 4, 1 },
      NO_HOUR,
      "" },
    { "2026-03-30 ~ 2026-03-31",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      NO_HOUR,
      "" },
    { "03-30至03-31",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      NO_HOUR,
      "" },
    { "30-31 March 2026",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      NO_HOUR,
      "" },
    { "March 30 - 31, 2026",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      NO_HOUR,
      "" },
    { "30 March to 1 April",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 4, 1 },
      NO_HOUR,
      "" },
    { "12月31日-1月1日",
      WHEN_FINE,
      { 2026, 12, 31 },
      { 2027, 1, 1 },
      NO_HOUR,
      "" },
    { "12月31日-2027年1月1日",
      WHEN_FINE,
      { 2026, 12, 31 },
      { 2027, 1, 1 },
      NO_HOUR,
      "" },
    { "3月31日-3月1日",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 2026, 3, 1 },
      NO_HOUR,
      "" },
    /* hours */
    { "09:00", NO_DAY, WHEN_FINE, 9 * H, -1, "" },
    { "9：00—17：00", NO_DAY, WHEN_FINE, 9 * H, 17 * H, "" },
    { "9∶00", NO_DAY, WHEN_FINE, 9 * H, -1, "" },
    { "上午9:00", NO_DAY, WHEN_FINE, 9 * H, -1, "" },
    { "上午九点半", NO_DAY, WHEN_FINE, 9 * H + 30 * M, -1, "" },
    { "下午2点", NO_DAY, WHEN_FINE, 14 * H, -1, "" },
    { "下午两点一刻", NO_DAY, WHEN_FINE, 14 * H + 15 * M, -1, "" },
    { "下午14:30", NO_DAY, WHEN_FINE, 14 * H + 30 * M, -1, "" },
    { "14时", NO_DAY, WHEN_FINE, 14 * H, -1, "" },
    { "14时30分", NO_DAY, WHEN_FINE, 14 * H + 30 * M, -1, "" },
    { "中午12点", NO_DAY, WHEN_FINE, 12 * H, -1, "" },
    { "晚上8点", NO_DAY, WHEN_FINE, 20 * H, -1, "" },
    { "2 pm", NO_DAY, WHEN_FINE, 14 * H, -1, "" },
    { "2:30 p.m.", NO_DAY, WHEN_FINE, 14 * H + 30 * M, -1, "" },
    { "24:00", NO_DAY, WHEN_FINE, 24 * H, -1, "" },
    { "下午2:00-5:00", NO_DAY, WHEN_FINE, 14 * H, 17 * H, "" },
    { "2:00-5:00 pm", NO_DAY, WHEN_FINE, 14 * H, 17 * H, "" },
    { "9:00-2:00 pm", NO_DAY, WHEN_FINE, 9 * H, 14 * H, "" },
    { "上午9:00至下午5:00", NO_DAY, WHEN_FINE, 9 * H, 17 * H, "" },
    { "上午9:00-12:00，下午14:00-17:30", NO_DAY, WHEN_FINE, 9 * H,
      17 * H + 30 * M, "" },
    { "9-11点", NO_DAY, WHEN_FINE, 9 * H, 11 * H, "" },
    { "9-11 am", NO_DAY, WHEN_FINE, 9 * H, 11 * H, "" },
    { "17:00-09:00", NO_DAY, WHEN_FINE, 17 * H, 9 * H, "" },
    /* both */
    { "2026-03-31 09:00-17:00 北京",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      WHEN_FINE,
      9 * H,
      17 * H,
      " 北京" },
    { "2026-03-31T09:05",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      WHEN_FINE,
      9 * H + 5 * M,
      -1,
      "" },
    { "3月31日（星期二）上午9:00",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      WHEN_FINE,
      9 * H,
      -1,
      "" },
    { "3月31日，9:00-17:00",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      WHEN_FINE,
      9 * H,
      17 * H,
      "" },
    { "3月30日-31日，每天9:00-17:00",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      WHEN_FINE,
      9 * H,
      17 * H,
      "" },
    { "2026-03-30 09:00 至 2026-03-31 12:00",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 2026, 3, 31 },
      WHEN_FINE,
      9 * H,
      12 * H,
      "" },
    { "3月30日下午2点-31日",
      WHEN_FINE,
      { 2026, 3, 30 },
      { 0 },
      WHEN_FINE,
      14 * H,
      -1,
      "-31日" },
    { "31 March 2026 at 9:00",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      WHEN_FINE,
      9 * H,
      -1,
      "" },
    { "March 31 - 09:00",
      WHEN_FINE,
      { 2026, 3, 31 },
      { 0 },
      NO_HOUR,
      " - 09:00" },
    { "3月31日全天", WHEN_FINE, { 2026, 3, 31 }, { 0 }, NO_HOUR, "" },
    /* none such */
    { "2月30日", WHEN_NO_SUCH, { 0 }, { 0 }, NO_HOUR, "" },
    { "2026-02-30 09:00",
      WHEN_NO_SUCH,
      { 0 },
      { 0 },
      WHEN_FINE,
      9 * H,
      -1,
      "" },
    { "2026-13-01", WHEN_NO_SUCH, { 0 }, { 0 }, NO_HOUR, "" },
    { "2026年2月29日", WHEN_NO_SUCH, { 0 }, { 0 }, NO_HOUR, "" },
    { "3月30日-32日", WHEN_NO_SUCH, { 0 }, { 0 }, NO_HOUR, "" },
    { "3月31日-4月31日", WHEN_NO_SUCH, { 0 }, { 0 }, NO_HOUR, "" },
    { "25:00", NO_DAY, WHEN_NO_SUCH, 0, -1, "" },
    { "24:30", NO_DAY, WHEN_NO_SUCH, 0, -1, "" },
    { "9:75", NO_DAY, WHEN_NO_SUCH, 0, -1, "" },
    { "上午15点", NO_DAY, WHEN_NO_SUCH, 0, -1, "" },
    /* none at all: text is left as it is */
    { "", NO_DAY, NO_HOUR, "" },
    { "待定", NO_DAY, NO_HOUR, "待定" },
    { "2026年", NO_DAY, NO_HOUR, "2026年" },
    { "2026-05-011", NO_DAY, NO_HOUR, "2026-05-011" },
    { "3月2次会议", NO_DAY, NO_HOUR, "3月2次会议" },
    { "1-3", NO_DAY, NO_HOUR, "1-3" },
    { "10-16人", NO_DAY, NO_HOUR, "10-16人" },
    { "13800138000", NO_DAY, NO_HOUR, "13800138000" },
    { "20269999", NO_DAY, NO_HOUR, "20269999" },
    { "may I ask", NO_DAY, NO_HOUR, "may I ask" },
    { "marching 3", NO_DAY, NO_HOUR, "marching 3" },
    { "9:5", NO_DAY, NO_HOUR, "9:5" },
    { "3小时", NO_DAY, NO_HOUR, "3小时" },
    { "周二", NO_DAY, NO_HOUR, "周二" },
    { "\xff\xe5", NO_DAY, NO_HOUR, "\xff\xe5" },
};

static void check_case(const struct when_case *c)
{
    struct span rest = span_str(c->text);
    struct when w = { .days = WHEN_NOTHING };
    bool found = when_take(&rest, YEAR, &w);

    CHECK_INT(c->text, found,
              c->days != WHEN_NOTHING || c->hours != WHEN_NOTHING);
    CHECK_SPAN(c->text, rest, span_str(c->rest));
    CHECK_INT(c->text, w.days, c->days);
    CHECK_INT(c->text, w.hours, c->hours);
    if (c->days == WHEN_FINE) {
        CHECK_INT(c->text, w.day, civil_to_day(c->day));
        CHECK_INT(c->text, w.last,
                  civil_to_day(c->last.year ? c->last : c->day));
        CHECK_TRUE(c->text, !w.other_weekday);
    }
    if (c->hours == WHEN_FINE) {
        CHECK_INT(c->text, w.from, c->from);
        CHECK_INT(c->text, w.has_until ? w.until : -1, c->until);
    }
}

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_case(&cases[i]);
}

static void test_years(void **state)
{
    struct when w;
    struct span s = SPAN("3月31日");

    (void)state;
    CHECK_TRUE("no year known", when_take(&s, 0, &w));
    CHECK_INT("no year known", w.days, WHEN_NO_YEAR);
    s = SPAN("2月29日");
    CHECK_TRUE("there may be such a day", when_take(&s, 0, &w));
    CHECK_INT("there may be such a day", w.days, WHEN_NO_YEAR);
    s = SPAN("2月30日");
    CHECK_TRUE("in no year", when_take(&s, 0, &w));
    CHECK_INT("in no year", w.days, WHEN_NO_SUCH);
    s = SPAN("3月30日-2026年3月31日");
    CHECK_TRUE("the second gives it", when_take(&s, 0, &w));
    CHECK_INT("the second gives it", w.day,
              civil_to_day((struct civil){ 2026, 3, 30 }));
    CHECK_INT("the year is told", w.year, 2026);
    s = SPAN("3月31日");
    CHECK_TRUE("and when it is not", when_take(&s, YEAR, &w) && !w.year);
}

static void test_weekdays(void **state)
{
    static const char *const wrong[] = {
        "3月31日（周三）",
        "2026-03-31 星期一",
        "Monday, 31 March",
        "3月30日（周一）-4月1日（周二）",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct span s = span_str(wrong[i]);
        struct when w = { .days = WHEN_NOTHING };

        CHECK_TRUE(wrong[i], when_take(&s, YEAR, &w) && w.other_weekday);
        CHECK_INT(wrong[i], w.days, WHEN_FINE);
    }
}

struct find_case {
    const char *text;
    enum when_state state;
    struct civil day;
};

static const struct find_case finds[] = {
    { "计划下达：2026年6月15日（周一）", WHEN_FINE, { 2026, 6, 15 } },
    { "见通知。3月31日召开", WHEN_FINE, { 2026, 3, 31 } },
    { "WG5-2026-P3 12-16", WHEN_FINE, { 2026, 12, 16 } },
    { "09:30-11:00，3月31日", WHEN_FINE, { 2026, 3, 31 } },
    { "至2月30日", WHEN_NO_SUCH, { 0 } },
    { "APP-2026-001", WHEN_NOTHING, { 0 } },
    { "08:30-09:00", WHEN_NOTHING, { 0 } },
    { "v2026-03-31", WHEN_NOTHING, { 0 } },
    { "", WHEN_NOTHING, { 0 } },
};

static void test_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(finds); i++) {
        const struct find_case *c = &finds[i];
        civil_day day = -1;

        CHECK_INT(c->text, when_day(span_str(c->text), YEAR, &day), c->state);
        CHECK_INT(c->text, day,
                  c->state == WHEN_FINE ? civil_to_day(c->day) : -1);
    }
}

/* Whatever the octets: a tail of what came, days that exist. */
static void test_random(void **state)
{
    static const char *const parts[] = {
        "2026",  "3",  "月", "31",   "日",   "年",       "-",  "至",
        "9",     ":",  "00", "上午", "下午", "点",       "半", "周二",
        "(",     ")",  " ",  "，",   "十",   "\xff",     "三", "~",
        "March", "pm", "/",  ".",    "—",    "\xc2\xa0", "２", "\xe2\x80\x8b",
        "每天",  "T",  "12",
    };
    unsigned seed = 17;

    (void)state;
    for (int round = 0; round < 60000; round++) {
        char s[96];
        size_t n = 0;
        struct span rest;
        struct when w = { .days = WHEN_NOTHING };

        while (n < 70) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
            if ((seed >> 28) == 0)
                break;
        }
        rest = span_of(s, n);
        if (!when_find(&rest, YEAR, &w)) {
            CHECK_INT("nothing left", rest.n, 0);
            continue;
        }
        CHECK_TRUE("a tail", rest.n < n && rest.p + rest.n == s + n);
        CHECK_TRUE("days", w.days != WHEN_NOTHING);
        if (w.days == WHEN_FINE)
            CHECK_TRUE("years", civil_from_day(w.day).year >= 1899 &&
                                    civil_from_day(w.last).year <= 2200);
        if (w.hours == WHEN_FINE)
            CHECK_TRUE("hours", w.from >= 0 && w.from <= 24 * H &&
                                    w.until >= 0 && w.until <= 24 * H);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),    cmocka_unit_test(test_years),
        cmocka_unit_test(test_weekdays), cmocka_unit_test(test_finding),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
