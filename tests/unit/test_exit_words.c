#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "gateway/desk/exit_words.h"

struct words_case {
    const char *what, *subject, *words;
    const char *groups; /* "WG5 WG7"; "*": all */
    bool unsure;
};

static const struct words_case cases[] = {
    { "none is named", "[退出申请]", "我单位申请退出，请予审核。", "", false },
    { "one in the subject", "[退出申请] WG5", "", "WG5", false },
    { "two in the subject", "[退出申请] WG5、WG7", "", "WG5 WG7", false },
    { "a special group", "[EXIT] SWG-ETS", "", "SWG-ETS", false },
    { "full width", "【退出申请】ＷＧ５", "", "WG5", false },
    { "all in the subject", "[退出申请] 全部", "", "*", false },
    { "all in English", "[EXIT] all", "", "*", false },
    { "a word that ends so", "[EXIT] overall", "", "", false },
    { "the subject counts before the text", "[退出申请] WG7",
      "我单位退出全部工作组的活动，WG5保留。", "WG7", false },
    { "one in the text", "[退出申请]", "我单位申请退出WG5。", "WG5", false },
    { "two in the text", "[退出申请]", "我单位申请退出WG5和WG7。", "WG5 WG7",
      false },
    { "all in the text", "[退出申请]", "我单位申请退出全部工作组。", "*",
      false },
    { "a labelled line", "[退出申请]", "工作组：全部\n理由：业务调整", "*",
      false },
    { "all of something else", "[退出申请]", "我单位全部代表均已离职。", "",
      false },
    { "one of two it stays in", "[退出申请]",
      "我单位申请退出WG5，继续参加WG7的工作。", "WG5 WG7", true },
    { "only what it stays in", "[退出申请]", "我单位保留WG7，退出其余工作组。",
      "WG7", true },
    { "all but one", "[退出申请]", "除WG7外，退出全部工作组。", "*", true },
    { "a meeting is no group", "[退出申请]", "此后不再参加WG5-2026-P2。", "",
      false },
};

static void test_groups_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct words_case *c = &cases[i];
        struct exit_words w =
            exit_words_read(span_str(c->subject), span_str(c->words));
        char got[256] = "";
        size_t at = 0;

        for (size_t g = 0; !w.all && g < w.n; g++)
            at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%s",
                                   g ? " " : "", w.groups[g].text);
        CHECK_SPAN(c->what, span_str(w.all ? "*" : got), span_str(c->groups));
        CHECK_INT(c->what, w.unsure, c->unsure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
