/* A year's mails as a person reads them. */
#include "check.h"

#include <stdlib.h>

#include "convoke/base/moment.h"
#include "gateway/chronicle.h"

struct told {
    const char *at;
    bool in;
    const char *kind, *who, *subject, *state, *reason;
};

#define OUT(at_, code_, who_, subject_)                                        \
    {                                                                          \
        at_, false, code_, who_, subject_, "sent", ""                          \
    }
#define IN(at_, who_, subject_, state_, reason_)                               \
    {                                                                          \
        at_, true, "application", who_, subject_, state_, reason_              \
    }

static struct timeline_event event_of(const struct told *t)
{
    struct timeline_event e = {
        .in = t->in,
        .kind = span_str(t->kind),
        .who = span_str(t->who),
        .subject = span_str(t->subject),
        .state = span_str(t->state),
        .reason = span_str(t->reason),
    };

    CHECK_TRUE(t->at, moment_parse(span_str(t->at), &e.at));
    return e;
}

enum { MOST = 5 };

static const struct chronicle_case {
    const char *what;
    bool english, colour;
    size_t width;
    struct told mails[MOST];
    const char *printed;
} cases[] = {
    { .what = "one mail in, what became of it",
      .mails = { IN("2026-02-02T09:40", "c@m12.example", "[入会申请] 新例",
                    "applied", "材料不齐") },
      .printed = "\n── 2026年2月 ──\n02-02 09:40 收   c@m12.example          "
                 "[入会申请] 新例 — 材料不齐\n" },
    { .what = "who does not read Chinese is told what it was taken for",
      .english = true,
      .mails = { IN("2026-02-02T09:40", "c@m12.example", "[入会申请]", "held",
                    "材料不齐") },
      .printed =
          "\n── February 2026 ──\n02-02 09:40 in  ! c@m12.example        "
          "  [入会申请] — application, held\n" },
    { .what = "one language of a subject, without the group in front",
      .mails = { OUT("2026-02-05T10:05", "app.ack", "c@m12.example",
                     "【网安标委】受理回执 / Received [APP-2026-001]") },
      .printed =
          "\n── 2026年2月 ──\n02-05 10:05 发   app.ack                受理"
          "回执 [APP-2026-001] → c@m12.example\n" },
    { .what = "the other one",
      .english = true,
      .mails = { OUT("2026-02-05T10:05", "app.ack", "c@m12.example",
                     "【网安标委】受理回执 / Received [APP-2026-001]") },
      .printed = "\n── February 2026 ──\n02-05 10:05 out   app.ack             "
                 "   Received [APP-2026-001] → c@m12.example\n" },
    { .what = "alike in one minute are one line with their number",
      .mails = { OUT("2026-03-09T10:00:01", "notice.issue",
                     "c@m01.example "
                     "r1@m01.example",
                     "【WG5】通知"),
                 OUT("2026-03-09T10:00:02", "notice.issue", "c@m02.example",
                     "【WG5】通知"),
                 OUT("2026-03-09T10:00:03", "notice.issue", "c@m03.example",
                     "【WG5】通知"),
                 OUT("2026-03-09T10:00:04", "notice.issue", "c@m04.example",
                     "【WG5】通知") },
      .printed = "\n── 2026年3月 ──\n03-09 10:00 发   notice.issue       ×4  "
                 "通知 → c@m01.example、c@m02.example、c@m03.example 等\n" },
    { .what =
          "another subject, another minute, another way: lines of their own",
      .mails = { OUT("2026-03-09T10:00", "prj.rem", "a@x.example", "甲"),
                 OUT("2026-03-09T10:00", "prj.rem", "a@x.example", "乙"),
                 OUT("2026-03-09T10:01", "prj.rem", "a@x.example", "乙"),
                 IN("2026-03-09T10:01", "a@x.example", "乙", "applied", "好") },
      .printed = "\n── 2026年3月 ──\n"
                 "03-09 10:00 发   prj.rem                甲 → a@x.example\n"
                 "03-09 10:00 发   prj.rem                乙 → a@x.example\n"
                 "03-09 10:01 发   prj.rem                乙 → a@x.example\n"
                 "03-09 10:01 收   a@x.example            乙 — 好\n" },
    { .what = "a heading for each month",
      .mails = { OUT("2026-03-31T23:59", "prj.rem", "a@x.example", "甲"),
                 OUT("2026-04-01T00:00", "prj.rem", "a@x.example", "甲") },
      .printed = "\n── 2026年3月 ──\n"
                 "03-31 23:59 发   prj.rem                甲 → a@x.example\n"
                 "\n── 2026年4月 ──\n"
                 "04-01 00:00 发   prj.rem                甲 → a@x.example\n" },
    { .what = "a digest is told once",
      .mails = { OUT("2026-03-02T08:30", "digest", "sec@x.example", "日报"),
                 OUT("2026-03-03T08:30", "digest", "sec@x.example", "日报") },
      .printed = "\n── 2026年3月 ──\n03-02 08:30 发   digest                 "
                 "日报（每个工作日一封，以下只计数）\n" },
    { .what = "flags in red, in month's heading bold",
      .colour = true,
      .mails = { OUT("2026-04-09T09:00", "flag.raised", "s@x.example",
                     "标记") },
      .printed =
          "\n\033[1m── 2026年4月 ──\033[0m\n\033[2m04-09 09:00\033[0m 发 "
          "\033[1;31m⚑ flag.raised            标记 → s@x.example\033[0m"
          "\n" },
    { .what = "cut to the terminal, recipients first",
      .width = 60,
      .mails = { OUT("2026-04-09T09:00", "prj.rem", "someone@x.example",
                     "项目时限提醒") },
      .printed =
          "\n── 2026年4月 ──\n04-09 09:00 发   prj.rem                项目"
          "时限提醒 → some…\n" },
    { .what = "what became of it stays",
      .width = 60,
      .mails = { IN("2026-04-09T09:00", "a@x.example",
                    "[会议方案] 一个很长的主题", "applied", "已报备") },
      .printed = "\n── 2026年4月 ──\n04-09 09:00 收   a@x.example            "
                 "[会议方案]… — 已报备\n" },
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct chronicle_case *c = &cases[i];
        char *printed = NULL;
        size_t n = 0;
        struct context ctx = { .chinese = !c->english, .width = c->width };
        struct chronicle chronicle = CHRONICLE_INIT(&ctx, c->colour);
        ctx.out = open_memstream(&printed, &n);
        for (size_t m = 0; m < MOST && c->mails[m].at; m++) {
            const struct timeline_event e = event_of(&c->mails[m]);
            chronicle_tell(&chronicle, &e);
        }
        chronicle_flush(&chronicle);
        chronicle_flush(&chronicle);
        fclose(ctx.out);
        CHECK_SPAN(c->what, span_str(printed), span_str(c->printed));
        chronicle_release(&chronicle);
        free(printed);
    }
}

