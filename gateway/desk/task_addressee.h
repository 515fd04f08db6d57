/* task_addressee.h — to whom the secretariat gives a task: "WG5组长", "GL",
 * M03, a unit's name, a project's lead, an address. Private to the desk. */
#ifndef CONVOKE_DESK_TASK_ADDRESSEE_H
#define CONVOKE_DESK_TASK_ADDRESSEE_H

#include "case.h"
#include "standing.h"

struct addressee {
    struct span group; /* may be empty for a unit or an address */
    struct span to;    /* "GL", "M03", "z@x.example": as task.addressee */
};

/* `words` is what stands behind 交办对象：, or the subject; `group` the one the
 * mail names, or empty. *ret_found false: nobody was understood, or nobody
 * holds that role. */
enum verdict addressee_find(struct desk *dk, struct span words,
                            struct span group, struct arena *arena,
                            struct addressee *ret, bool *ret_found,
                            struct reason *why);

/* Whether the sender is the one, or one of those, the task was given to. */
enum verdict addressee_is(struct intake *in, const struct task *t, bool *ret,
                          struct reason *why);

#endif
