/* Forms and other office files through the real sandboxed reader: a library
 * call that the sandbox forbids would quarantine every applicant. */
#include "check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "gateway/worker.h"
#include "rarmade.h"

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

static void make_mail(struct span bytes, struct text *mail)
{
    text_add_str(mail, "From: a@applicant.example\r\nTo: gw@sec.example\r\n"
                       "Subject: apply\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: application/octet-stream;"
                       " name=\"form.docx\"\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(mail, bytes);
    text_add_str(mail, "\r\n");
}

/* What is expected of a file stands beside it. */
static void read_beside(const char *path, const char *ending, struct text *to)
{
    char name[4096];

    snprintf(name, sizeof(name), "%.*s%s", (int)(strrchr(path, '.') - path),
             path, ending);
    CHECK_INT(name, file_read(name, to, NULL), VERDICT_DONE);
}

static size_t lines_of(struct span rest)
{
    struct span line;
    size_t n = 0;

    while (span_line(&rest, &line))
        n++;
    return n;
}

static struct facts read_octets(struct workers *w, const char *what,
                                struct span bytes, struct arena *arena)
{
    CLEANUP(text_release) struct text mail = TEXT_INIT(8 * MIB);
    CLEANUP(file_drop) int fd = -1;
    char name[] = "/tmp/convoke-form-XXXXXX";
    struct facts facts = { .form_part = -1 };
    struct reason why = { .text = "" };
    enum verdict v;

    make_mail(bytes, &mail);
    fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    CHECK_INT(what, file_write_all(fd, text_span(&mail), &why), VERDICT_DONE);
    v = workers_facts(w, fd, arena, &facts, &why);
    if (v != VERDICT_DONE)
        print_error("%s: %s %s\n", what, why.site, why.text);
    CHECK_INT(what, v, VERDICT_DONE);
    return facts;
}

static struct facts read_document(struct workers *w, const char *path,
                                  struct arena *arena)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(4 * MIB);

    CHECK_INT(path, file_read(path, &bytes, NULL), VERDICT_DONE);
    return read_octets(w, path, text_span(&bytes), arena);
}

static void check_form(struct workers *w, const char *path)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text tsv = TEXT_INIT(MIB);
    struct facts facts = read_document(w, path, &arena);

    CHECK_SPAN(path, span_str(facts_form_source_name(facts.form_source)),
               span_str(strrchr(path, '.') + 1));
    read_beside(path, ".tsv", &tsv);
    CHECK_INT(path, facts.form.n, lines_of(text_span(&tsv)));
}

static void check_text(struct workers *w, const char *path)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text want = TEXT_INIT(MIB);
    struct facts facts = read_document(w, path, &arena);

    read_beside(path, ".txt", &want);
    CHECK_INT(path, facts.files.n, 1);
    CHECK_SPAN(path, facts.files.at[0].text, text_span(&want));
}

static void check_all(const char *pattern,
                      void (*check)(struct workers *w, const char *path))
{
    CLEANUP(workers_drop) struct workers *w = NULL;
    struct workers_settings set = { .allow_without_landlock = true };
    struct reason why = { .text = "" };
    glob_t found;

    CHECK_INT("open", workers_open(&set, &w, &why), VERDICT_DONE);
    CHECK_INT(pattern, glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check(w, found.gl_pathv[i]);
    print_message("%zu documents\n", found.gl_pathc);
    globfree(&found);
}

static void forms_pass_the_sandbox(void **state)
{
    (void)state;
    check_all(CONVOKE_SOURCE "/tests/data/forms/*.[dp][od][cf]*", check_form);
}

static void files_pass_the_sandbox(void **state)
{
    (void)state;
    check_all(CONVOKE_SOURCE "/tests/data/files/*.???x", check_text);
}

/* Both rar formats, names in GBK and in UTF-8. */
static void pack(struct text rar[2])
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(4 * MIB);
    const char *path = CONVOKE_SOURCE "/tests/data/forms/annex-controls.docx";

    CHECK_INT(path, file_read(path, &bytes, NULL), VERDICT_DONE);
    rarmade_begin(&rar[0]);
    rarmade_add(&rar[0], SPAN("\xc9\xea\xc7\xeb\xb1\xed.docx"),
                text_span(&bytes), 0, (uint32_t)bytes.n);
    rarmade_end(&rar[0]);
    rarmade5_begin(&rar[1]);
    rarmade5_add(&rar[1], SPAN("申请表.docx"), text_span(&bytes));
    rarmade5_end(&rar[1]);
}

static void parcels_pass_the_sandbox(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(workers_drop) struct workers *w = NULL;
    struct workers_settings set = { .allow_without_landlock = true };
    struct text rar[2] = { TEXT_INIT(4 * MIB), TEXT_INIT(4 * MIB) };
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("open", workers_open(&set, &w, &why), VERDICT_DONE);
    pack(rar);
    for (size_t i = 0; i < 2; i++) {
        struct facts f = read_octets(w, "rar", text_span(&rar[i]), &arena);

        CHECK_INT("read", f.form_source, FACTS_FORM_ZIP);
        CHECK_SPAN("listed", f.files.at[0].inside, SPAN("申请表.docx"));
        text_release(&rar[i]);
    }
}

/* More than the C library sorts without asking the system for its memory. */
static void many_entries_pass_the_sandbox(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    CLEANUP(workers_drop) struct workers *w = NULL;
    struct workers_settings set = { .allow_without_landlock = true };
    struct reason why = { .text = "" };
    struct facts f;

    (void)state;
    CHECK_INT("open", workers_open(&set, &w, &why), VERDICT_DONE);
    zipmade_init(&z);
    for (int i = 0; i < 500; i++)
        zipmade_add(&z, arena_str(&arena, arena_printf(&arena, "%d.txt", i)),
                    SPAN("x"));
    f = read_octets(w, "500 entries", zipmade_end(&z), &arena);
    CHECK_INT("listed", lines_of(f.files.at[0].inside), 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_pass_the_sandbox),
        cmocka_unit_test(files_pass_the_sandbox),
        cmocka_unit_test(parcels_pass_the_sandbox),
        cmocka_unit_test(many_entries_pass_the_sandbox),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
