/* Octets as the text of a form, and as cells of a table (one line a cell, a
 * blank line a row).
 *
 * Property: fields are UTF-8 of one line within the limits, their keys are
 * known; printed as `key: value` they parse back to the same fields. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/mail/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX = 64 * 1024 * 1024, TEXT_MAX = 4 * 1024 * 1024 };

static void check_fields(const facts_fields *fields)
{
    if (fields->n > FACTS_MAX_FIELDS)
        abort();
    list_each(fields, f)
    {
        if (f->key.n > 0 && f->value.n > 0 && f->value.n <= FACTS_MAX_LINE &&
            span_is_utf8(f->value) && !span_has_control(f->value))
            continue;
        fprintf(stderr, "first\n" SPAN_FMT " of %zu: " SPAN_FMT "\n==\n",
                SPAN_ARG(f->key), f->value.n, SPAN_ARG(f->value));
        abort();
    }
}

static void print_fields(const facts_fields *fields, struct text *to)
{
    list_each(fields, f) text_addf(to, SPAN_FMT ": " SPAN_FMT "\n",
                                   SPAN_ARG(f->key), SPAN_ARG(f->value));
}

static void check_round(const facts_fields *fields, struct arena *arena)
{
    CLEANUP(text_release) struct text once = TEXT_INIT(TEXT_MAX);
    CLEANUP(text_release) struct text twice = TEXT_INIT(TEXT_MAX);
    facts_fields again = { .n = 0 };

    check_fields(fields);
    print_fields(fields, &once);
    form_read_text(text_span(&once), arena, &again);
    check_fields(&again);
    print_fields(&again, &twice);
    if (span_eq(text_span(&once), text_span(&twice)))
        return;
    fprintf(stderr, "first\n" SPAN_FMT "then\n" SPAN_FMT,
            SPAN_ARG(text_span(&once)), SPAN_ARG(text_span(&twice)));
    abort();
}

static void make_table(struct span s, struct arena *arena,
                       struct office_doc *doc)
{
    struct office_block b = { .table = 1, .columns = 1 };
    struct span line;

    while (span_line(&s, &line)) {
        if (line.n == 0) {
            b.row++;
            b.column = 0;
            continue;
        }
        b.below = span_eq(line, SPAN("^"));
        b.text = line;
        *list_push(&doc->blocks, arena) = b;
        b.column++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct span text = span_of((const char *)data, size);
    struct office_doc doc = { .blocks = { .n = 0 } };
    facts_fields fields = { .n = 0 };

    if (!span_is_utf8(text) || size > FACTS_MAX_BODY)
        return 0;
    form_read_text(text, &arena, &fields);
    check_round(&fields, &arena);
    fields = (facts_fields){ .n = 0 };
    make_table(text, &arena, &doc);
    form_read_docx(&doc, &arena, &fields);
    check_round(&fields, &arena);
    form_is_form(&doc);
    return 0;
}
