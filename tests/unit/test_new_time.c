#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "gateway/desk/new_time.h"

enum { ARENA = 8 * 1024 * 1024 };

struct new_time_case {
    const char *what;
    const char *order, *words, *subject;
    const char *want; /* "2026-12-16 09:00 - 2026-12-16 17:00", or what is
                         told to the sender */
};

/* The meeting is on 2026-12-09 from 09:00 to 17:00; today is 2026-11-20. */
static const struct new_time_case cases[] = {
    { "behind the word", "2026-12-16 09:00", "", "",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "other hours keep the length", "2026-12-16 14:00", "", "",
      "2026-12-16 14:00 - 2026-12-16 22:00" },
    { "an end of its own", "2026-12-16 14:00-16:30", "", "",
      "2026-12-16 14:00 - 2026-12-16 16:30" },
    { "without hours it keeps them", "12月16日", "", "",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "several days", "12月16日-17日", "", "",
      "2026-12-16 09:00 - 2026-12-17 17:00" },
    { "a label", "", "新时间：2026年12月16日 上午10:00\n", "",
      "2026-12-16 10:00 - 2026-12-16 18:00" },
    { "from the old to the new", "", "由12月9日改至12月16日9:00。\n", "",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "an arrow in the subject", "", "请改期。\n",
      "[会议改期] P3 12-09 → 12-16 09:00",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "an arrow from a day it is not on", "", "", "P3 12-10 → 12-16 09:00",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "the only other day", "", "12月9日的会议请安排在12月16日。\n", "",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "the letter's own date", "",
      "请安排在12月16日召开。\n\n赵模板\n2026年11月20日\n", "",
      "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "the letter's date first", "", "2026年11月20日\n请安排在12月16日召开。\n",
      "", "2026-12-16 09:00 - 2026-12-16 17:00" },
    { "the same day", "2026-12-09 14:00", "", "",
      "2026-12-09 14:00 - 2026-12-09 22:00" },
    { "no such day", "2026-02-30 09:00", "", "", "所写日期或时间不存在" },
    { "no such hour", "2026-12-16 25:00", "", "", "所写日期或时间不存在" },
    { "another weekday", "2026-12-16（周五）", "", "", "所写星期与日期不符" },
    { "backward", "2026-12-16 14:00-09:00", "", "", "结束时间早于开始时间" },
    { "nothing", "另行通知", "请改期。\n", "[会议改期] WG5-2026-P3",
      "请写明新的会议日期，如“改期 2026-12-16 09:00”" },
    { "several", "", "可安排在12月16日，12月17日也行。\n", "",
      "来函写有几个日期，请只写新的会议日期，如“改期 2026-12-16 09:00”" },
};

static void said(const struct new_time *t, char buf[128])
{
    char day[CIVIL_TEXT];
    char last[CIVIL_TEXT];
    int64_t a = t->start + CIVIL_OFFSET;
    int64_t b = t->end + CIVIL_OFFSET;

    if (t->state != NEW_TIME_FINE) {
        snprintf(buf, 128, "%s", new_time_zh(t->state));
        return;
    }
    snprintf(buf, 128, "%s %02d:%02d - %s %02d:%02d",
             civil_print(civil_of(t->start), day), (int)(a / 3600 % 24),
             (int)(a / 60 % 60), civil_print(civil_of(t->end), last),
             (int)(b / 3600 % 24), (int)(b / 60 % 60));
}

static void test_new_time(void **state)
{
    civil_day old = civil_to_day((struct civil){ 2026, 12, 9 });

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        const struct new_time_case *c = &cases[i];
        struct new_time_input in = {
            .order = span_str(c->order),
            .words = span_str(c->words),
            .subject = span_str(c->subject),
            .start = civil_moment(old, 9 * 3600),
            .end = civil_moment(old, 17 * 3600),
            .today = civil_to_day((struct civil){ 2026, 11, 20 }),
        };
        struct new_time got = new_time_read(&in, &arena);
        char buf[128];

        said(&got, buf);
        CHECK_SPAN(c->what, span_str(buf), span_str(c->want));
        CHECK_TRUE(c->what,
                   *new_time_en(got.state) || got.state == NEW_TIME_FINE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_new_time) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
