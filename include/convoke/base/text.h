/* text.h — growing octets with a ceiling.
 *
 * Every buffer is born with the most it may hold. Adding past that changes
 * nothing, returns false and sets `over` for good, so that a writer may add
 * many times and ask once. The bytes are always followed by a NUL that is not
 * counted. */
#ifndef CONVOKE_BASE_TEXT_H
#define CONVOKE_BASE_TEXT_H

#include <stdint.h>

#include "convoke/base/own.h"
#include "convoke/base/span.h"

struct text {
    char *p; /* owned, NULL while empty */
    size_t n, room;
    size_t ceiling;
    bool over;
};

/* The ceilings of the program stand here and nowhere else. */
enum {
    TEXT_MAX_HEADER = 64 * 1024,
    TEXT_MAX_NOTICE = 256 * 1024,  /* one rendered text or html body */
    TEXT_MAX_LETTER = 1024 * 1024, /* a composed mail without attachments */
    TEXT_MAX_FACTS = 4 * 1024 * 1024,
    TEXT_MAX_OUTPUT = 64 * 1024 * 1024, /* what a command prints */
};

#define TEXT_INIT(ceiling_) ((struct text){ .ceiling = (ceiling_) })

void text_release(struct text *t);
void text_reset(struct text *t);
bool text_add(struct text *t, struct span s);
bool text_add_str(struct text *t, const char *s);
bool text_add_char(struct text *t, char c);
bool text_add_code(struct text *t, unsigned code_point); /* as UTF-8 */
bool text_addf(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);

static inline struct span text_span(const struct text *t)
{
    return (struct span){ t->p, t->n };
}

/* "" when empty, never NULL. */
static inline const char *text_str(const struct text *t)
{
    return t->p ? t->p : "";
}

#endif
