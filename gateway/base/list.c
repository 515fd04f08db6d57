#include "convoke/base/list.h"

#include <assert.h>

void *list_room(struct arena *arena, void *at, size_t n, size_t *room,
                size_t size)
{
    size_t more;
    void *grown;

    assert(arena);
    assert(room);
    if (n < *room)
        return at;
    more = *room ? *room * 2 : 8;
    grown = arena_alloc(arena, more * size);
    if (n)
        memcpy(grown, at, n * size);
    *room = more;
    return grown;
}
