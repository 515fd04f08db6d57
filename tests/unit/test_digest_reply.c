#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "gateway/desk/digest_reply.h"

/* One order as text: "waive 5,7 2026-05-01 (reason) [rest]", or "? line". */
static void print(const struct digest_order *o, struct text *to)
{
    char day[CIVIL_TEXT];
    const char *comma = " ";

    if (o->problem_zh) {
        text_addf(to, "? " SPAN_FMT "\n", SPAN_ARG(o->line));
        return;
    }
    text_add_str(to, digest_word(o->verb)->name);
    list_each(&o->numbers, n)
    {
        text_addf(to, "%s%d", comma, *n);
        comma = ",";
    }
    if (digest_word(o->verb)->date)
        text_addf(to, " %s", civil_print(o->date, day));
    if (o->reason.n)
        text_addf(to, " (" SPAN_FMT ")", SPAN_ARG(o->reason));
    if (o->rest.n)
        text_addf(to, " [" SPAN_FMT "]", SPAN_ARG(o->rest));
    text_add_char(to, '\n');
}

static const struct {
    const char *words, *want;
} cases[] = {
    /* a word and a number */
    { "已阅 3", "ack 3\n" },
    { "已阅3", "ack 3\n" },
    { "ACK 3", "ack 3\n" },
    { "ack 3.", "ack 3\n" },
    { "已阅第3项", "ack 3\n" },
    { "已阅：3", "ack 3\n" },
    { "同意 No. 3", "approve 3\n" },
    { "同意 ３", "approve 3\n" },
    { "Approve #3, please", "approve 3\n" },
    { "您好！同意 3，谢谢。", "approve 3\n" },
    { "- 同意 3", "approve 3\n" },
    { "1. 同意 3\n2. 已阅 5", "approve 3\nack 5\n" },
    /* several numbers, several lines, several words on a line */
    { "已阅 3、5，7 9", "ack 3,5,7,9\n" },
    { "已阅 3和5及7", "ack 3,5,7\n" },
    { "ACK 3 and 5", "ack 3,5\n" },
    { "已阅 3-5", "ack 3,4,5\n" },
    { "已阅 3～5、4", "ack 3,4,5\n" },
    { "已阅 3\n\n接受 2\n", "ack 3\naccept 2\n" },
    { "已阅 3；同意 5", "ack 3\napprove 5\n" },
    { "退回 2 理由：材料不全；同意 6", "return 2 (材料不全)\napprove 6\n" },
    /* reasons */
    { "退回 2 理由：材料不全", "return 2 (材料不全)\n" },
    { "退回 2理由:材料不全", "return 2 (材料不全)\n" },
    { "退回2 材料不全", "return 2 (材料不全)\n" },
    { "RETURN 2 reason: incomplete", "return 2 (incomplete)\n" },
    { "退回 2 3个月后再报", "return 2 (3个月后再报)\n" },
    { "退回 2 理由：请先通知 3 家单位，再报",
      "return 2 (请先通知 3 家单位，再报)\n" },
    { "退回 2\n理由：材料不全", "return 2 (材料不全)\n" },
    { "豁免 5 理由：本季度未开展工作", "waive 5 (本季度未开展工作)\n" },
    { "豁免 5、6 理由：是否另行开会待定？",
      "waive 5,6 (是否另行开会待定？)\n" },
    { "接受 2 理由：不影响议程", "accept 2 (不影响议程)\n" },
    /* days */
    { "延期 5 2026-05-01 理由：等待批文", "prolong 5 2026-05-01 (等待批文)\n" },
    { "延期5至2026年5月1日，理由：等待批文",
      "prolong 5 2026-05-01 (等待批文)\n" },
    { "延期 第5项 到 2026/5/1 等待批文", "prolong 5 2026-05-01 (等待批文)\n" },
    { "PROLONG 5 to 2026-05-01 because of the vote",
      "prolong 5 2026-05-01 (of the vote)\n" },
    { "延期 5、6 2026-05-01\n理由：等待批文",
      "prolong 5,6 2026-05-01 (等待批文)\n" },
    /* words for the handler */
    { "分派 4 WG5、WG7", "dispatch 4 [WG5、WG7]\n" },
    { "成员生效 4 纸质已收", "activate 4 [纸质已收]\n" },
    { "不同意 4 理由：不具备法人资格", "reject 4 (不具备法人资格)\n" },
    /* greetings, names and the token are passed over */
    { "各位老师：\n\n已阅 3\n\n秘书处 王五", "ack 3\n" },
    { "已阅 3\n令牌: 7f3k7f3k7f3k7f3k7f3k7f3k7f", "ack 3\n" },
    { "收到，谢谢", "" },
    { "", "" },
    /* what is not understood is told and not done */
    { "同意", "? 同意\n" },
    { "都同意", "? 都同意\n" },
    { "批准 3", "? 批准 3\n" },
    { "不要豁免 5", "? 不要豁免 5\n" },
    { "暂不同意 3", "? 暂不同意 3\n" },
    { "豁免 5", "? 豁免 5\n" },
    { "豁免 5 理由：", "? 豁免 5 理由：\n" },
    { "豁免 5 可以吗", "? 豁免 5 可以吗\n" },
    { "豁免 5 ？", "? 豁免 5 ？\n" },
    { "同意 3？", "? 同意 3？\n" },
    { "同意 3 但须补正", "? 同意 3 但须补正\n" },
    { "同意 3 退回 4", "? 同意 3 退回 4\n" },
    { "已阅 3；豁免 5", "? 已阅 3；豁免 5\n" },
    { "已阅 3；豁免 5\n理由：本季度未开展工作",
      "ack 3\nwaive 5 (本季度未开展工作)\n" },
    { "延期 5 理由：等待批文", "? 延期 5 理由：等待批文\n" },
    { "延期 5 5月1日 理由：等", "? 延期 5 5月1日 理由：等\n" },
    { "延期 5 2026-02-30 理由：等", "? 延期 5 2026-02-30 理由：等\n" },
    { "已阅 5-3", "? 已阅 5-3\n" },
    { "已阅 1-99999", "? 已阅 1-99999\n" },
    { "已阅 0", "? 已阅 0\n" },
    { "已阅 3个", "? 已阅 3个\n" },
    { "acknowledge 3", "? acknowledge 3\n" },
    { "3 已阅", "? 3 已阅\n" },
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_NOTICE);
        digest_orders found = digest_reply_read(span_str(cases[i].words), &a);

        list_each(&found, o) print(o, &got);
        CHECK_SPAN(cases[i].words, text_span(&got), span_str(cases[i].want));
    }
}

