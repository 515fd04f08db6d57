/* A paper as plain text. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/paper.h"
#include "wrap.h"

enum { COLUMNS = 78 };

static void indent(struct text *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_add_char(to, ' ');
}

/* How deep the first line stands, and the others. */
struct depth {
    size_t first, rest;
};

/* `label` and the lines of `s`, broken at the margin. */
static void put_wrapped(struct text *to, const char *label, struct span s,
                        struct depth in)
{
    CLEANUP(text_release) struct text whole = TEXT_INIT(2 * PAPER_MAX_CLEAN);
    struct span rest;
    struct span line;
    struct span part;
    bool first = true;

    text_addf(&whole, "%s" SPAN_FMT, label, SPAN_ARG(s));
    rest = text_span(&whole);
    while (span_line(&rest, &line)) {
        if (line.n == 0)
            text_add_char(to, '\n');
        while (wrap_line(&line, COLUMNS - in.rest, &part)) {
            indent(to, first ? in.first : in.rest);
            first = false;
            text_add(to, part);
            text_add_char(to, '\n');
        }
    }
}

static const struct depth flush = { 0, 0 };
static const struct depth hanging = { 0, 2 };

static void put_rule(struct text *to, char c)
{
    for (int i = 0; i < COLUMNS; i++)
        text_add_char(to, c);
    text_add_char(to, '\n');
}

static void put_quote(struct text *to, struct span s)
{
    struct span line;
    struct span part;

    while (span_line(&s, &line)) {
        if (line.n == 0)
            text_add_str(to, ">\n");
        while (wrap_line(&line, COLUMNS - 2, &part)) {
            text_add_str(to, "> ");
            text_add(to, part);
            text_add_char(to, '\n');
        }
    }
}

/* "· 时间：…" */
static void put_labelled(struct text *to, const char *before, struct span label,
                         struct span s, struct depth in)
{
    CLEANUP(text_release) struct text head = TEXT_INIT(2 * PAPER_MAX_CLEAN);

    text_addf(&head, "%s" SPAN_FMT "：", before, SPAN_ARG(label));
    put_wrapped(to, text_str(&head), s, in);
}

/* A row is a list of its cells by name: a table as wide as these would not
 * stand in a mail. */
static void put_row(struct text *to, const struct paper_block *b, size_t row)
{
    bool first = true;

    for (size_t i = 0; i < b->columns.n; i++) {
        struct span cell = b->cells.at[row * b->columns.n + i];
        if (cell.n == 0)
            continue;
        put_labelled(to, first ? "· " : "", b->columns.at[i].head, cell,
                     (struct depth){ first ? 0 : 2, 4 });
        first = false;
    }
}

static void put_table(struct text *to, const struct paper_block *b)
{
    size_t rows = b->columns.n ? b->cells.n / b->columns.n : 0;

    for (size_t i = 0; i < rows; i++)
        put_row(to, b, i);
}

static void put_block(struct text *to, const struct paper_block *b)
{
    switch (b->kind) {
    case PAPER_SECTION:
        text_add_char(to, '\n');
        put_wrapped(to, "", b->label, flush);
        put_rule(to, '-');
        break;
    case PAPER_PART:
        text_add_char(to, '\n');
        put_wrapped(to, "◆ ", b->label, hanging);
        break;
    case PAPER_WORDS:
        put_wrapped(to, "", b->text, flush);
        break;
    case PAPER_QUOTE:
        put_quote(to, b->text);
        break;
    case PAPER_PAIR:
        put_labelled(to, "", b->label, b->text, hanging);
        break;
    case PAPER_TABLE:
        put_table(to, b);
        break;
    case PAPER_KIND_COUNT:
        break;
    }
}

void paper_print(const struct paper *p, struct text *to)
{
    char at[MOMENT_TEXT];

    assert(p && to);
    put_wrapped(to, "", p->title, flush);
    text_add(to, p->mark);
    text_addf(to, "  " SPAN_FMT "  %s\n", SPAN_ARG(p->grade),
              moment_print_short(p->made_at, at));
    put_rule(to, '=');
    list_each(&p->blocks, b) put_block(to, b);
}
