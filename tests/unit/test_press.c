/* The press prints what the real program makes of a paper, the same each time;
 * and whatever a program in its place does, it comes back in time without. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/render/paper.h"
#include "gateway/press.h"

enum { ARENA = 64 * 1024 * 1024, WAIT_MS = 1500 };

static struct span wire_of(struct arena *arena, struct span words)
{
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    const struct paper_column columns[] = { { SPAN("时间"), 30 },
                                            { SPAN("邮件"), 70 } };
    const struct span cells[] = { SPAN("2026-03-09 10:00:05"), words };
    struct paper p;

    paper_init(&p, arena, 1775698200);
    paper_title(&p, SPAN("证据材料"), SPAN("M07/ABS/WG5-2026-P1"),
                SPAN("内部资料"));
    paper_section(&p, "认定的事实", "Finding");
    paper_words(&p, words);
    paper_quote(&p, words);
    paper_pair(&p, "单位", SPAN("模拟通信有限公司"));
    paper_table(&p, columns, ARRAY_LEN(columns));
    for (int i = 0; i < 60; i++)
        paper_row(&p, cells, ARRAY_LEN(cells));
    paper_write(&p, &wire);
    return arena_span(arena, text_span(&wire));
}

static enum verdict print(const char *program, struct span wire,
                          struct arena *arena, struct span *ret,
                          struct reason *why)
{
    struct press p;

    /* The real one ends, however little of this machine it gets. */
    press_init(&p, program, program ? WAIT_MS : 120 * 1000);
    return p.way.print(&p.way, wire, arena, ret, why);
}

static bool has_chinese_font(const struct reason *why)
{
    return !strstr(why->text, "no font");
}

/* ---- the real one ---- */

/* What poppler reads on its pages; empty: it is not on this machine. */
static struct span read_back(struct arena *arena, struct span pdf)
{
    char path[] = "/tmp/convoke-press-XXXXXX";
    char command[120];
    int fd = mkstemp(path);
    struct reason why;
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_OUTPUT);
    FILE *pipe;
    int c;

    CHECK_INT("written", file_write_all(fd, pdf, &why), VERDICT_DONE);
    close(fd);
    snprintf(command, sizeof(command), "pdftotext -raw %s - 2>/dev/null", path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    while ((c = fgetc(pipe)) != EOF)
        text_add_char(&words, (char)c);
    pclose(pipe);
    unlink(path);
    return arena_span(arena, text_span(&words));
}

static void test_the_program_prints(void **state)
{
    static const struct span said[] = {
        SPAN("证据材料"),           SPAN("M07/ABS/WG5-2026-P1"),
        SPAN("内部资料"),           SPAN("第1页 共"),
        SPAN("一、认定的事实"),     SPAN("没有参加全体会议"),
        SPAN("模拟通信有限公司"),   SPAN("2026-03-09 10:00:05"),
        SPAN("<a-b.c@tc.example>"),
    };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct span wire =
        wire_of(&arena, SPAN("没有参加全体会议\n<a-b.c@tc.example>"));
    struct span pdf = SPAN_NONE;
    struct span again = SPAN_NONE;
    struct span words;
    struct reason why = { .text = "" };
    enum verdict v = print(NULL, wire, &arena, &pdf, &why);

    (void)state;
    if (v != VERDICT_DONE && !has_chinese_font(&why)) {
        print_message("no Chinese font on this machine\n");
        return;
    }
    if (v != VERDICT_DONE)
        fail_msg("%s: %s", why.site, why.text);
    CHECK_TRUE("a PDF", span_starts(pdf, SPAN("%PDF-1.")));
    CHECK_TRUE("whole", span_has(span_from(pdf, pdf.n - 16), SPAN("%%EOF")));
    CHECK_TRUE("its fonts are inside", span_has(pdf, SPAN("/FontFile3")));
    CHECK_INT("again", print(NULL, wire, &arena, &again, &why), VERDICT_DONE);
    CHECK_TRUE("the same octets", span_eq(pdf, again));
    words = read_back(&arena, pdf);
    for (size_t i = 0; words.n && i < ARRAY_LEN(said); i++)
        if (!span_has(words, said[i]))
            fail_msg("\"" SPAN_FMT "\" is not in\n" SPAN_FMT, SPAN_ARG(said[i]),
                     SPAN_ARG(words));
}

