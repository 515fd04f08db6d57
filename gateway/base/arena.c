#include "convoke/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/mem.h"

enum { BLOCK_SIZE = 16 * 1024 };

struct arena_block {
    struct arena_block *below;
    size_t used, room;
    alignas(max_align_t) unsigned char at[];
};

void arena_release(struct arena *a)
{
    assert(a);
    while (a->top) {
        struct arena_block *below = a->top->below;
        free(a->top);
        a->top = below;
    }
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    arena_release(a);
}

static struct arena_block *arena_grow(struct arena *a, size_t size)
{
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    /* Not zeroed here: most of a block is never handed out. */
    struct arena_block *block = mem_grow(NULL, sizeof(*block) + room);

    block->used = 0;
    block->room = room;
    block->below = a->top;
    a->top = block;
    return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct arena_block *block;
    void *p;

    assert(a);
    if (size > SIZE_MAX / 2 || a->used + size > a->ceiling)
        mem_exhausted("arena", size);
    size = (size + align - 1) & ~(align - 1);
    block = a->top;
    if (!block || block->room - block->used < size)
        block = arena_grow(a, size);
    p = memset(block->at + block->used, 0, size);
    block->used += size;
    a->used += size;
    return p;
}

char *arena_str(struct arena *a, struct span s)
{
    char *p = arena_alloc(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct span arena_span(struct arena *a, struct span s)
{
    return span_of(arena_str(a, s), s.n);
}

struct span arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    int n;
    char *p;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    assert(n >= 0);
    p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return span_of(p, (size_t)n);
}

struct span arena_printf(struct arena *a, const char *fmt, ...)
{
    struct span printed;
    va_list ap;

    va_start(ap, fmt);
    printed = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return printed;
}
