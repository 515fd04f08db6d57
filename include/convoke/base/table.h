/* table.h — rows for people and for programs: one table, three outputs.
 *
 * People get aligned columns (Chinese counts two), programs JSON Lines or CSV
 * with a BOM whose formula-like cells are made harmless. Cells are copied. */
#ifndef CONVOKE_BASE_TABLE_H
#define CONVOKE_BASE_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "convoke/base/span.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum table_output { TABLE_PEOPLE, TABLE_JSON, TABLE_CSV };

struct table_column {
    const char *key; /* JSON name and CSV heading; never renamed */
    const char *zh, *en;
    bool number; /* right-aligned, unquoted in JSON */
};

struct table; /* opaque */

/* `columns` is borrowed for the table's life. */
struct table *table_new(const struct table_column *columns, size_t n);
struct table *table_free(struct table *t);
void table_drop(struct table **t);

/* Cells are added left to right; after the last column a new row begins. */
void table_cell(struct table *t, struct span cell);
void table_cell_int(struct table *t, int64_t value);
size_t table_rows(const struct table *t);

/* How many columns, and what they are; then one cell, borrowed until the next
 * is added. For writers that need more than text. */
size_t table_columns(const struct table *t, const struct table_column **ret);
struct span table_at(const struct table *t, size_t row, size_t column);

/* `chinese` chooses the headings; `width` 0 means unlimited. */
void table_print(const struct table *t, enum table_output how, bool chinese,
                 size_t width, struct text *to);

/* Terminal columns of a UTF-8 text. */
size_t table_width(struct span s);

/* `s` as a JSON string with its quotes. */
void table_json_string(struct text *to, struct span s);

/* `s` as a CSV cell: quoted when needed; a cell that starts with one of
 * = + - @ TAB CR or their full-width forms gets a ' before it. */
void table_csv_cell(struct text *to, struct span s);

#endif