/* 16 kB without a blank, what no font has, and many scripts. */
static void test_the_program_prints_anything(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct span pdf = SPAN_NONE;
    struct reason why = { .text = "" };
    size_t n = 16 * 1024;
    char *line = malloc(n);
    const struct span words[] = {
        span_of(line, n),
        SPAN("\xf0\x9f\x98\x80 \xf3\xb0\x80\x80 שלום مرحبا नमस्ते ไทย\n"
             "e\xcc\x81\xcc\x81\xcc\x81"),
        SPAN_NONE,
    };

    (void)state;
    memset(line, 'x', n);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        enum verdict v =
            print(NULL, wire_of(&arena, words[i]), &arena, &pdf, &why);
        if (v != VERDICT_DONE && has_chinese_font(&why))
            fail_msg("%zu: %s: %s", i, why.site, why.text);
    }
    free(line);
}

static void test_the_program_refuses_what_is_no_paper(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct span pdf = SPAN_NONE;
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("refused", print(NULL, SPAN("hello"), &arena, &pdf, &why),
              VERDICT_NEVER);
    CHECK_TRUE(why.text, strstr(why.text, "no paper"));
    CHECK_INT("nothing", pdf.n, 0);
}

/* ---- others in its place ---- */

static const struct {
    const char *what, *script, *why;
    enum verdict verdict;
} others[] = {
    { "it hangs", "exec sleep 60\n", "too long", VERDICT_LATER },
    { "it hangs after its output is closed", "exec >&- 2>&- <&-\nsleep 60\n",
      "too long", VERDICT_LATER },
    { "it never stops writing", "exec cat /dev/zero\n", "", VERDICT_LATER },
    { "it fails and says why", "cat >/dev/null; echo kaputt >&2; exit 3\n",
      "kaputt", VERDICT_NEVER },
    { "it fails without a word", "exit 1\n", "without a word", VERDICT_NEVER },
    { "it is killed", "kill -SEGV $$\n", "signal", VERDICT_LATER },
    { "it prints something else", "cat >/dev/null; echo hello\n", "no PDF",
      VERDICT_NEVER },
    { "it says nothing", "exit 0\n", "no PDF", VERDICT_NEVER },
};

static void put_script(const char *path, const char *script)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s", script);
    fclose(f);
    chmod(path, 0755);
}

static void test_others_end_in_time(void **state)
{
    char folder[] = "/tmp/convoke-press-XXXXXX";
    char path[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/other", folder);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct span pdf = SPAN("untouched");
        struct reason why = { .text = "" };
        int64_t began = clock_ticks();
        put_script(path, others[i].script);
        CHECK_INT(others[i].what,
                  print(path, wire_of(&arena, SPAN("x")), &arena, &pdf, &why),
                  others[i].verdict);
        CHECK_TRUE(others[i].what, strstr(why.text, others[i].why));
        CHECK_SPAN(others[i].what, pdf, SPAN("untouched"));
        CHECK_TRUE(others[i].what, clock_ticks() - began < WAIT_MS + 5 * 1000);
    }
    unlink(path);
    rmdir(folder);
}

static void test_there_is_none(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct span pdf = SPAN("untouched");
    struct reason why = { .text = "" };

    (void)state;
    CHECK_TRUE("no", print("/nonexistent/convoke-paper", SPAN("x"), &arena,
                           &pdf, &why) != VERDICT_DONE);
    CHECK_TRUE(why.text, strstr(why.text, "/nonexistent/convoke-paper"));
    CHECK_SPAN("nothing", pdf, SPAN("untouched"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_program_prints),
        cmocka_unit_test(test_the_program_prints_anything),
        cmocka_unit_test(test_the_program_refuses_what_is_no_paper),
        cmocka_unit_test(test_others_end_in_time),
        cmocka_unit_test(test_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