static void test_words(void **state)
{
    (void)state;
    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++) {
        const struct digest_word *w = digest_word(v);

        CHECK_INT(w->name, w->verb, v);
        CHECK_INT(w->name, digest_verb_of(span_str(w->name)), v);
        if (w->command != COMMAND_NONE)
            CHECK_INT(w->name, digest_verb_of_command(w->command), v);
    }
    CHECK_TRUE("no word", !digest_word(DIGEST_NO_VERB));
    CHECK_INT("a stranger", digest_verb_of(SPAN("obey")), DIGEST_NO_VERB);
}

static void test_bounds(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(8 << 20);
    CLEANUP(text_release) struct text many = TEXT_INIT(1 << 20);
    digest_orders found;

    (void)state;
    for (int i = 0; i < 2 * DIGEST_MOST_LINES; i++)
        text_add_str(&many, "已阅 1\n");
    found = digest_reply_read(text_span(&many), &a);
    CHECK_INT("lines have an end", found.n, DIGEST_MOST_LINES);
    text_reset(&many);
    text_add_str(&many, "已阅");
    for (int i = 1; i <= DIGEST_MOST_NUMBERS + 1; i++)
        text_addf(&many, " %d", i);
    found = digest_reply_read(text_span(&many), &a);
    CHECK_INT("one line", found.n, 1);
    CHECK_TRUE("numbers have an end", found.at[0].problem_zh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
