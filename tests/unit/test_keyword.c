#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "mail/keyword.h"
#include "mail/token.h"

enum { ARENA = 1024 * 1024 };

static void test_subjects(void **state)
{
    static const struct {
        const char *subject, *keyword;
    } cases[] = {
        { "", "" },
        { "【入会申请】甲公司", "[入会申请]甲公司" },
        { "［入会申请］", "[入会申请]" },
        { "〔APPLY〕 Acme", "[apply] acme" },
        { "（入会申请）", "[入会申请]" },
        { "(apply)", "[apply]" },
        { "ＡＰＰ－2026－001", "app-2026-001" },
        { "回复：【入会申请】", "[入会申请]" },
        { "Re: Fwd: 答复: 转发：x", "x" },
        { "Re:Re:Re:x", "x" },
        { "RE : x", "x" },
        { "Re[2]: x", "x" },
        { "回复(3)：x", "x" },
        { "Aw: Sv: Antw: RIF: x", "x" },
        { "轉寄: 回覆：x", "x" },
        { "  a \t b　　c  ", "a b c" },
        { "Re", "re" },
        { "Report: x", "report: x" },
        { "回复意见汇总", "回复意见汇总" },
        { "转发函：x", "转发函:x" },
        { "[WG5] x【请注意，邮件由a@b.example代发】", "[wg5] x" },
        { "STRASSE Straße", "strasse strasse" },
        { "回复：回复：回复：回复：回复：回复：回复：回复：回复：回复：回复："
          "回复：【撤回申请】 APP-2026-001",
          "[撤回申请] app-2026-001" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CHECK_SPAN(cases[i].subject, keyword_of(span_str(cases[i].subject), &a),
                   span_str(cases[i].keyword));
    }
}

/* Ligatures that grow eighteenfold must not outgrow the line. */
static void test_growth(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text s = TEXT_INIT(4000);

    (void)state;
    while (text_add(&s, SPAN("ﷺ")))
        ;
    CHECK_TRUE("bounded", keyword_of(text_span(&s), &a).n <= 2000);
}

#define TOKEN "0123456789abcdefghjkmnpqrs"

static void test_tokens(void **state)
{
    static const struct {
        const char *what;
        struct span (*in)(struct span, struct arena *);
        const char *text, *token;
    } cases[] = {
        { "plus", token_in_address, "gw+t." TOKEN "@a.example", TOKEN },
        { "minus", token_in_address, "gw-t." TOKEN "@a.example", TOKEN },
        { "equals", token_in_address, "gw=t." TOKEN "@a.example", TOKEN },
        { "capitals", token_in_address,
          "GW+T.0123456789ABCDEFGHJKMNPQRS@a.example", TOKEN },
        { "look-alikes", token_in_address,
          "gw+t.Ol23456789abcdefghjkmnpqrs@a.example", TOKEN },
        { "too short", token_in_address, "gw+t.0123@a.example", "" },
        { "too long", token_in_address, "gw+t." TOKEN "0@a.example", "" },
        { "in the domain", token_in_address, "a@gw+t." TOKEN "@x", "" },
        { "alien letter", token_in_address,
          "gw+t.u123456789abcdefghjkmnpqrs@a.example", "" },
        { "tag", token_in_keyword, "[t-" TOKEN "] x", TOKEN },
        { "tag behind another", token_in_keyword, "[t-x] y [t-" TOKEN "]",
          TOKEN },
        { "tag not closed", token_in_keyword, "[t-" TOKEN, "" },
        { "line", token_in_text, "x\n令牌: " TOKEN "\n", TOKEN },
        { "wide colon", token_in_text, "> 令牌：　" TOKEN, TOKEN },
        { "English", token_in_text, "> > Token : " TOKEN " ", TOKEN },
        { "shouted", token_in_text, "TOKEN:" TOKEN ".", TOKEN },
        { "in bold", token_in_text, "*令牌：* " TOKEN, TOKEN },
        { "the first that is one", token_in_text, "Token: x\nToken: " TOKEN,
          TOKEN },
        { "a word of 27", token_in_text, "Token: " TOKEN "t", "" },
        { "no label", token_in_text, TOKEN, "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CHECK_SPAN(cases[i].what, cases[i].in(span_str(cases[i].text), &a),
                   span_str(cases[i].token));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subjects),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_tokens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
