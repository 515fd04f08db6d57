#include "flow.h"

#include <assert.h>

void flow_refuse(struct flow *fl, const char *what)
{
    if (!fl->refusal)
        fl->refusal = what;
}

static struct frame *top(struct flow *fl)
{
    return &fl->frames[fl->n - 1];
}

static bool push(struct flow *fl, enum frame_kind kind)
{
    if (fl->n == FLOW_FRAMES) {
        flow_refuse(fl, "tables are nested too deep");
        return false;
    }
    fl->frames[fl->n] = (struct frame){ .kind = kind, .row = -1 };
    fl->frames[fl->n++].text = TEXT_INIT(OFFICE_MAX_TEXT + 1);
    return true;
}

static void pop(struct flow *fl)
{
    text_release(&top(fl)->text);
    fl->n--;
}

void flow_init(struct flow *fl, struct arena *arena, struct office_doc *doc)
{
    assert(arena);
    assert(doc);
    *fl = (struct flow){ .arena = arena, .doc = doc };
    push(fl, FRAME_BODY);
}

void flow_release(struct flow *fl)
{
    while (fl->n > 0)
        pop(fl);
}

/* Text between the cells of a table belongs nowhere. */
static bool takes_text(const struct frame *f)
{
    return f->kind != FRAME_TABLE || f->in_cell;
}

void flow_put(struct flow *fl, struct span s)
{
    struct frame *f = top(fl);

    if (s.n == 0 || !takes_text(f))
        return;
    if (f->broken && f->text.n > 0)
        text_add_char(&f->text, '\n');
    f->broken = false;
    text_add(&f->text, s);
    fl->octets += s.n;
    if (fl->octets > OFFICE_MAX_TEXT || f->text.over)
        flow_refuse(fl, "the document holds too much text");
}

void flow_put_code(struct flow *fl, unsigned code)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(8);

    text_add_code(&t, code);
    flow_put(fl, text_span(&t));
}

static struct office_block *push_block(struct flow *fl)
{
    if (fl->doc->blocks.n >= OFFICE_MAX_BLOCKS)
        flow_refuse(fl, "the document has too many parts");
    return list_push(&fl->doc->blocks, fl->arena);
}

static void push_paragraph(struct flow *fl, struct span text)
{
    if (text.n > 0)
        *push_block(fl) = (struct office_block){
            .text = arena_span(fl->arena, text),
            .columns = 1,
        };
}

void flow_end_paragraph(struct flow *fl)
{
    struct frame *f = top(fl);

    if (f->kind != FRAME_BODY) {
        f->broken = true;
        return;
    }
    push_paragraph(fl, text_span(&f->text));
    text_reset(&f->text);
    f->broken = false;
}

void flow_start_box(struct flow *fl)
{
    push(fl, FRAME_BOX);
}

/* A box in a cell is part of what the cell says. */
void flow_end_box(struct flow *fl)
{
    struct frame *f = top(fl);
    struct frame *outer;

    if (f->kind != FRAME_BOX)
        return;
    fl->n--;
    outer = top(fl);
    if (outer->kind == FRAME_BODY) {
        push_paragraph(fl, text_span(&f->text));
    } else {
        outer->broken = true;
        fl->octets -= f->text.n;
        flow_put(fl, text_span(&f->text));
        outer->broken = true;
    }
    text_release(&f->text);
}

void flow_start_table(struct flow *fl)
{
    if (push(fl, FRAME_TABLE))
        top(fl)->table = ++fl->tables;
}

void flow_end_table(struct flow *fl)
{
    if (top(fl)->kind != FRAME_TABLE)
        return;
    pop(fl);
    top(fl)->broken = true;
}

void flow_start_row(struct flow *fl)
{
    struct frame *f = top(fl);

    f->row++;
    f->column = 0;
    f->row_deleted = false;
}

void flow_skip_columns(struct flow *fl, int n)
{
    if (top(fl)->kind == FRAME_TABLE)
        top(fl)->column = n;
}

void flow_delete_row(struct flow *fl)
{
    top(fl)->row_deleted = true;
}

void flow_start_cell(struct flow *fl)
{
    struct frame *f = top(fl);

    if (f->kind != FRAME_TABLE || f->row < 0 || f->row_deleted)
        return;
    f->in_cell = true;
    f->broken = false;
    f->block = fl->doc->blocks.n;
    *push_block(fl) = (struct office_block){
        .table = f->table,
        .row = f->row,
        .column = f->column,
        .columns = 1,
    };
    text_reset(&f->text);
}

struct office_block *flow_cell(struct flow *fl)
{
    struct frame *f = top(fl);

    return f->kind == FRAME_TABLE && f->in_cell ? &fl->doc->blocks.at[f->block]
                                                : NULL;
}

void flow_end_cell(struct flow *fl)
{
    struct office_block *b = flow_cell(fl);
    struct frame *f = top(fl);

    if (!b)
        return;
    if (!b->below)
        b->text = arena_span(fl->arena, text_span(&f->text));
    f->column = b->column + b->columns;
    f->in_cell = false;
}
