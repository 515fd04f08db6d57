/* application.h — membership applications, their papers and reviews
 * (requirements.md 4.1). What was accepted once is kept; values are replaced
 * field by field, documents are added. */
#ifndef CONVOKE_STORE_APPLICATION_H
#define CONVOKE_STORE_APPLICATION_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum application_state {
    APPLICATION_INCOMPLETE,
    APPLICATION_ACCEPTED,
    APPLICATION_REVIEWING,
    APPLICATION_DECIDED, /* every group has told its result */
    APPLICATION_LAPSED,
    APPLICATION_WITHDRAWN,
    APPLICATION_STATE_COUNT
};

const char *application_state_name(enum application_state s);
bool application_state_from(struct span name, enum application_state *ret);

enum review_state {
    REVIEW_WAITING,
    REVIEW_APPROVED,
    REVIEW_REJECTED,
    REVIEW_FORMALITIES, /* approved and told */
    REVIEW_REFUSED,     /* rejected and told */
    REVIEW_ACTIVE,      /* became a membership */
    REVIEW_LAPSED,
    REVIEW_WITHDRAWN,
    REVIEW_STATE_COUNT
};

const char *review_state_name(enum review_state s);
bool review_state_from(struct span name, enum review_state *ret);

struct application {
    struct span id, name, folded_name, uscc;
    struct span applicant, applicant_name; /* whom we answer */
    enum application_state state;
    int64_t version;         /* counts what came in */
    int64_t received_at;     /* the first mail */
    int64_t changed_at;      /* the newest that added something */
    int64_t paper_at;        /* paper originals ticked; MOMENT_NONE */
    struct span form_source; /* best of all mails: "docx", "unreadable", … */
    struct span asked_by;    /* groups that asked for more: "WG5,WG7" */
    bool contact_confirmed;
    struct span unit; /* once it is a member */
};

struct application_field {
    struct span key, value;
};
typedef LIST_OF(struct application_field) application_fields;

struct application_document {
    int64_t message;
    int part;
    struct span kind, name, type, sha256, media_type;
    int64_t size;
    bool encrypted, cloud_link;
    struct span inside; /* zip: entry names, one a line */
};
typedef LIST_OF(struct application_document) application_documents;

struct review {
    struct span application, group;
    enum review_state state;
    struct span reason, reviewer;
    int64_t decided_at, notified_at; /* MOMENT_NONE until then */
};
typedef LIST_OF(struct review) reviews;

struct nominee {
    struct span mail, name, title;
    bool voter;
};
typedef LIST_OF(struct nominee) nominees;

MUST_USE enum verdict application_add(struct store *st,
                                      const struct application *a,
                                      struct reason *why);
MUST_USE enum verdict application_set(struct store *st,
                                      const struct application *a,
                                      struct reason *why);
MUST_USE enum verdict application_get(struct store *st, struct span id,
                                      struct arena *arena,
                                      struct application *ret, bool *ret_found,
                                      struct reason *why);

/* An application still open, of this unit: by code when given, else name. One
 * is open until every group's part of it has ended. */
MUST_USE enum verdict application_match(struct store *st, struct span uscc,
                                        struct span folded_name,
                                        struct arena *arena,
                                        struct application *ret,
                                        bool *ret_found, struct reason *why);

/* The only open application of this applicant; none when there are two. */
MUST_USE enum verdict application_of(struct store *st, struct span applicant,
                                     struct arena *arena,
                                     struct application *ret, bool *ret_found,
                                     struct reason *why);

/* Replaces all values of each key that `fields` has. */
MUST_USE enum verdict application_fields_put(struct store *st, struct span id,
                                             const application_fields *fields,
                                             struct reason *why);
MUST_USE enum verdict application_fields_get(struct store *st, struct span id,
                                             struct arena *arena,
                                             application_fields *ret,
                                             struct reason *why);

/* The same octets under the same name again change nothing. */
MUST_USE enum verdict
application_document_add(struct store *st, struct span id,
                         const struct application_document *d,
                         struct reason *why);
MUST_USE enum verdict
application_documents_get(struct store *st, struct span id, struct arena *arena,
                          application_documents *ret, struct reason *why);

MUST_USE enum verdict review_put(struct store *st, const struct review *r,
                                 struct reason *why);
MUST_USE enum verdict review_get(struct store *st, struct span id,
                                 struct span group, struct arena *arena,
                                 struct review *ret, bool *ret_found,
                                 struct reason *why);
MUST_USE enum verdict reviews_of(struct store *st, struct span id,
                                 struct arena *arena, reviews *ret,
                                 struct reason *why);

/* Replaces the representatives named for one group. */
MUST_USE enum verdict nominees_put(struct store *st, struct span id,
                                   struct span group, const nominees *n,
                                   struct reason *why);
MUST_USE enum verdict nominees_of(struct store *st, struct span id,
                                  struct span group, struct arena *arena,
                                  nominees *ret, struct reason *why);

#endif
