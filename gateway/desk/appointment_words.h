/* appointment_words.h — who is to hold an office of a group, and who no longer,
 * as a mail says it (Art. 4, 5, 8).
 *
 * A line that begins with 任命 or 免去, or with an office and a colon:
 * 任命：组长 张三，z@x.cn; 免去王范例副组长职务; 联络员：钱联络，q@x.cn. Other
 * lines are left alone. Pure, total on any octets; spans are borrowed from the
 * words. Private to the desk. */
#ifndef CONVOKE_DESK_APPOINTMENT_WORDS_H
#define CONVOKE_DESK_APPOINTMENT_WORDS_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/register.h"

enum { APPOINTMENT_LINES = 20 };

struct appointment_line {
    struct span line; /* trimmed */
    bool ends;
    enum role role;   /* GL, DGL, GS, LIA */
    struct span name; /* may be empty */
    struct span mail; /* may be empty; not checked beyond its @ */
};
typedef LIST_OF(struct appointment_line) appointment_lines;

/* At most APPOINTMENT_LINES, in order. */
void appointment_words_read(struct span words, struct arena *arena,
                            appointment_lines *ret);

/* "副组长" / "deputy leader" */
const char *appointment_office(enum role role, const char **ret_en);

#endif