static const struct mark_case {
    const char *kind, *state;
    bool in;
    enum chronicle_mark mark;
} mark_cases[] = {
    { "flag.raised", "sent", false, CHRONICLE_FLAG },
    { "flag.dismissed", "sent", false, CHRONICLE_GOOD },
    { "auth.fail", "sent", false, CHRONICLE_FLAG },
    { "member.welcome", "sent", false, CHRONICLE_GOOD },
    { "absence.warn", "sent", false, CHRONICLE_WARNING },
    { "prj.overdue", "sent", false, CHRONICLE_WARNING },
    { "post.incomplete", "sent", false, CHRONICLE_WARNING },
    { "notice.issue", "sent", false, CHRONICLE_PLAIN },
    { "contribution", "applied", true, CHRONICLE_PLAIN },
    { "contribution", "held", true, CHRONICLE_WARNING },
    { "unrecognised", "quarantined", true, CHRONICLE_FLAG },
    { "auto_reply", "ignored", true, CHRONICLE_PLAIN },
};

static void test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(mark_cases) / sizeof(mark_cases[0]); i++) {
        const struct mark_case *c = &mark_cases[i];
        const struct timeline_event e = { .in = c->in,
                                          .kind = span_str(c->kind),
                                          .state = span_str(c->state) };
        CHECK_INT(c->kind, chronicle_mark_of(&e), c->mark);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
