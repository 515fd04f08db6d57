/* worddoc_runs.h — the properties of a .doc's characters and paragraphs.
 *
 * They lie in pages of 512 octets, each for a stretch of the file. Private to
 * worddoc. Source: [MS-DOC] 2.8.5, 2.8.6, 2.9.32, 2.9.174, 2.6. */
#ifndef CONVOKE_MAIL_WORDDOC_RUNS_H
#define CONVOKE_MAIL_WORDDOC_RUNS_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

/* Property modifiers that are looked at. */
enum {
    WORDDOC_IN_TABLE = 0x2416,
    WORDDOC_ROW_END = 0x2417,
    WORDDOC_TABLE = 0xd608,
    WORDDOC_SYMBOL = 0x6a09,
    WORDDOC_DATA = 0x6a03, /* where its data lies */
    WORDDOC_DELETED = 0x0800,
    WORDDOC_FONT = 0x4a4f, /* of Latin letters */
    WORDDOC_HUGE = 0x6646, /* where the paragraph's properties lie */
};

struct worddoc_run {
    uint32_t from, to; /* offsets in the stream */
    struct span properties;
};

struct worddoc_runs {
    LIST_OF(struct worddoc_run) at; /* in order */
};

/* `main` is the WordDocument stream, borrowed; what leads astray is left out.
 */
struct worddoc_runs worddoc_runs_read(struct span main, struct span index,
                                      bool paragraphs, struct arena *arena);

/* The stretch that `at` lies in; one without properties when none is told. */
struct worddoc_run worddoc_runs_find(const struct worddoc_runs *runs,
                                     uint32_t at);
static inline struct span worddoc_runs_at(const struct worddoc_runs *runs,
                                          uint32_t at)
{
    return worddoc_runs_find(runs, at).properties;
}

/* The operand of one modifier, empty when it is not there. */
struct span worddoc_property(struct span properties, unsigned modifier);
bool worddoc_flag(struct span properties, unsigned modifier);

#endif
