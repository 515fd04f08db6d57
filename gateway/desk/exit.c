#include "exit.h"

#include <assert.h>

#include "flag_case.h"

enum verdict exit_of_flag(struct intake *in, const struct flag *f,
                          struct reason *why)
{
    spans groups = { 0 };
    enum verdict v = flag_groups(in->dk, f, in->arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = membership_set_state(in->dk->store, f->unit, groups.at[i],
                                 SPAN("exiting"), why);
    return v;
}
