#include "convoke/mail/form.h"

#include <assert.h>

#include "convoke/base/spelling.h"
#include "harvest.h"
#include "label.h"

enum {
    LINES_MAX = 5000,
    CELLS_MAX = 24, /* cells of a row that are looked at */
    TITLE_CHARACTERS = 2000,
    VALUE_MAX = 64 * 1024,
};

/* Text */

/* Lines that end a letter, not a value. */
static bool is_closing(struct span line)
{
    static const char *const closings[] = {
        "此致",         "敬礼",    "谢谢",      "感谢",
        "顺祝",         "祝好",    "--",        "best regards",
        "kind regards", "regards", "sincerely", "thanks",
    };

    for (size_t i = 0; i < ARRAY_LEN(closings); i++)
        if (span_starts_nocase(line, span_str(closings[i])))
            return true;
    return false;
}

/* "附件: …": a short word with a colon that is no label of ours. */
static bool is_strange_label(struct span line)
{
    size_t at = span_find_char(line, ':');
    size_t wide = span_find(line, SPAN("："));

    if (wide < at)
        at = wide;
    return at > 0 && at < line.n && at <= 36;
}

struct lines {
    struct harvest *hv;
    enum label open;   /* whose value is being gathered, or LABEL_NONE */
    struct text value; /* owned */
    bool blank;        /* a blank line stands before this one */
};

static void close_value(struct lines *ls)
{
    if (ls->open != LABEL_NONE)
        harvest_value(ls->hv, ls->open, text_span(&ls->value));
    text_reset(&ls->value);
    ls->open = LABEL_NONE;
}

static bool goes_on(const struct lines *ls, struct span line)
{
    bool filled = span_trim_wide(text_span(&ls->value)).n > 0;

    if (is_closing(line))
        return false;
    if (harvest_is_long(ls->open))
        return true;
    return !(filled && (ls->blank || is_strange_label(line)));
}

/* Without list marks and the brackets of 【单位名称】. */
static struct span skip_bullet(struct span line)
{
    static const struct span bullets[] = {
        { "- ", 2 }, { "* ", 2 }, { "•", 3 }, { "·", 2 }, { "●", 3 },
    };

    line = span_trim_wide(line);
    for (size_t i = 0; i < ARRAY_LEN(bullets); i++)
        if (span_starts(line, bullets[i]))
            return span_trim_wide(span_from(line, bullets[i].n));
    return line;
}

static void take_line(struct lines *ls, struct span line)
{
    struct span rest = SPAN_NONE;
    enum label l;

    line = span_trim_wide(line);
    if (line.n == 0) {
        ls->blank = true;
        return;
    }
    l = label_lead(skip_bullet(line), &rest);
    if (l != LABEL_NONE) {
        close_value(ls);
        ls->open = harvest_meet(ls->hv, l);
        text_add(&ls->value, rest);
    } else if (ls->open != LABEL_NONE && goes_on(ls, line)) {
        text_add_char(&ls->value, '\n');
        text_add(&ls->value, line);
    } else {
        close_value(ls);
    }
    ls->blank = false;
}

static void take_text(struct harvest *hv, struct span text)
{
    struct lines ls = { .hv = hv, .value = TEXT_INIT(VALUE_MAX) };
    struct span line;

    for (int i = 0; i < LINES_MAX && span_line(&text, &line); i++)
        take_line(&ls, line);
    close_value(&ls);
    text_release(&ls.value);
}

struct form_found form_read_text(struct span text, struct arena *arena,
                                 facts_fields *ret)
{
    struct harvest hv;

    harvest_init(&hv, arena, ret, /* printed= */ false);
    take_text(&hv, text);
    return harvest_found(&hv);
}

/* Tables */

struct row {
    size_t n;
    const struct office_block *at[CELLS_MAX];
    enum label label[CELLS_MAX]; /* the label all of a cell is */
};

struct table {
    struct harvest *hv;
    struct text value; /* owned; a value put together from cells */
    LIST_OF(struct row) rows;
    struct arena arena; /* owned; the rows */
};

/* A cell that begins with a label of its own is not its neighbour's value. */
static bool begins_anew(const struct office_block *b, bool blank_will_do)
{
    struct span rest;
    struct span line = b->text;

    line.n = span_find_char(line, '\n');
    return label_lead(line, &rest) != LABEL_NONE ||
           (blank_will_do && label_lead_blank(line, &rest) != LABEL_NONE);
}

static void take_loose_cell(struct table *t, struct span text)
{
    struct span rest;
    enum label l = label_lead_blank(text, &rest);

    if (l != LABEL_NONE && span_find_char(text, '\n') == text.n &&
        label_lead(text, &(struct span){ 0 }) == LABEL_NONE)
        harvest_value(t->hv, harvest_meet(t->hv, l), rest);
    else
        take_text(t->hv, text);
}

/* Whose value a cell without a label is when its label's cell reaches down
 * from the rows above. */
static enum label label_above(const struct table *t, size_t r, size_t i)
{
    const struct office_block *cell = t->rows.at[r].at[i];

    while (r-- > 0) {
        const struct row *row = &t->rows.at[r];

        for (size_t k = 0; k < row->n; k++)
            if (row->at[k]->column == cell->column && !row->at[k]->below)
                return row->label[k];
    }
    return LABEL_NONE;
}

