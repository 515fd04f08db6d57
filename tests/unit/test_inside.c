#include "check.h"

#include <stdio.h>

#include "convoke/mail/reading.h"
#include "mail/inside.h"
#include "mail/unpack.h"
#include "rarmade.h"

enum { MIB = 1024 * 1024 };

/* A docx of one paragraph; its title makes it a form. */
static struct span docx_with(struct arena *arena, const char *text)
{
    CLEANUP(zipmade_release) struct zipmade z;
    CLEANUP(text_release) struct text body = TEXT_INIT(MIB);

    zipmade_init(&z);
    text_addf(&body, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", text);
    zipmade_docx(&z, text_span(&body));
    return arena_span(arena, text_span(&z.bytes));
}

#define FORM "工作组成员申请表"
#define PROGRAM "MZ\x90 and so on"

struct file {
    const char *name, *text; /* of the docx; NULL: the octets */
    struct span octets;
};

static const struct {
    const char *what;
    struct file files[4];
    int forms;
    const char *programs;
} cases[] = {
    { "a form by itself", { { "a.docx", FORM, SPAN_NONE } }, 1, "" },
    { "the form among documents",
      { { "a.docx", "纪要", SPAN_NONE },
        { "b.DOCX", FORM, SPAN_NONE },
        { "c.pdf", NULL, SPAN("junk") } },
      1,
      "" },
    { "in a folder", { { "申请/表.docx", FORM, SPAN_NONE } }, 1, "" },
    { "under any name: content tells",
      { { "form.dat", FORM, SPAN_NONE } },
      1,
      "" },
    { "two forms",
      { { "a.docx", FORM, SPAN_NONE }, { "b.docx", FORM, SPAN_NONE } },
      2,
      "" },
    { "no form", { { "a.docx", "纪要", SPAN_NONE } }, 0, "" },
    { "a broken one beside it",
      { { "a.docx", NULL, SPAN("PK\3\4") }, { "b.docx", FORM, SPAN_NONE } },
      1,
      "" },
    { "shadow files do not count",
      { { "__MACOSX/._a.docx", FORM, SPAN_NONE },
        { "~$a.docx", FORM, SPAN_NONE },
        { "a.docx", FORM, SPAN_NONE } },
      1,
      "" },
    { "a program by its content",
      { { "photo.jpg", NULL, SPAN(PROGRAM) }, { "a.docx", FORM, SPAN_NONE } },
      1,
      "photo.jpg" },
    { "programs by name and by content",
      { { "x/a.exe", NULL, SPAN("x") }, { "b.txt", NULL, SPAN("#!/bin/sh") } },
      0,
      "x/a.exe\nb.txt" },
};

static void add(struct zipmade *zip, struct text rar[2],
                const struct file *file, struct arena *arena)
{
    struct span octets =
        file->text ? docx_with(arena, file->text) : file->octets;
    struct span name = span_str(file->name);

    zipmade_raw(zip, (struct zipmade_entry){ .name = name,
                                             .data = octets,
                                             .flags = 0x800,
                                             .crc = zipmade_crc(octets),
                                             .size = (uint32_t)octets.n });
    rarmade_add(&rar[0], name, octets, 0, (uint32_t)octets.n);
    rarmade5_add(&rar[1], name, octets);
}

static void look(const char *what, struct span bytes, int forms,
                 const char *programs)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * MIB);
    struct archive_budget budget = { 0 };
    struct inside inside;
    struct reason why = { .text = "" };

    if (inside_look(bytes, &budget, &arena, &inside, &why) != VERDICT_DONE)
        print_error("%s: %s\n", what, why.text);
    CHECK_INT(what, inside.forms, forms);
    CHECK_SPAN(what, inside.programs, span_str(programs));
    if (forms == 1)
        CHECK_SPAN(what, inside.form.blocks.at[0].text, SPAN(FORM));
}

static void forms_and_programs_are_found_by_content(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
        CLEANUP(zipmade_release) struct zipmade zip;
        struct text rar[2] = { TEXT_INIT(MIB), TEXT_INIT(MIB) };

        zipmade_init(&zip);
        rarmade_begin(&rar[0]);
        rarmade5_begin(&rar[1]);
        for (size_t k = 0; k < 4 && cases[i].files[k].name; k++)
            add(&zip, rar, &cases[i].files[k], &arena);
        rarmade_end(&rar[0]);
        rarmade5_end(&rar[1]);
        look(cases[i].what, zipmade_end(&zip), cases[i].forms,
             cases[i].programs);
        for (size_t k = 0; k < 2; k++) {
            look(cases[i].what, text_span(&rar[k]), cases[i].forms,
                 cases[i].programs);
            text_release(&rar[k]);
        }
    }
}

