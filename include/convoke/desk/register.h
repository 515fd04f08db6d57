/* register.h — the committee's register as one import brings it: groups,
 * people with their roles, units with their memberships, projects.
 *
 * Each item knows its place in the file ("units[3].memberships[0]"), so that
 * whatever is wrong with it can be named. Everything is borrowed from the
 * arena the file was read into. Source: interface.md "The register file",
 * charter Art. 4, 5, 11, 16, 17. */
#ifndef CONVOKE_DESK_REGISTER_H
#define CONVOKE_DESK_REGISTER_H

#include "convoke/base/list.h"
#include "convoke/store/project.h"
#include "convoke/store/register.h"

struct register_group {
    struct span path;
    struct working_group group;
};

struct register_office {
    struct span path;
    enum role role;
    struct span group; /* empty: the whole committee */
};

struct register_person {
    struct span path;
    struct person person;
    LIST_OF(struct register_office) roles;
};

struct register_membership {
    struct span path;
    struct span group;
    civil_day since;
    representations representatives;
};

struct register_unit {
    struct span path;
    struct unit unit;
    struct person contact;
    LIST_OF(struct register_membership) memberships;
};

struct register_project {
    struct span path;
    struct project project; /* lead, state, stage and drafters: see below */
    struct person lead;
    struct span state, stage; /* empty: as it was, or of a new project */
    size_t n_drafters; /* all that are named; project.drafters has the first */
};

/* What a plenary of before our time was for the members: "U", "E", "N". */
struct register_result {
    struct span path;
    struct span unit;
    const char *status;
};

struct register_history {
    struct span path;
    struct span meeting; /* "WG5-2025-P2" */
    civil_day day;
    LIST_OF(struct register_result) results; /* the other members came */
};

struct register_data {
    int64_t at; /* new groups and projects are known from then on */
    LIST_OF(struct register_group) groups;
    LIST_OF(struct register_person) people;
    LIST_OF(struct register_unit) units;
    LIST_OF(struct register_project) projects;
    LIST_OF(struct register_history) history;
};

struct register_problem {
    struct span path; /* "units[3].contact.mail" */
    struct span zh, en;
};

struct register_problems {
    struct arena *arena; /* borrowed */
    LIST_OF(struct register_problem) list;
};

void register_problem(struct register_problems *p, struct span path,
                      const char *zh, const char *en, ...) PRINTF_LIKE(3, 5)
    PRINTF_LIKE(4, 5);

/* What the charter and the rest of the register demand of it: ids and codes
 * once, groups that exist, one or two representatives with one voter, no
 * address under two names, projects whose ids are of their group and kind.
 * Reads the store only. */
MUST_USE enum verdict register_check(struct store *st,
                                     const struct register_data *data,
                                     struct register_problems *p,
                                     struct reason *why);

/* What one row would do, for --dry-run and the answer. */
struct register_line {
    struct span path, kind, id;
    bool fresh; /* else it was there and its values are replaced */
};
typedef LIST_OF(struct register_line) register_lines;

/* Within the caller's transaction, after register_check found nothing. */
MUST_USE enum verdict register_apply(struct store *st,
                                     struct register_data *data,
                                     struct arena *arena, register_lines *ret,
                                     struct reason *why);

#endif
