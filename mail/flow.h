/* flow.h — where the text of a document goes: body, text box or table cell.
 *
 * Frames stand on each other as tables and boxes do in the document; text put
 * in goes to the topmost one and leaves as blocks. What breaks a bound sets
 * `refusal` for good. Private to office. */
#ifndef CONVOKE_MAIL_FLOW_H
#define CONVOKE_MAIL_FLOW_H

#include "convoke/base/text.h"
#include "convoke/mail/office.h"

enum { FLOW_FRAMES = 2 * OFFICE_MAX_DEPTH + 1 };

enum frame_kind { FRAME_BODY, FRAME_BOX, FRAME_TABLE };

struct frame {
    enum frame_kind kind;
    struct text text; /* owned */
    bool broken;      /* a paragraph ended: LF before the next text */
    bool row_deleted;
    bool in_cell;
    int table, row, column;
    size_t block; /* index of the open cell's block */
};

struct flow {
    struct arena *arena;    /* borrowed */
    struct office_doc *doc; /* borrowed */
    const char *refusal;    /* NULL while all is well */
    size_t octets;
    int tables;
    int n;
    struct frame frames[FLOW_FRAMES];
};

void flow_init(struct flow *fl, struct arena *arena, struct office_doc *doc);
void flow_release(struct flow *fl);
void flow_refuse(struct flow *fl, const char *what);

void flow_put(struct flow *fl, struct span s);
void flow_put_code(struct flow *fl, unsigned code);

void flow_end_paragraph(struct flow *fl);
void flow_start_box(struct flow *fl);
void flow_end_box(struct flow *fl);
void flow_start_table(struct flow *fl);
void flow_end_table(struct flow *fl);
void flow_start_row(struct flow *fl);
void flow_skip_columns(struct flow *fl, int n); /* w:gridBefore */
void flow_delete_row(struct flow *fl);
void flow_start_cell(struct flow *fl);
void flow_end_cell(struct flow *fl);

/* The open cell, or NULL; gone with the next block. */
struct office_block *flow_cell(struct flow *fl);

#endif
