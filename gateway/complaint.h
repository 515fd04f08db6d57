/* complaint.h — everything wrong with a file, told at once and in place.
 *
 * A complaint names a place in a source text and says in Chinese and English
 * what is wrong there and what would be right. Complaints are printed in the
 * order of their places, each with its source line and a caret:
 *
 *   convoke.conf:8:5: 错误: 没有名为 “prot” 的设置
 *       8 |     prot = 465;
 *         |     ^~~~ 您是不是想写 “port”？
 *
 * Columns count characters from 1. Sources and places are borrowed for the
 * life of the collection; the words are copied. */
#ifndef CONVOKE_COMPLAINT_H
#define CONVOKE_COMPLAINT_H

#include "convoke/base/list.h"
#include "convoke/base/text.h"

struct complaint_source {
    const char *name;  /* as the user wrote it */
    struct span bytes; /* the whole text */
};

/* n octets at `at`; source NULL when the file itself is what is wrong. */
struct complaint_place {
    const struct complaint_source *source;
    size_t at, n;
};

struct complaint {
    struct complaint_place place;
    const char *file; /* when place.source is NULL */
    struct span what;
    struct span hint; /* stands at the caret; may be empty */
};

struct complaints {
    struct arena *arena; /* borrowed */
    bool chinese;
    LIST_OF(struct complaint) list;
};

/* The last complaint's words: exactly one of the two texts is used. */
void complaint_add(struct complaints *c, struct complaint_place place,
                   const char *zh, const char *en, ...) PRINTF_LIKE(3, 5)
    PRINTF_LIKE(4, 5);

/* Goes with the last complaint. */
void complaint_hint(struct complaints *c, const char *zh, const char *en, ...)
    PRINTF_LIKE(2, 4) PRINTF_LIKE(3, 4);

/* A complaint about a whole file. */
void complaint_file(struct complaints *c, const char *file, const char *zh,
                    const char *en, ...) PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/* All of them in order of place, then a line with their number. */
void complaints_print(struct complaints *c, bool colour, struct text *to);

/* Line and column, both from 1. */
void complaint_position(struct complaint_place place, int *ret_line,
                        int *ret_column);

#endif
