/* list.h — a growing array in an arena.
 *
 * LIST_OF(struct part) parts; *list_push(&parts, arena) = part;
 * Elements move when the list grows: keep indices, not pointers. */
#ifndef CONVOKE_BASE_LIST_H
#define CONVOKE_BASE_LIST_H

#include "convoke/base/arena.h"

#define LIST_OF(type)                                                          \
    struct {                                                                   \
        type *at; /* owned by the arena given to list_push */                  \
        size_t n, room;                                                        \
    }

/* A pointer to one new zeroed element at the end. */
#define list_push(list, arena)                                                 \
    ((list)->at = list_room((arena), (list)->at, (list)->n, &(list)->room,     \
                            sizeof(*(list)->at)),                              \
     &(list)->at[(list)->n++])

#define list_each(list, item)                                                  \
    for (__typeof__(*(list)->at) *item = (list)->at;                           \
         (item) != NULL && (item) < (list)->at + (list)->n; (item)++)

void *list_room(struct arena *arena, void *at, size_t n, size_t *room,
                size_t size);

#endif