static void a_bomb_is_refused(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(zipmade_release) struct zipmade bomb;
    CLEANUP(zipmade_release) struct zipmade z;
    CLEANUP(text_release) struct text packed = TEXT_INIT(MIB);
    struct archive_budget budget = { .used = ARCHIVE_MAX_TOTAL - 10 };
    struct inside inside;
    struct reason why = { .text = "" };
    size_t n;

    (void)state;
    zipmade_init(&bomb);
    zipmade_init(&z);
    n = zipmade_zeros(&packed, 20 * MIB, /* dense= */ true);
    zipmade_raw(&bomb, (struct zipmade_entry){ .name = SPAN("a.txt"),
                                               .data = text_span(&packed),
                                               .method = 8,
                                               .size = 1000 });
    CHECK_INT("zip",
              inside_look(zipmade_end(&bomb), &(struct archive_budget){ 0 },
                          &arena, &inside, &why),
              VERDICT_NEVER);
    CHECK_SPAN("zip", span_str(why.text),
               SPAN("an entry is larger than it says"));
    CHECK_TRUE("made", n > 1000);
    zipmade_add(&z, "a.docx", docx_with(&arena, FORM));
    CHECK_INT("a budget that was spent",
              inside_look(zipmade_end(&z), &budget, &arena, &inside, &why),
              VERDICT_NEVER);
}

static void names_are_listed_in_utf8(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    struct text rar[2] = { TEXT_INIT(MIB), TEXT_INIT(MIB) };

    (void)state;
    rarmade_begin(&rar[0]);
    rarmade_add(&rar[0], SPAN("\xc9\xea\xc7\xeb\xb1\xed.docx"), SPAN("x"), 0,
                1);
    rarmade_add(&rar[0], SPAN("b.pdf"), SPAN("0123456789abcdef"), 4, 3);
    rarmade_end(&rar[0]);
    rarmade5_begin(&rar[1]);
    rarmade5_add(&rar[1], SPAN("申请表.docx"), SPAN("x"));
    rarmade5_add(&rar[1], SPAN("b.pdf"), SPAN("x"));
    rarmade5_end(&rar[1]);
    for (size_t i = 0; i < 2; i++) {
        unpack_entries entries = { 0 };
        struct reason why = { .text = "" };

        if (unpack_list(text_span(&rar[i]), &arena, &entries, &why) !=
            VERDICT_DONE)
            print_error("%s\n", why.text);
        CHECK_INT("two", entries.n, 2);
        CHECK_SPAN("first", entries.at[0].name, SPAN("申请表.docx"));
        CHECK_SPAN("second", entries.at[1].name, SPAN("b.pdf"));
        CHECK_INT("locked", entries.at[1].encrypted, i == 0);
        text_release(&rar[i]);
    }
}

static void damaged_parcels_are_refused(void **state)
{
    CLEANUP(text_release) struct text rar = TEXT_INIT(MIB);
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * MIB);

    (void)state;
    rarmade5_begin(&rar);
    rarmade5_add(&rar, SPAN("a.txt"), SPAN("one two three four"));
    rarmade5_end(&rar);
    for (size_t n = 0; n < rar.n; n++) {
        CLEANUP(text_release) struct text cut = TEXT_INIT(MIB);
        struct archive_budget budget = { 0 };
        struct inside inside;

        text_add(&cut, span_sub(text_span(&rar), 0, n));
        (void)!inside_look(text_span(&cut), &budget, &arena, &inside, NULL);
        CHECK_INT("cut", inside.forms, 0);
    }
    CHECK_INT("no parcel",
              inside_look(SPAN("Rar! or not"), &(struct archive_budget){ 0 },
                          &arena, &(struct inside){ 0 }, NULL),
              VERDICT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_and_programs_are_found_by_content),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(names_are_listed_in_utf8),
        cmocka_unit_test(damaged_parcels_are_refused),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
