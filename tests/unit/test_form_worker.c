/* Forms through the real sandboxed reader: a library call that the sandbox
 * forbids would quarantine every applicant. */
#include "check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "gateway/worker.h"

enum { MIB = 1024 * 1024 };

static void add_base64(struct text *to, struct span s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < s.n; i += 3) {
        unsigned v = 0;
        char out[5] = "====";

        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
        for (size_t k = 0; k < 4 && i + k <= s.n; k++)
            out[k] = digits[v >> (18 - 6 * k) & 63];
        text_add_str(to, out);
        if (i % 57 == 54)
            text_add_str(to, "\r\n");
    }
}

static void make_mail(const char *path, struct text *mail)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(4 * MIB);
    struct reason why = { .text = "" };

    CHECK_INT(path, file_read(path, &bytes, &why), VERDICT_DONE);
    text_add_str(mail, "From: a@applicant.example\r\nTo: gw@sec.example\r\n"
                       "Subject: apply\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: application/octet-stream;"
                       " name=\"form.docx\"\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(mail, text_span(&bytes));
    text_add_str(mail, "\r\n");
}

static size_t lines_of(const char *path)
{
    CLEANUP(text_release) struct text tsv = TEXT_INIT(MIB);
    struct span rest;
    struct span line;
    char name[4096];
    size_t n = 0;

    snprintf(name, sizeof(name), "%.*s.tsv", (int)strlen(path) - 5, path);
    CHECK_INT(name, file_read(name, &tsv, NULL), VERDICT_DONE);
    for (rest = text_span(&tsv); span_line(&rest, &line);)
        n++;
    return n;
}

static void check_document(struct workers *w, const char *path)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text mail = TEXT_INIT(8 * MIB);
    CLEANUP(file_drop) int fd = -1;
    char name[] = "/tmp/convoke-form-XXXXXX";
    struct facts facts = { .form_part = -1 };
    struct reason why = { .text = "" };
    enum verdict v;

    make_mail(path, &mail);
    fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    CHECK_INT(path, file_write_all(fd, text_span(&mail), &why), VERDICT_DONE);
    v = workers_facts(w, fd, &arena, &facts, &why);
    if (v != VERDICT_DONE)
        print_error("%s: %s %s\n", path, why.site, why.text);
    CHECK_INT(path, v, VERDICT_DONE);
    CHECK_SPAN(path, span_str(facts_form_source_name(facts.form_source)),
               span_str(facts_form_source_name(FACTS_FORM_DOCX)));
    CHECK_INT(path, facts.form.n, lines_of(path));
}

static void forms_pass_the_sandbox(void **state)
{
    CLEANUP(workers_drop) struct workers *w = NULL;
    struct workers_settings set = { .allow_without_landlock = true };
    struct reason why = { .text = "" };
    glob_t found;

    (void)state;
    CHECK_INT("open", workers_open(&set, &w, &why), VERDICT_DONE);
    CHECK_INT("forms",
              glob(CONVOKE_SOURCE "/tests/data/forms/*.docx", 0, NULL, &found),
              0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_document(w, found.gl_pathv[i]);
    print_message("%zu documents\n", found.gl_pathc);
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_pass_the_sandbox),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
