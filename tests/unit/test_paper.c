/* A paper's words are clean wherever they come from; its text is whole; the
 * wire to the press brings the same paper and refuses any other octets. */
#include "check.h"

#include <stdlib.h>

#include "convoke/base/record.h"
#include "convoke/render/paper.h"

enum { ARENA = 64 * 1024 * 1024 };

static const struct paper_column columns[] = {
    { SPAN("时间"), 20 },
    { SPAN("邮件"), 50 },
    { SPAN("答复"), 30 },
};

static void lay_out(struct paper *p, struct arena *arena)
{
    const struct span row[] = { SPAN("2026-03-09 10:00:05"),
                                SPAN("会议通知\n<a1@tc.example>"),
                                SPAN("250 2.0.0 Ok") };
    const struct span bare[] = { SPAN("—"), SPAN("会前提醒"), SPAN_NONE };

    paper_init(p, arena, 1773021605);
    paper_title(p, SPAN("证据材料"), SPAN("M07/ABS/WG5-2026-P1"),
                SPAN("内部资料"));
    paper_section(p, "结论", "Finding");
    paper_words(p, SPAN("第一段。\n\n第二段。"));
    paper_part(p, SPAN("会议通知"));
    paper_quote(p, SPAN("连续 2 次无故不参加"));
    paper_pair(p, "单位", SPAN("模拟通信有限公司"));
    paper_table(p, columns, ARRAY_LEN(columns));
    CHECK_TRUE("an open table has no row", !paper_has_rows(p));
    paper_row(p, row, ARRAY_LEN(row));
    paper_row(p, bare, ARRAY_LEN(bare));
    CHECK_TRUE("then it has", paper_has_rows(p));
}

/* ---- words ---- */

static const struct {
    const char *what;
    struct span words, clean;
} cleaned[] = {
    { "as it is", SPAN("会议通知 notice"), SPAN("会议通知 notice") },
    { "lines stay lines", SPAN("一\r\n二\n\n\n三\n"), SPAN("一\n二\n\n三") },
    { "empty lines first and last go", SPAN("\n\n一\n\n"), SPAN("一") },
    { "controls go", SPAN("a\x1b[31mb\x07\x7f"), SPAN("a[31mb") },
    { "a tab is a blank", SPAN("a\tb"), SPAN("a b") },
    { "C1 controls go",
      SPAN("a\xc2\x9b"
           "b"),
      SPAN("ab") },
    { "what turns the direction goes",
      SPAN("M07\xe2\x80\xae"
           "70M\xe2\x81\xa6x\xe2\x80\x8f"),
      SPAN("M0770Mx") },
    { "what shows nothing goes", SPAN("退\xe2\x80\x8b出\xef\xbb\xbf"),
      SPAN("退出") },
    { "octets that are no text are shown as such",
      SPAN("a\xff\xc0"
           "b"),
      SPAN("a\xef\xbf\xbd\xef\xbf\xbd"
           "b") },
    { "half a character", SPAN("退\xe5\x87"),
      SPAN("退\xef\xbf\xbd\xef\xbf\xbd") },
    { "nothing", SPAN(""), SPAN("") },
};

static void test_words_are_cleaned(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cleaned); i++) {
        CHECK_SPAN(cleaned[i].what, paper_clean(&arena, cleaned[i].words),
                   cleaned[i].clean);
        CHECK_SPAN(cleaned[i].what,
                   paper_clean(&arena, paper_clean(&arena, cleaned[i].words)),
                   cleaned[i].clean);
    }
}

static void test_a_megabyte_of_one_line_is_cut(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    size_t n = 1024 * 1024;
    char *line = malloc(n);
    struct span clean;
    struct paper p;
    struct paper back;
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);

    (void)state;
    for (int octet = 'a'; octet <= 0xff; octet += 0xff - 'a') {
        memset(line, octet, n);
        clean = paper_clean(&arena, span_of(line, n));
        CHECK_TRUE("cut", clean.n <= PAPER_MAX_CLEAN);
        CHECK_TRUE("and says so", span_ends(clean, SPAN("（下略）")));
        CHECK_TRUE("whole characters", span_is_utf8(clean));
        paper_init(&p, &arena, 0);
        paper_title(&p, SPAN("t"), SPAN("m"), SPAN("g"));
        paper_words(&p, span_of(line, n));
        text_reset(&wire);
        paper_write(&p, &wire);
        CHECK_TRUE("the press takes it",
                   paper_read(text_span(&wire), &arena, &back));
    }
    free(line);
}