/* A head row: nothing but labels, and below them as many cells without. */
static bool heads_columns(const struct table *t, size_t r)
{
    const struct row *row = &t->rows.at[r];

    if (r + 1 >= t->rows.n || t->rows.at[r + 1].n != row->n)
        return false;
    for (size_t i = 0; i < row->n; i++)
        if (row->label[i] == LABEL_NONE || t->rows.at[r + 1].label[i] ||
            t->rows.at[r + 1].at[i]->below ||
            begins_anew(t->rows.at[r + 1].at[i], false))
            return false;
    return true;
}

static void take_columns(struct table *t, size_t r)
{
    for (size_t i = 0; i < t->rows.at[r].n; i++)
        harvest_value(t->hv, harvest_meet(t->hv, t->rows.at[r].label[i]),
                      t->rows.at[r + 1].at[i]->text);
}

/* The cells from `i` on that belong to one label; returns the next one. */
static size_t gather(struct table *t, const struct row *row, size_t i)
{
    bool shared = row->label[i - 1] == LABEL_BUSINESS;
    size_t first = i;

    text_reset(&t->value);
    for (; i < row->n && row->label[i] == LABEL_NONE; i++) {
        /* The annex prints the second label inside the cell of the first. */
        if (!shared && begins_anew(row->at[i], i > first))
            break;
        if (t->value.n > 0)
            text_add_char(&t->value, ' ');
        text_add(&t->value, row->at[i]->text);
    }
    return i;
}

static void take_row(struct table *t, size_t r)
{
    const struct row *row = &t->rows.at[r];

    for (size_t i = 0; i < row->n;) {
        enum label l = row->label[i];

        if (row->at[i]->below)
            l = label_above(t, r, i);
        if (l == LABEL_NONE) {
            take_loose_cell(t, row->at[i]->text);
            i++;
            continue;
        }
        l = harvest_meet(t->hv, l);
        i = gather(t, row, i + 1);
        harvest_value(t->hv, l, text_span(&t->value));
    }
}

static void take_rows(struct table *t)
{
    for (size_t r = 0; r < t->rows.n; r++) {
        if (heads_columns(t, r)) {
            take_columns(t, r);
            r++;
        } else {
            take_row(t, r);
        }
    }
}

static void add_cell(struct table *t, const struct office_block *b)
{
    struct row *row = t->rows.n > 0 ? &t->rows.at[t->rows.n - 1] : NULL;

    if (!row || row->at[0]->row != b->row)
        row = list_push(&t->rows, &t->arena);
    if (row->n == CELLS_MAX)
        return;
    row->label[row->n] = b->below ? LABEL_NONE : label_of(b->text);
    row->at[row->n++] = b;
}

/* Inner tables stand between the cells of their outer one. */
static void take_table(struct harvest *hv, const struct office_doc *doc,
                       size_t from)
{
    int number = doc->blocks.at[from].table;
    struct table t = {
        .hv = hv,
        .value = TEXT_INIT(VALUE_MAX),
        .arena = ARENA_INIT(32 * 1024 * 1024),
    };

    for (size_t i = from; i < doc->blocks.n; i++) {
        const struct office_block *b = &doc->blocks.at[i];

        if (b->table < number)
            break;
        if (b->table == number)
            add_cell(&t, b);
    }
    take_rows(&t);
    text_release(&t.value);
    arena_release(&t.arena);
}

/* Paragraphs between tables are text: a form need not be one. */
static size_t take_paragraphs(struct harvest *hv, const struct office_doc *doc,
                              size_t from)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(2 * OFFICE_MAX_TEXT);
    size_t i = from;

    for (; i < doc->blocks.n && doc->blocks.at[i].table == 0; i++) {
        text_add(&t, doc->blocks.at[i].text);
        text_add_char(&t, '\n');
    }
    take_text(hv, text_span(&t));
    return i;
}

static struct form_found read_docx(struct harvest *hv,
                                   const struct office_doc *doc)
{
    int tables = 0;

    for (size_t i = 0; i < doc->blocks.n;) {
        const struct office_block *b = &doc->blocks.at[i];

        if (b->table == 0) {
            i = take_paragraphs(hv, doc, i);
            continue;
        }
        if (b->table > tables) {
            tables = b->table;
            take_table(hv, doc, i);
        }
        i++;
    }
    return harvest_found(hv);
}

struct form_found form_read_docx(const struct office_doc *doc,
                                 struct arena *arena, facts_fields *ret)
{
    struct harvest hv;

    assert(doc);
    harvest_init(&hv, arena, ret, /* printed= */ true);
    return read_docx(&hv, doc);
}

/* The title, however its letters were spaced out. */
static bool has_title(const struct office_doc *doc)
{
    char folded[TITLE_CHARACTERS * 3];
    size_t used = 0;
    size_t left = TITLE_CHARACTERS;

    list_each(&doc->blocks, b)
    {
        struct span s = span_fit(b->text, left * 3);
        size_t n = spelling_fold(s, /* parentheses= */ true, folded + used,
                                 sizeof(folded) - used);

        if (n > sizeof(folded) - used)
            break;
        used += n;
        left -= n / 3 < left ? n / 3 : left;
    }
    return span_has(span_of(folded, used), SPAN("工作组成员申请表"));
}

bool form_is_form(const struct office_doc *doc)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1024 * 1024);
    facts_fields fields = { .n = 0 };
    struct harvest hv;

    assert(doc);
    if (has_title(doc))
        return true;
    harvest_init(&hv, &arena, &fields, /* printed= */ true);
    /* A list of participants has names and telephones too. */
    return read_docx(&hv, doc).labels >= FORM_LABELS_DOCX &&
           (hv.seen[LABEL_NATURE] || hv.seen[LABEL_GROUPS] ||
            hv.seen[LABEL_AGREE] || hv.seen[LABEL_LEGAL_REP]);
}
