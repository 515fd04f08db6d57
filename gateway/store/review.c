/* The groups' reviews of an application, and whom it names to stand for it. */
#include "convoke/store/application.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const review_names[] = {
    [REVIEW_WAITING] = "waiting",   [REVIEW_APPROVED] = "approved",
    [REVIEW_REJECTED] = "rejected", [REVIEW_FORMALITIES] = "formalities",
    [REVIEW_REFUSED] = "refused",   [REVIEW_ACTIVE] = "active",
    [REVIEW_LAPSED] = "lapsed",     [REVIEW_WITHDRAWN] = "withdrawn",
};
NAMES_DEFINE(review_state, enum review_state, review_names, REVIEW_STATE_COUNT)

#define SQL_REVIEW_PUT                                                         \
    "INSERT INTO review (application, working_group, state, reason,"           \
    " reviewer, decided_at, notified_at) VALUES (:id, :group, :state,"         \
    " :reason, :reviewer, :decided_at, :notified_at)"                          \
    " ON CONFLICT (application, working_group) DO UPDATE SET state = :state,"  \
    " reason = :reason, reviewer = :reviewer, decided_at = :decided_at,"       \
    " notified_at = :notified_at"

enum verdict review_put(struct store *st, const struct review *r,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_REVIEW_PUT);

    assert(r);
    stmt_text(s, ":id", r->application);
    stmt_text(s, ":group", r->group);
    stmt_text(s, ":state", span_str(review_state_name(r->state)));
    stmt_text(s, ":reason", r->reason);
    stmt_text(s, ":reviewer", r->reviewer);
    if (r->decided_at != MOMENT_NONE)
        stmt_int(s, ":decided_at", r->decided_at);
    if (r->notified_at != MOMENT_NONE)
        stmt_int(s, ":notified_at", r->notified_at);
    return stmt_run(s, why);
}

static enum verdict read_review(const struct stmt *s, struct arena *arena,
                                struct review *ret, struct reason *why)
{
    *ret = (struct review){
        .application = stmt_copy(s, 0, arena),
        .group = stmt_copy(s, 1, arena),
        .reason = stmt_copy(s, 3, arena),
        .reviewer = stmt_copy(s, 4, arena),
        .decided_at = stmt_is_null(s, 5) ? MOMENT_NONE : stmt_number(s, 5),
        .notified_at = stmt_is_null(s, 6) ? MOMENT_NONE : stmt_number(s, 6),
    };
    if (!review_state_from(stmt_span(s, 2), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "review.get",
                          SPAN_FMT " has an unknown review state",
                          SPAN_ARG(ret->application));
    return VERDICT_DONE;
}

#define SQL_REVIEW_COLUMNS                                                     \
    "SELECT application, working_group, state, reason, reviewer, decided_at,"  \
    " notified_at FROM review WHERE application = :id "
#define SQL_REVIEW_GET SQL_REVIEW_COLUMNS "AND working_group = :group"
#define SQL_REVIEWS_OF SQL_REVIEW_COLUMNS "ORDER BY working_group"

enum verdict review_get(struct store *st, struct span id, struct span group,
                        struct arena *arena, struct review *ret,
                        bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_REVIEW_GET);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_text(s, ":id", id);
    stmt_text(s, ":group", group);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    return read_review(s, arena, ret, why);
}

enum verdict reviews_of(struct store *st, struct span id, struct arena *arena,
                        reviews *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_REVIEWS_OF);

    assert(ret);
    *ret = (reviews){ 0 };
    stmt_text(s, ":id", id);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        v = read_review(s, arena, list_push(ret, arena), why);
        if (v != VERDICT_DONE)
            return v;
    }
}

#define SQL_NOMINEES_CLEAR                                                     \
    "DELETE FROM nominee WHERE application = :id AND working_group = :group"
#define SQL_NOMINEE_ADD                                                        \
    "INSERT INTO nominee (application, working_group, mail, name, title,"      \
    " voter) VALUES (:id, :group, :mail, :name, :title, :voter)"

enum verdict nominees_put(struct store *st, struct span id, struct span group,
                          const nominees *n, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_NOMINEES_CLEAR);
    enum verdict v;

    assert(n);
    stmt_text(s, ":id", id);
    stmt_text(s, ":group", group);
    v = stmt_run(s, why);
    for (size_t i = 0; i < n->n && v == VERDICT_DONE; i++) {
        s = stmt_of(st, SQL_NOMINEE_ADD);
        stmt_text(s, ":id", id);
        stmt_text(s, ":group", group);
        stmt_text(s, ":mail", n->at[i].mail);
        stmt_text(s, ":name", n->at[i].name);
        stmt_text(s, ":title", n->at[i].title);
        stmt_int(s, ":voter", n->at[i].voter);
        v = stmt_run(s, why);
    }
    return v;
}

#define SQL_NOMINEES_OF                                                        \
    "SELECT mail, name, title, voter FROM nominee WHERE application = :id"     \
    " AND working_group = :group ORDER BY voter DESC, mail"

enum verdict nominees_of(struct store *st, struct span id, struct span group,
                         struct arena *arena, nominees *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_NOMINEES_OF);

    assert(ret);
    *ret = (nominees){ 0 };
    stmt_text(s, ":id", id);
    stmt_text(s, ":group", group);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct nominee){
            .mail = stmt_copy(s, 0, arena),
            .name = stmt_copy(s, 1, arena),
            .title = stmt_copy(s, 2, arena),
            .voter = stmt_number(s, 3) != 0,
        };
    }
}
