/* slots.h — what each notification's templates may say.
 *
 * One row a code of requirements.md section 7: the slots its view must fill
 * besides the common ones. Forms: `name` a value (text, number, date), `name?`
 * a flag, `name[…]` a list of views or one nested view. The desk fills them,
 * catalog.h checks them, templates/README.md explains them to authors. */
#ifndef CONVOKE_RENDER_SLOTS_H
#define CONVOKE_RENDER_SLOTS_H

#include "convoke/render/catalog.h"

extern const struct catalog_entry slots_of_notices[];
extern const size_t slots_of_notices_n;

/* committee  the committee's short name (view_both)
 * group      the group's name, empty when no group is concerned (view_both)
 * object     APP-2026-001, empty when there is none
 * help       whom to ask, with address or telephone (view_both)
 * law        the article, or 服务时限 with its length (view_both)
 * token      empty when a reply does nothing
 * actions    buttons (view_action); no items when a reply does nothing */
extern const char *const slots_common;

/* A view of `code` filled as real mail fills it, common slots included; NULL
 * when no such code. For tests, `convoke preview --template` and the demo. */
struct view *slots_sample(const char *code, struct arena *arena);

#endif