/* ---- text ---- */

static const char as_text[] =
    "证据材料\n"
    "M07/ABS/WG5-2026-P1  内部资料  2026-03-09 10:00\n"
    "============================================================="
    "=================\n"
    "\n"
    "一、结论 / Finding\n"
    "-------------------------------------------------------------"
    "-----------------\n"
    "第一段。\n"
    "\n"
    "第二段。\n"
    "\n"
    "◆ 会议通知\n"
    "> 连续 2 次无故不参加\n"
    "单位：模拟通信有限公司\n"
    "· 时间：2026-03-09 10:00:05\n"
    "  邮件：会议通知\n"
    "    <a1@tc.example>\n"
    "  答复：250 2.0.0 Ok\n"
    "· 时间：—\n"
    "  邮件：会前提醒\n";

static void test_text_shows_every_block(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text to = TEXT_INIT(PAPER_MAX_OCTETS);
    struct paper p;

    (void)state;
    lay_out(&p, &arena);
    paper_print(&p, &to);
    CHECK_SPAN("text", text_span(&to), span_str(as_text));
}

/* ---- the wire ---- */

static void test_the_wire_brings_the_same_paper(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    CLEANUP(text_release) struct text again = TEXT_INIT(PAPER_MAX_OCTETS);
    CLEANUP(text_release) struct text to = TEXT_INIT(PAPER_MAX_OCTETS);
    struct paper p;
    struct paper back;

    (void)state;
    lay_out(&p, &arena);
    paper_write(&p, &wire);
    CHECK_TRUE("read", paper_read(text_span(&wire), &arena, &back));
    paper_write(&back, &again);
    CHECK_SPAN("the same octets", text_span(&again), text_span(&wire));
    paper_print(&back, &to);
    CHECK_SPAN("the same text", text_span(&to), span_str(as_text));
    CHECK_INT("the same instant", back.made_at, p.made_at);
}

static void test_no_other_octets_are_a_paper(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    CLEANUP(text_release) struct text bad = TEXT_INIT(PAPER_MAX_OCTETS);
    struct paper p;
    struct paper back;
    struct span whole;

    (void)state;
    lay_out(&p, &arena);
    paper_write(&p, &wire);
    whole = text_span(&wire);
    CHECK_TRUE("nothing", !paper_read(SPAN_NONE, &arena, &back));
    CHECK_TRUE("cut by one octet",
               !paper_read(span_sub(whole, 0, whole.n - 1), &arena, &back));
    /* Whatever one octet becomes, it is read as a paper or refused, and what
     * is read can be written. */
    for (size_t i = 0; i < whole.n; i++) {
        text_reset(&bad);
        text_add(&bad, whole);
        bad.p[i] = (char)(bad.p[i] ^ 0x55);
        if (paper_read(text_span(&bad), &arena, &back)) {
            CLEANUP(text_release) struct text to = TEXT_INIT(PAPER_MAX_OCTETS);
            paper_print(&back, &to);
            CHECK_TRUE("its words are text", span_is_utf8(text_span(&to)));
        }
        arena_reset(&arena);
        lay_out(&p, &arena);
    }
}

static void test_hostile_words_do_not_pass_the_wire(void **state)
{
    static const struct span hostile[] = {
        SPAN("a\x1b"), SPAN("\xff"),         SPAN("\xe2\x80\xae"),
        SPAN("a\0b"),  SPAN("\xe2\x81\xa7"), SPAN("\x7f"),
    };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    struct paper p;
    struct paper back;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        lay_out(&p, &arena);
        p.blocks.at[1].text = hostile[i];
        text_reset(&wire);
        paper_write(&p, &wire);
        CHECK_TRUE("refused", !paper_read(text_span(&wire), &arena, &back));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_cleaned),
        cmocka_unit_test(test_a_megabyte_of_one_line_is_cut),
        cmocka_unit_test(test_text_shows_every_block),
        cmocka_unit_test(test_the_wire_brings_the_same_paper),
        cmocka_unit_test(test_no_other_octets_are_a_paper),
        cmocka_unit_test(test_hostile_words_do_not_pass_the_wire),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
