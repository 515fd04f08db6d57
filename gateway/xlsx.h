/* xlsx.h — a table as a workbook of one sheet, whole in memory.
 *
 * Text stays text, whatever it looks like: an 18-digit code keeps its digits
 * and "=1+1" is four characters, also after somebody has edited the cell. The
 * heading stays in sight and has a filter; columns are as wide as what stands
 * in them, Chinese counted two. Rows that do not fit into a sheet (1,048,575
 * rows, 32,767 characters a cell) refuse the whole. The same table made at the
 * same instant gives the same octets. Source: reliability.md T9. */
#ifndef CONVOKE_XLSX_H
#define CONVOKE_XLSX_H

#include <stdint.h>

#include "convoke/base/table.h"
#include "convoke/base/verdict.h"

struct xlsx_sheet {
    const struct table *table; /* borrowed */
    struct span name;          /* of the sheet; what may not stand in it is
                                * left out */
    bool chinese;              /* the headings' language */
    int64_t made_at;           /* what the file says about itself */
};

/* Adds the file to `to`, whose ceiling holds. NEVER when the table does not
 * fit; LATER when memory or the folder for temporary files does not serve. */
MUST_USE enum verdict xlsx_from_table(const struct xlsx_sheet *sheet,
                                      struct text *to, struct reason *why);

#endif
