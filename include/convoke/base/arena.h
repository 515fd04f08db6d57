/* arena.h — memory that dies together.
 *
 * What is parsed or decided together lives in one arena and is freed at once.
 * An arena has a ceiling; going over it ends the process (mem.h): in a worker
 * that quarantines the message, in the core it is a restart. */
#ifndef CONVOKE_BASE_ARENA_H
#define CONVOKE_BASE_ARENA_H

#include <stdarg.h>

#include "convoke/base/own.h"
#include "convoke/base/span.h"

struct arena_block;

struct arena {
    struct arena_block *top; /* owned */
    size_t used;             /* octets handed out */
    size_t ceiling;
};

#define ARENA_INIT(ceiling_) ((struct arena){ .ceiling = (ceiling_) })

void arena_release(struct arena *a);
void arena_reset(struct arena *a);

/* Zeroed, aligned for any object. */
void *arena_alloc(struct arena *a, size_t size)
    __attribute__((returns_nonnull));

/* Copies; the copy is followed by a NUL that is not counted. */
struct span arena_span(struct arena *a, struct span s);
char *arena_str(struct arena *a, struct span s)
    __attribute__((returns_nonnull));
struct span arena_printf(struct arena *a, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
struct span arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

#endif
