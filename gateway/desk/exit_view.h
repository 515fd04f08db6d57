/* exit_view.h — what every mail about a unit that leaves says, and to whom it
 * goes. Private to the desk. */
#ifndef CONVOKE_DESK_EXIT_VIEW_H
#define CONVOKE_DESK_EXIT_VIEW_H

#include "exit_step.h"

/* One mail in the making. */
struct exit_view {
    struct desk *dk;
    const struct exit_case *e; /* borrowed */
    struct unit u;
    struct notice n;
};

/* A notice about the unit with the slots that say what the case is; its
 * discriminator is "exit:3". */
enum verdict exit_view_begin(struct exit_view *m, struct desk *dk,
                             struct arena *arena, const struct exit_case *e,
                             const char *code, struct reason *why);

/* One mail to the contact, and in copy whoever stands for the unit in one of
 * the groups (R-A4). */
enum verdict exit_view_to_unit(struct exit_view *m, bool may_act,
                               struct reason *why);
/* Each of the groups' holders of these roles. */
enum verdict exit_view_to_groups(struct exit_view *m, const enum role *roles,
                                 size_t n_roles, struct reason *why);

/* Slots projects[text], rest, dues[text]. */
void exit_view_projects(struct exit_view *m, const projects *led);
enum verdict exit_view_led(struct exit_view *m, struct reason *why);
enum verdict exit_view_rest(struct exit_view *m, struct reason *why);
enum verdict exit_view_dues(struct exit_view *m, struct reason *why);

/* "WG5, WG7" */
struct span exit_groups_en(struct arena *arena, const struct exit_case *e);

#endif
