#include "convoke/store/application.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const application_names[] = {
    [APPLICATION_INCOMPLETE] = "incomplete",
    [APPLICATION_ACCEPTED] = "accepted",
    [APPLICATION_REVIEWING] = "reviewing",
    [APPLICATION_DECIDED] = "decided",
    [APPLICATION_LAPSED] = "lapsed",
    [APPLICATION_WITHDRAWN] = "withdrawn",
};
NAMES_DEFINE(application_state, enum application_state, application_names,
             APPLICATION_STATE_COUNT)

#define SQL_APPLICATION_PUT                                                    \
    "INSERT INTO application (id, name, folded_name, uscc, applicant,"         \
    " applicant_name, state, version, received_at, changed_at, paper_at,"      \
    " form_source,"                                                            \
    " asked_by, contact_confirmed, unit)"                                      \
    " VALUES (:id, :name, :folded, :uscc, :applicant, :applicant_name,"        \
    " :state, :version, :received_at, :changed_at, :paper_at, :form_source, "  \
    ":asked_by,"                                                               \
    " :contact_confirmed, :unit)"
#define SQL_APPLICATION_SET                                                    \
    "UPDATE application SET name = :name, folded_name = :folded,"              \
    " uscc = :uscc, applicant = :applicant,"                                   \
    " applicant_name = :applicant_name, state = :state, version = :version,"   \
    " received_at = :received_at, changed_at = :changed_at,"                   \
    " paper_at = :paper_at,"                                                   \
    " form_source = :form_source, asked_by = :asked_by,"                       \
    " contact_confirmed = :contact_confirmed, unit = :unit"                    \
    " WHERE id = :id"

static enum verdict write_application(struct stmt *s,
                                      const struct application *a,
                                      struct reason *why)
{
    assert(a);
    stmt_text(s, ":id", a->id);
    stmt_text(s, ":name", a->name);
    stmt_text(s, ":folded", a->folded_name);
    stmt_text(s, ":uscc", a->uscc);
    stmt_text(s, ":applicant", a->applicant);
    stmt_text(s, ":applicant_name", a->applicant_name);
    stmt_text(s, ":state", span_str(application_state_name(a->state)));
    stmt_int(s, ":version", a->version);
    stmt_int(s, ":received_at", a->received_at);
    stmt_int(s, ":changed_at", a->changed_at);
    if (a->paper_at != MOMENT_NONE)
        stmt_int(s, ":paper_at", a->paper_at);
    stmt_text(s, ":form_source", a->form_source);
    stmt_text(s, ":asked_by", a->asked_by);
    stmt_int(s, ":contact_confirmed", a->contact_confirmed);
    stmt_text_or_null(s, ":unit", a->unit);
    return stmt_run(s, why);
}

enum verdict application_add(struct store *st, const struct application *a,
                             struct reason *why)
{
    return write_application(stmt_of(st, SQL_APPLICATION_PUT), a, why);
}

enum verdict application_set(struct store *st, const struct application *a,
                             struct reason *why)
{
    return write_application(stmt_of(st, SQL_APPLICATION_SET), a, why);
}

static enum verdict take_application(struct stmt *s, struct arena *arena,
                                     struct application *ret, bool *ret_found,
                                     struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v;

    assert(ret);
    assert(ret_found);
    v = stmt_next(held, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct application){
        .id = stmt_copy(s, 0, arena),
        .name = stmt_copy(s, 1, arena),
        .folded_name = stmt_copy(s, 2, arena),
        .uscc = stmt_copy(s, 3, arena),
        .applicant = stmt_copy(s, 4, arena),
        .applicant_name = stmt_copy(s, 5, arena),
        .version = stmt_number(s, 7),
        .received_at = stmt_number(s, 8),
        .paper_at = stmt_is_null(s, 9) ? MOMENT_NONE : stmt_number(s, 9),
        .unit = stmt_copy(s, 10, arena),
        .form_source = stmt_copy(s, 11, arena),
        .asked_by = stmt_copy(s, 12, arena),
        .contact_confirmed = stmt_number(s, 13) != 0,
        .changed_at = stmt_number(s, 14),
    };
    if (!application_state_from(stmt_span(s, 6), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "application.get",
                          SPAN_FMT " has an unknown state", SPAN_ARG(ret->id));
    return VERDICT_DONE;
}

#define SQL_APPLICATION_COLUMNS                                                \
    "SELECT id, name, folded_name, uscc, applicant, applicant_name, state,"    \
    " version, received_at, paper_at, unit, form_source, asked_by,"            \
    " contact_confirmed, changed_at FROM application "
/* A decided one lives on while a group's result waits to be told or its
 * formalities run; then the unit may apply anew. */
#define SQL_APPLICATION_OPEN                                                   \
    "(state IN ('incomplete','accepted','reviewing') OR"                       \
    " (state = 'decided' AND EXISTS (SELECT 1 FROM review r"                   \
    " WHERE r.application = application.id AND r.state IN"                     \
    " ('waiting','approved','rejected','formalities')))) "
#define SQL_APPLICATION_GET SQL_APPLICATION_COLUMNS "WHERE id = :id"
#define SQL_APPLICATION_BY_USCC                                                \
    SQL_APPLICATION_COLUMNS                                                    \
    "WHERE " SQL_APPLICATION_OPEN "AND uscc = :uscc ORDER BY id LIMIT 1"
#define SQL_APPLICATION_BY_NAME                                                \
    SQL_APPLICATION_COLUMNS                                                    \
    "WHERE " SQL_APPLICATION_OPEN "AND folded_name = :name"                    \
    " AND (uscc = '' OR :uscc = '' OR uscc = :uscc) ORDER BY id LIMIT 1"
#define SQL_APPLICATION_BY_APPLICANT                                           \
    SQL_APPLICATION_COLUMNS                                                    \
    "WHERE " SQL_APPLICATION_OPEN "AND applicant = :applicant COLLATE NOCASE"  \
    " AND 1 = (SELECT count(*) FROM application WHERE " SQL_APPLICATION_OPEN   \
    "AND applicant = :applicant COLLATE NOCASE)"

enum verdict application_get(struct store *st, struct span id,
                             struct arena *arena, struct application *ret,
                             bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_APPLICATION_GET);

    stmt_text(s, ":id", id);
    return take_application(s, arena, ret, ret_found, why);
}

