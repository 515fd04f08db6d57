/* form_dump.c — prints what the form readers see in a file, for tests.
 *
 * form_dump [-b] FILE…   a document, an archive with one, or UTF-8 text
 * One line a field, key TAB value; -b prints the blocks instead.
 * Ends with 65 and the reason when a file is refused. */
#include <stdio.h>
#include <string.h>

#include "convoke/base/file.h"
#include "convoke/mail/archive.h"
#include "convoke/mail/form.h"
#include "convoke/mail/reading.h"
#include "mail/inside.h"
#include "mail/sniff.h"
#include "mail/writing.h"

enum { FILE_MAX = 64 * 1024 * 1024, ARENA_MAX = 64 * 1024 * 1024 };

static void print_blocks(const struct office_doc *doc)
{
    list_each(&doc->blocks, b)
    {
        printf("%d.%d.%d+%d%s\t", b->table, b->row, b->column, b->columns,
               b->below ? "^" : "");
        for (size_t i = 0; i < b->text.n; i++)
            putchar(b->text.p[i] == '\n' ? '/' : b->text.p[i]);
        putchar('\n');
    }
}

static void print_fields(struct form_found found, const facts_fields *fields)
{
    list_each(fields, f) printf(SPAN_FMT "\t" SPAN_FMT "\n", SPAN_ARG(f->key),
                                SPAN_ARG(f->value));
    printf("labels\t%d\n", found.labels);
}

static enum verdict read_archive(struct span bytes,
                                 struct archive_budget *budget,
                                 struct arena *arena, struct office_doc *doc,
                                 struct reason *why)
{
    struct inside inside;
    enum verdict v = inside_look(bytes, budget, arena, &inside, why);

    if (v == VERDICT_DONE && inside.forms != 1)
        v = reason_set(why, VERDICT_NEVER, "form_dump", "%d forms in it",
                       inside.forms);
    *doc = inside.form;
    return v;
}

static enum verdict read_document(struct span bytes, struct span name,
                                  struct arena *arena, struct office_doc *doc,
                                  struct reason *why)
{
    struct archive_budget budget = { 0 };
    struct facts_file file = { .name = name };

    (void)sniff_file(bytes, arena, &file);
    if (file.type == FACTS_FILE_ZIP || file.type == FACTS_FILE_RAR ||
        file.type == FACTS_FILE_7Z)
        return read_archive(bytes, &budget, arena, doc, why);
    return writing_read(bytes, file.type, &budget, arena, doc, why);
}

static int dump(const char *path, bool blocks)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(FILE_MAX);
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    facts_fields fields = { .n = 0 };
    struct form_found found;
    struct office_doc doc;
    struct reason why;
    enum verdict v = file_read(path, &bytes, &why);

    if (v == VERDICT_DONE && span_ends(span_str(path), SPAN(".txt"))) {
        found = form_read_text(text_span(&bytes), &arena, &fields);
        print_fields(found, &fields);
        return 0;
    }
    if (v == VERDICT_DONE)
        v = read_document(text_span(&bytes), span_str(path), &arena, &doc,
                          &why);
    if (v != VERDICT_DONE) {
        printf("refused\t%s\n", why.text);
        return verdict_exit(v);
    }
    if (blocks) {
        print_blocks(&doc);
        return 0;
    }
    found = form_read_docx(&doc, &arena, &fields);
    print_fields(found, &fields);
    printf("form\t%s\n", form_is_form(&doc) ? "yes" : "no");
    return 0;
}

int main(int argc, char **argv)
{
    bool blocks = argc > 1 && strcmp(argv[1], "-b") == 0;
    int status = 0;

    reading_prepare();
    for (int i = blocks ? 2 : 1; i < argc; i++) {
        int s = dump(argv[i], blocks);

        status = s ? s : status;
    }
    return status;
}
