#include "check.h"

#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/mail/reading.h"
#include "mail/html.h"
#include "mail/words.h"

enum { ARENA = 64 * 1024 * 1024, MAX_RAW = 4 * 1024 * 1024 };

/* Blanks do not decide whether the words are the same. */
static bool same_words(struct span a, struct span b)
{
    for (;;) {
        a = span_trim_wide(a);
        b = span_trim_wide(b);
        if (a.n == 0 || b.n == 0)
            return a.n == b.n;
        if (a.p[0] != b.p[0])
            return false;
        a = span_from(a, 1);
        b = span_from(b, 1);
    }
}

static bool words_are(const char *path, struct span want)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAX_RAW);
    struct facts f = { 0 };
    struct reason why = { 0 };

    if (file_read(path, &raw, &why) != VERDICT_DONE)
        return false;
    CHECK_INT(path, reading_facts(text_span(&raw), &a, &f, &why), VERDICT_DONE);
    if (same_words(f.words, want))
        return true;
    print_message("  miss %s\n    got  \"" SPAN_FMT "\"\n    want \"" SPAN_FMT
                  "\"\n",
                  path, SPAN_ARG(f.words), SPAN_ARG(want));
    return false;
}

/* "new_text=a/b; more" with '/' for a line end. */
static struct span stated_text(struct span line, struct text *to)
{
    size_t at = span_find(line, SPAN("new_text="));

    if (at == line.n)
        return SPAN_NONE;
    line = span_from(line, at + 9);
    line = span_sub(line, 0, span_find_char(line, ';'));
    for (size_t i = 0; i < line.n; i++)
        text_add_char(to, line.p[i] == '/' ? '\n' : line.p[i]);
    return text_span(to);
}

static void test_chinese_mailers(void **state)
{
    CLEANUP(text_release) struct text manifest = TEXT_INIT(MAX_RAW);
    struct span rest;
    struct span line;
    int all = 0;
    int good = 0;

    (void)state;
    if (file_read(CONVOKE_SHARED "/corpora/cn-mailers/MANIFEST.tsv", &manifest,
                  NULL) != VERDICT_DONE) {
        print_message("skipped: no messages in " CONVOKE_SHARED "\n");
        return;
    }
    rest = text_span(&manifest);
    while (span_line(&rest, &line)) {
        CLEANUP(text_release) struct text want = TEXT_INIT(10000);
        struct span text = stated_text(line, &want);
        struct span name;
        char path[1000];

        if (text.n == 0)
            continue;
        (void)span_cut(&line, '\t', &name);
        snprintf(path, sizeof(path),
                 CONVOKE_SHARED "/corpora/cn-mailers/" SPAN_FMT,
                 SPAN_ARG(name));
        all++;
        good += words_are(path, text);
    }
    print_message("cn-mailers: new text of %d of %d\n", good, all);
    CHECK_TRUE("some", all >= 10);
    CHECK_TRUE("nearly all", good * 100 >= all * 90);
}

/* Replies of named clients, all to the same letter. */
static void test_replies_of_clients(void **state)
{
    static const char *const mails[] = { "android", "aol",     "apple_mail",
                                         "gmail",   "hotmail", "apple_mail_2" };
    static const char *const pages[] = {
        "hotmail",     "mail_ru",      "ms_outlook_2003", "ms_outlook_2010",
        "thunderbird", "windows_mail", "yandex_ru",
    };
    int all = 0;
    int good = 0;
    char path[1000];

    (void)state;
    if (access(CONVOKE_SHARED "/corpora/reply-strip", R_OK) != 0) {
        print_message("skipped: no messages in " CONVOKE_SHARED "\n");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
        snprintf(path, sizeof(path),
                 CONVOKE_SHARED "/corpora/reply-strip/talon__%s.eml", mails[i]);
        all++;
        good += words_are(path, SPAN("Hello"));
    }
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(MAX_RAW);
        CLEANUP(text_release) struct text page = TEXT_INIT(MAX_RAW);
        struct html_found found;
        struct words w;

        snprintf(path, sizeof(path),
                 CONVOKE_SHARED "/corpora/reply-strip/talon__%s.html",
                 pages[i]);
        assert_int_equal(file_read(path, &raw, NULL), VERDICT_DONE);
        found = html_text(text_span(&raw), &page);
        w = words_of(text_span(&page), found.quote_at, &a);
        all++;
        if (same_words(w.text, SPAN("Hi. I am fine. Thanks, Alex")))
            good++;
        else
            print_message("  miss %s: \"" SPAN_FMT "\"\n", path,
                          SPAN_ARG(w.text));
    }
    print_message("clients: %d of %d\n", good, all);
    CHECK_TRUE("nearly all", good * 100 >= all * 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chinese_mailers),
        cmocka_unit_test(test_replies_of_clients),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
