/* register.h — groups, units, people, and who stands for what.
 *
 * Mail addresses compare without case. Everything read is copied into the
 * arena given. "Absent" is VERDICT_DONE with *ret_found false. */
#ifndef CONVOKE_STORE_REGISTER_H
#define CONVOKE_STORE_REGISTER_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum role {
    ROLE_SEC, /* 秘书处 */
    ROLE_LIA, /* 联络员 */
    ROLE_GL,  /* 组长 */
    ROLE_DGL, /* 副组长 */
    ROLE_GS,  /* 工作组秘书 */
    ROLE_ADM, /* 平台账号管理员 */
    ROLE_FIN, /* 会费经办 */
    ROLE_OPS, /* 系统管理员 */
    ROLE_COUNT
};

const char *role_name(enum role r);
bool role_from(struct span name, enum role *ret);

struct working_group {
    struct span id, name_zh, name_en;
    bool special;            /* SWG */
    bool takes_applications; /* stands on the form */
    int64_t since;           /* registered here; 0: before days were kept */
    bool abolished;          /* Art. 3; read only */
};

struct person {
    int64_t id; /* 0 before it is stored */
    struct span mail, name, title, phone;
};

struct unit {
    struct span id, name_zh, name_en, uscc; /* uscc may be empty */
    int64_t contact;
};

struct membership {
    int64_t id;
    struct span unit, group, state, application;
    civil_day effective_day;
};

/* A unit in a group whose rights last (Art. 10): all but exited. */
struct member {
    struct unit unit;
    struct span state;
    civil_day effective_day;
};

typedef LIST_OF(struct member) members;
typedef LIST_OF(struct unit) unit_list;
typedef LIST_OF(struct working_group) working_groups;
typedef LIST_OF(struct person) people;

/* One person who stands for a unit in a group (Art. 11.2). */
struct representation {
    struct person person;
    bool voter;
};
typedef LIST_OF(struct representation) representations;

/* Adding what is there already replaces its values. */
MUST_USE enum verdict group_put(struct store *st, const struct working_group *g,
                                struct reason *why);
MUST_USE enum verdict group_get(struct store *st, struct span id,
                                struct arena *a, struct working_group *ret,
                                bool *ret_found, struct reason *why);
MUST_USE enum verdict groups_all(struct store *st, struct arena *a,
                                 working_groups *ret, struct reason *why);

MUST_USE enum verdict person_put(struct store *st, struct person *p,
                                 struct reason *why);
MUST_USE enum verdict person_get(struct store *st, int64_t id, struct arena *a,
                                 struct person *ret, struct reason *why);
MUST_USE enum verdict person_find(struct store *st, struct span mail,
                                  struct arena *a, struct person *ret,
                                  bool *ret_found, struct reason *why);

/* Whether it is some person's address, or an open application came from it. */
MUST_USE enum verdict register_knows(struct store *st, struct span mail,
                                     bool *ret, struct reason *why);

/* `group` empty: the whole committee. Since when stays when it is held
 * already. */
MUST_USE enum verdict office_begin(struct store *st, int64_t person,
                                   enum role r, struct span group,
                                   int64_t since, struct reason *why);
MUST_USE enum verdict office_end(struct store *st, int64_t person, enum role r,
                                 struct span group, struct reason *why);
MUST_USE enum verdict office_holders(struct store *st, enum role r,
                                     struct span group, struct arena *a,
                                     people *ret, struct reason *why);
MUST_USE enum verdict office_held(struct store *st, struct span mail,
                                  enum role r, struct span group, bool *ret,
                                  struct reason *why);

/* Every office of an address, by group. */
struct office {
    enum role role;
    struct span group; /* empty: the whole committee */
};
typedef LIST_OF(struct office) offices;
MUST_USE enum verdict offices_of(struct store *st, struct span mail,
                                 struct arena *a, offices *ret,
                                 struct reason *why);

MUST_USE enum verdict unit_put(struct store *st, const struct unit *u,
                               struct span folded_name, struct reason *why);
MUST_USE enum verdict unit_get(struct store *st, struct span id,
                               struct arena *a, struct unit *ret,
                               bool *ret_found, struct reason *why);

/* By 统一社会信用代码 when given, else by folded name. */
MUST_USE enum verdict unit_match(struct store *st, struct span uscc,
                                 struct span folded_name, struct arena *a,
                                 struct unit *ret, bool *ret_found,
                                 struct reason *why);

/* The unit whose contact or representative has this address; with the domain
 * only, the unit one of whose people shares it. */
MUST_USE enum verdict unit_of_address(struct store *st, struct span mail,
                                      struct arena *a, struct unit *ret,
                                      bool *ret_found, struct reason *why);
MUST_USE enum verdict unit_of_domain(struct store *st, struct span domain,
                                     struct arena *a, struct unit *ret,
                                     bool *ret_found, struct reason *why);

/* The domains of all people's addresses, lower case, each once. */
typedef LIST_OF(struct span) domains;
MUST_USE enum verdict domains_registered(struct store *st, struct arena *a,
                                         domains *ret, struct reason *why);

/* Every unit that has this address, by id: one person may speak for two. */
MUST_USE enum verdict units_of_address(struct store *st, struct span mail,
                                       struct arena *a, unit_list *ret,
                                       struct reason *why);

/* The first free id of the series "M01", "M02", … */
MUST_USE enum verdict unit_new_id(struct store *st, struct arena *a,
                                  struct span *ret, struct reason *why);

MUST_USE enum verdict membership_add(struct store *st,
                                     const struct membership *m,
                                     struct reason *why);

/* The living membership of a unit in a group. */
MUST_USE enum verdict membership_get(struct store *st, struct span unit,
                                     struct span group, struct arena *a,
                                     struct membership *ret, bool *ret_found,
                                     struct reason *why);

/* The living one is "active", "exit_review" or "exiting" from now on (4.2). */
MUST_USE enum verdict membership_set_state(struct store *st, struct span unit,
                                           struct span group, struct span state,
                                           struct reason *why);

/* When no membership lives there, the first day of the newest that ended. */
MUST_USE enum verdict membership_left(struct store *st, struct span unit,
                                      struct span group, civil_day *ret_since,
                                      bool *ret_found, struct reason *why);

/* The living one ends: `exited` (4.2). */
MUST_USE enum verdict membership_end(struct store *st, struct span unit,
                                     struct span group, struct reason *why);

/* By unit id. */
MUST_USE enum verdict members_of(struct store *st, struct span group,
                                 struct arena *a, members *ret,
                                 struct reason *why);

MUST_USE enum verdict representations_clear(struct store *st, struct span unit,
                                            struct span group,
                                            struct reason *why);
MUST_USE enum verdict representation_add(struct store *st, struct span unit,
                                         struct span group,
                                         const struct representation *r,
                                         civil_day since, struct reason *why);
MUST_USE enum verdict representations_of(struct store *st, struct span unit,
                                         struct span group, struct arena *a,
                                         representations *ret,
                                         struct reason *why);

#endif