enum verdict application_match(struct store *st, struct span uscc,
                               struct span folded_name, struct arena *arena,
                               struct application *ret, bool *ret_found,
                               struct reason *why)
{
    struct stmt *s;

    assert(ret_found);
    *ret_found = false;
    if (uscc.n) {
        enum verdict v;
        s = stmt_of(st, SQL_APPLICATION_BY_USCC);
        stmt_text(s, ":uscc", uscc);
        v = take_application(s, arena, ret, ret_found, why);
        if (v != VERDICT_DONE || *ret_found)
            return v;
    }
    if (span_is_empty(folded_name))
        return VERDICT_DONE;
    s = stmt_of(st, SQL_APPLICATION_BY_NAME);
    stmt_text(s, ":name", folded_name);
    stmt_text(s, ":uscc", uscc);
    return take_application(s, arena, ret, ret_found, why);
}

enum verdict application_of(struct store *st, struct span applicant,
                            struct arena *arena, struct application *ret,
                            bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_APPLICATION_BY_APPLICANT);

    stmt_text(s, ":applicant", applicant);
    return take_application(s, arena, ret, ret_found, why);
}

#define SQL_FIELD_CLEAR                                                        \
    "DELETE FROM application_field WHERE application = :id AND key = :key"
#define SQL_FIELD_ADD                                                          \
    "INSERT INTO application_field (application, key, position, value)"        \
    " VALUES (:id, :key, :position, :value)"

static enum verdict field_run(struct stmt *s, struct span id, struct span key,
                              struct reason *why)
{
    stmt_text(s, ":id", id);
    stmt_text(s, ":key", key);
    return stmt_run(s, why);
}

enum verdict application_fields_put(struct store *st, struct span id,
                                    const application_fields *fields,
                                    struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(fields);
    for (size_t i = 0; i < fields->n && v == VERDICT_DONE; i++)
        v = field_run(stmt_of(st, SQL_FIELD_CLEAR), id, fields->at[i].key, why);
    for (size_t i = 0; i < fields->n && v == VERDICT_DONE; i++) {
        struct stmt *s = stmt_of(st, SQL_FIELD_ADD);
        stmt_int(s, ":position", (int64_t)i);
        stmt_text(s, ":value", fields->at[i].value);
        v = field_run(s, id, fields->at[i].key, why);
    }
    return v;
}

#define SQL_FIELDS_OF                                                          \
    "SELECT key, value FROM application_field WHERE application = :id"         \
    " ORDER BY key, position"

enum verdict application_fields_get(struct store *st, struct span id,
                                    struct arena *arena,
                                    application_fields *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_FIELDS_OF);

    assert(ret);
    *ret = (application_fields){ 0 };
    stmt_text(s, ":id", id);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct application_field){
            .key = stmt_copy(s, 0, arena),
            .value = stmt_copy(s, 1, arena),
        };
    }
}

#define SQL_DOCUMENT_ADD                                                       \
    "INSERT INTO application_document (application, message, part, kind,"      \
    " name, type, size, sha256, media_type, encrypted, cloud_link, inside)"    \
    " VALUES (:id, :message, :part, :kind, :name, :type, :size, :sha256,"      \
    " :media_type, :encrypted, :cloud_link, :inside) ON CONFLICT DO NOTHING"

enum verdict application_document_add(struct store *st, struct span id,
                                      const struct application_document *d,
                                      struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DOCUMENT_ADD);

    assert(d);
    stmt_text(s, ":id", id);
    stmt_int(s, ":message", d->message);
    stmt_int(s, ":part", d->part);
    stmt_text(s, ":kind", d->kind);
    stmt_text(s, ":name", d->name);
    stmt_text(s, ":type", d->type);
    stmt_int(s, ":size", d->size);
    stmt_text(s, ":sha256", d->sha256);
    stmt_text(s, ":media_type", d->media_type);
    stmt_int(s, ":encrypted", d->encrypted);
    stmt_int(s, ":cloud_link", d->cloud_link);
    stmt_text(s, ":inside", d->inside);
    return stmt_run(s, why);
}

#define SQL_DOCUMENTS_OF                                                       \
    "SELECT message, part, kind, name, type, size, sha256, media_type,"        \
    " encrypted, cloud_link, inside FROM application_document"                 \
    " WHERE application = :id ORDER BY message, part"

enum verdict application_documents_get(struct store *st, struct span id,
                                       struct arena *arena,
                                       application_documents *ret,
                                       struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DOCUMENTS_OF);

    assert(ret);
    *ret = (application_documents){ 0 };
    stmt_text(s, ":id", id);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct application_document){
            .message = stmt_number(s, 0),
            .part = (int)stmt_number(s, 1),
            .kind = stmt_copy(s, 2, arena),
            .name = stmt_copy(s, 3, arena),
            .type = stmt_copy(s, 4, arena),
            .size = stmt_number(s, 5),
            .sha256 = stmt_copy(s, 6, arena),
            .media_type = stmt_copy(s, 7, arena),
            .encrypted = stmt_number(s, 8) != 0,
            .cloud_link = stmt_number(s, 9) != 0,
            .inside = stmt_copy(s, 10, arena),
        };
    }
}
