/* project.h — standards projects (Art. 16) and research projects (Art. 17). */
#ifndef CONVOKE_STORE_PROJECT_H
#define CONVOKE_STORE_PROJECT_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/register.h"
#include "convoke/store/store.h"

enum project_state {
    PROJECT_IN_PROGRESS,
    PROJECT_SUBMITTED,
    PROJECT_SUBMITTED_LATE,
    PROJECT_TERMINATED,
    PROJECT_STATE_COUNT
};

const char *project_state_name(enum project_state s);
bool project_state_from(struct span name, enum project_state *ret);

enum { PROJECT_DRAFTERS = 3 }; /* who may present it beside the lead (20.6) */

struct project {
    struct span id, group, title; /* "WG5-S-04", "WG5" */
    bool research;
    int64_t lead;                     /* person; see lead_name, lead_mail */
    struct span lead_name, lead_mail; /* read only */
    civil_day start_day;              /* plan issued (16), work begun (17) */
    enum project_state state;
    struct span stage; /* 草案, 征求意见稿, … of Art. 15; may be empty */
    int64_t since;     /* registered here */
    civil_day meeting_day; /* its last meeting; 0: none known */
    struct span drafters[PROJECT_DRAFTERS]; /* names; may be empty */
};
typedef LIST_OF(struct project) projects;

/* Adds it, or replaces the values of the one with this id. */
MUST_USE enum verdict project_put(struct store *st, const struct project *p,
                                  struct reason *why);
MUST_USE enum verdict project_get(struct store *st, struct span id,
                                  struct arena *arena, struct project *ret,
                                  bool *ret_found, struct reason *why);

/* By id; `group` empty: of all groups. `in_progress`: only 在研 (Art. 20.3). */
MUST_USE enum verdict projects_of(struct store *st, struct span group,
                                  bool in_progress, struct arena *arena,
                                  projects *ret, struct reason *why);

/* Whether `mail` leads any project in progress or submitted. */
MUST_USE enum verdict projects_led(struct store *st, struct span mail,
                                   struct arena *arena, projects *ret,
                                   struct reason *why);

#endif
