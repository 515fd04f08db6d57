#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "gateway/desk/digest_item.h"

static void test_discreet(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "咨询", "咨询" },
        { "", "" },
        { "电话13800001111", "电话（号码略）" },
        { "138 0000 1111", "（号码略）" },
        { "138-0000-1111。", "（号码略）。" },
        { "手机：13800001111，备用 13900002222",
          "手机：（号码略），备用 （号码略）" },
        /* other numbers stay */
        { "2026年4月9日", "2026年4月9日" },
        { "010-00000000", "010-00000000" },
        { "1380000111", "1380000111" },
        { "138000011112", "138000011112" },
        { "913800001111", "913800001111" },
        { "WG5-2026-P1 2026-04-09 10:00", "WG5-2026-P1 2026-04-09 10:00" },
        { "138 0000 111x", "138 0000 111x" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].text, digest_discreet(&a, span_str(cases[i].text)),
                   span_str(cases[i].want));
}

static void tell(obligation_steps *steps, struct arena *a, const char *at,
                 enum step_state state)
{
    struct obligation_step_row *s = list_push(steps, a);

    CHECK_TRUE(at, moment_parse(span_str(at), &s->at));
    s->state = state;
}

static void test_reminded(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    obligation_steps steps = { 0 };
    civil_day today = 0;

    (void)state;
    CHECK_TRUE("today", civil_parse(SPAN("2026-04-09"), &today));
    CHECK_SPAN("nobody yet", digest_reminded(&a, &steps, today), SPAN(""));
    tell(&steps, &a, "2026-02-14 09:00", STEP_SENT);
    tell(&steps, &a, "2026-02-14 09:00", STEP_SENT); /* another person */
    tell(&steps, &a, "2025-12-01 09:00", STEP_SENT);
    tell(&steps, &a, "2026-02-28 09:00", STEP_SKIPPED);
    tell(&steps, &a, "2026-03-01 09:00", STEP_WAITING);
    tell(&steps, &a, "2026-03-02 11:00", STEP_MERGED);
    CHECK_SPAN("each day once, in order, whoever was told",
               digest_reminded(&a, &steps, today),
               SPAN("2025-12-01、02-14、03-02"));
    for (int i = 0; i < 9; i++)
        tell(&steps, &a,
             arena_str(&a, arena_printf(&a, "2026-03-%02d 09:00", 10 + i)),
             STEP_SENT);
    CHECK_SPAN("of many the newest", digest_reminded(&a, &steps, today),
               SPAN("…、03-11、03-12、03-13、03-14、03-15、03-16、03-17、"
                    "03-18"));
}

static void test_roles(void **state)
{
    static const struct {
        const char *keywords, *zh, *en;
    } cases[] = {
        { "PL,GL,GS,SEC", "项目负责人、组长、工作组秘书",
          "project lead, leader, group secretary" },
        { "GL, GS", "组长、工作组秘书", "leader, group secretary" },
        { "SEC,LIA", "秘书处、联络员", "secretariat, liaison" },
        { "UNIT,GL,DGL", "成员单位、组长、副组长",
          "member units, leader, deputies" },
        { "", "", "" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct digest_words got = digest_roles(&a, span_str(cases[i].keywords));

        CHECK_SPAN(cases[i].keywords, got.zh, span_str(cases[i].zh));
        CHECK_SPAN(cases[i].keywords, got.en, span_str(cases[i].en));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discreet),
        cmocka_unit_test(test_reminded),
        cmocka_unit_test(test_roles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
