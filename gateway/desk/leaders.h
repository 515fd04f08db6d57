/* leaders.h — the leader and deputies of a group, called by role: GL, DGL1,
 * DGL2, as they stand in the register.
 *
 * Pure but for leaders_load; spans are borrowed from the arena and the words.
 * Private to the desk. Source: charter Art. 4, 7(4); requirements.md 8.3. */
#ifndef CONVOKE_DESK_LEADERS_H
#define CONVOKE_DESK_LEADERS_H

#include "convoke/desk/desk.h"
#include "convoke/store/register.h"

struct leader {
    struct span role; /* "GL", "DGL1" */
    struct person person;
};
typedef LIST_OF(struct leader) leaders_list;

enum verdict leaders_load(struct desk *dk, struct span group,
                          struct arena *arena, leaders_list *ret,
                          struct reason *why);

/* Roles of those whom a list names, by name or by role: "GL,DGL1"; empty when
 * none of them is named. */
struct span leaders_named(const leaders_list *all, struct span list,
                          struct arena *arena);
/* Roles of all the others. */
struct span leaders_but(const leaders_list *all, struct span list,
                        struct arena *arena);

/* "组长张示例、副组长李样本" */
struct span leaders_say(const leaders_list *all, struct span roles,
                        struct arena *arena);

/* Who bears that name; NULL: nobody, or several. */
const struct leader *leaders_find(const leaders_list *all, struct span name);

#endif
