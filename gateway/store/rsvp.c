#include "convoke/store/rsvp.h"

#include <assert.h>

#include "stmt.h"

/* ---- invitations ---- */

#define SQL_INVITATION_PUT                                                     \
    "INSERT INTO invitation (meeting, person, party, name, sequence, at,"      \
    " ended, delegated_from) VALUES (:meeting, :person, :party, :name,"        \
    " :sequence, :at, :ended, :delegated_from) ON CONFLICT DO UPDATE SET"      \
    " party = :party, name = :name, sequence = :sequence, at = :at,"           \
    " ended = :ended, delegated_from = :delegated_from"

enum verdict invitation_put(struct store *st, const struct invitation *i,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INVITATION_PUT);

    assert(i);
    stmt_text(s, ":meeting", i->meeting);
    stmt_text(s, ":person", i->person);
    stmt_text(s, ":party", i->party);
    stmt_text(s, ":name", i->name);
    stmt_int(s, ":sequence", i->sequence);
    stmt_int(s, ":at", i->at);
    stmt_int(s, ":ended", i->ended);
    stmt_text(s, ":delegated_from", i->delegated_from);
    return stmt_run(s, why);
}

#define SQL_INVITATION_COLUMNS                                                 \
    "SELECT meeting, person, party, name, sequence, at, ended, delegated_from" \
    " FROM invitation "

static enum verdict take_invitations(struct stmt *held, struct arena *arena,
                                     invitations *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (invitations){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct invitation){
            .meeting = stmt_copy(s, 0, arena),
            .person = stmt_copy(s, 1, arena),
            .party = stmt_copy(s, 2, arena),
            .name = stmt_copy(s, 3, arena),
            .sequence = stmt_number(s, 4),
            .at = stmt_number(s, 5),
            .ended = stmt_number(s, 6) != 0,
            .delegated_from = stmt_copy(s, 7, arena),
        };
    return v;
}

#define SQL_INVITATION_GET                                                     \
    SQL_INVITATION_COLUMNS "WHERE meeting = :meeting AND person = :person"

enum verdict invitation_get(struct store *st, struct span meeting,
                            struct span person, struct arena *arena,
                            struct invitation *ret, bool *ret_found,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INVITATION_GET);
    invitations found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":meeting", meeting);
    stmt_text(s, ":person", person);
    v = take_invitations(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_INVITATIONS_OF                                                     \
    SQL_INVITATION_COLUMNS "WHERE meeting = :meeting ORDER BY party, person"

enum verdict invitations_of(struct store *st, struct span meeting,
                            struct arena *arena, invitations *ret,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INVITATIONS_OF);

    stmt_text(s, ":meeting", meeting);
    return take_invitations(s, arena, ret, why);
}

#define SQL_INVITATIONS_OF_PARTY                                               \
    SQL_INVITATION_COLUMNS                                                     \
    "WHERE meeting = :meeting AND party = :party ORDER BY person"

enum verdict invitations_of_party(struct store *st, struct span meeting,
                                  struct span party, struct arena *arena,
                                  invitations *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INVITATIONS_OF_PARTY);

    stmt_text(s, ":meeting", meeting);
    stmt_text(s, ":party", party);
    return take_invitations(s, arena, ret, why);
}

#define SQL_INVITATIONS_TO                                                     \
    SQL_INVITATION_COLUMNS "WHERE person = :person AND ended = 0"              \
                           " ORDER BY meeting"

enum verdict invitations_to(struct store *st, struct span person,
                            struct arena *arena, invitations *ret,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INVITATIONS_TO);

    stmt_text(s, ":person", person);
    return take_invitations(s, arena, ret, why);
}

/* ---- answers ---- */

#define SQL_RSVP_ADD                                                           \
    "INSERT INTO rsvp (meeting, party, person, came_from, status, sequence,"   \
    " stamp, at, message, comment, delegate, way) VALUES (:meeting, :party,"   \
    " :person, :from, :status, :sequence, :stamp, :at, :message, :comment,"    \
    " :delegate, :way) ON CONFLICT DO NOTHING"

enum verdict rsvp_add(struct store *st, const struct rsvp *r, bool *ret_new,
                      struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_RSVP_ADD);
    enum verdict v;

    assert(r && ret_new);
    stmt_text(s, ":meeting", r->meeting);
    stmt_text(s, ":party", r->party);
    stmt_text(s, ":person", r->person);
    stmt_text(s, ":from", r->from);
    stmt_text(s, ":status", r->status);
    stmt_int(s, ":sequence", r->sequence);
    stmt_int(s, ":stamp", r->stamp);
    stmt_int(s, ":at", r->at);
    stmt_int(s, ":message", r->message);
    stmt_text(s, ":comment", r->comment);
    stmt_text(s, ":delegate", r->delegate);
    stmt_text(s, ":way", r->way);
    v = stmt_run(s, why);
    *ret_new = v == VERDICT_DONE && store_changes(st) > 0;
    return v;
}

#define SQL_RSVP_COLUMNS                                                       \
    "SELECT id, meeting, party, person, came_from, status, sequence, stamp,"   \
    " at, message, comment, delegate, way FROM rsvp WHERE meeting = :meeting "
#define SQL_RSVPS_OF SQL_RSVP_COLUMNS "ORDER BY party, person, id"
/* Apart, so that the index finds them. */
#define SQL_RSVPS_OF_PARTY                                                     \
    SQL_RSVP_COLUMNS "AND party = :party ORDER BY party, person, id"

enum verdict rsvps_of(struct store *st, struct span meeting, struct span party,
                      struct arena *arena, rsvps *ret, struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s = stmt_of(st, party.n ? SQL_RSVPS_OF_PARTY : SQL_RSVPS_OF);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (rsvps){ 0 };
    stmt_text(s, ":meeting", meeting);
    if (party.n)
        stmt_text(s, ":party", party);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct rsvp){
            .id = stmt_number(s, 0),
            .meeting = stmt_copy(s, 1, arena),
            .party = stmt_copy(s, 2, arena),
            .person = stmt_copy(s, 3, arena),
            .from = stmt_copy(s, 4, arena),
            .status = stmt_copy(s, 5, arena),
            .sequence = stmt_number(s, 6),
            .stamp = stmt_number(s, 7),
            .at = stmt_number(s, 8),
            .message = stmt_number(s, 9),
            .comment = stmt_copy(s, 10, arena),
            .delegate = stmt_copy(s, 11, arena),
            .way = stmt_copy(s, 12, arena),
        };
    return v;
}
