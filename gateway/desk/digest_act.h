/* digest_act.h — what a word does to the thing an item stands for.
 *
 * A table of kind, verb and function; most rows reach the handler that the
 * thing's own token would reach. What removes or releases something is said
 * back to the sender before it is done. Private to the desk. */
#ifndef CONVOKE_DESK_DIGEST_ACT_H
#define CONVOKE_DESK_DIGEST_ACT_H

#include "case.h"
#include "digest_item.h"

/* A thing as it stands now. */
struct digest_target {
    struct span ref, kind, id; /* "obligation:12", "obligation", "12" */
    struct span object;        /* what people call it: "WG5-S-02" */
    struct span state;         /* compared with what a digest said */
    struct digest_words now;   /* the state in words */
    const struct duty *duty;   /* of an obligation, with its row */
    struct obligation_row row;
};

/* *ret_found false when `ref` names nothing that is there. */
enum verdict digest_target_load(struct desk *dk, struct span ref,
                                struct arena *arena, struct digest_target *ret,
                                bool *ret_found, struct reason *why);

struct digest_act;

/* NULL when the verb does nothing to it. */
const struct digest_act *digest_act_of(struct desk *dk,
                                       const struct digest_target *t,
                                       enum digest_verb verb);
bool digest_act_echoes(const struct digest_act *a);

/* What it will do, for the echo. */
struct digest_words digest_act_effect(const struct digest_act *a);

/* One act with what was said beside its word. */
struct digest_deed {
    const struct digest_act *act;
    const struct digest_target *target;
    enum digest_verb verb;
    struct span reason, rest;
    civil_day date;
};

/* Does it; `ret_said` gets what was done or, with *ret_done false, why it was
 * not. */
enum verdict digest_act_run(struct intake *in, const struct digest_deed *deed,
                            bool *ret_done, struct digest_words *ret_said,
                            struct reason *why);

/* Fills ref, state and verbs of an item from its thing. */
enum verdict digest_item_acts(struct digest *dg, struct digest_item *item,
                              struct span ref, struct reason *why);

#endif
