#include "convoke/store/token.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "stmt.h"

/* Some mail systems fold case and people type what they read: the word is
 * compared in lower case with Crockford's look-alikes folded. */
static const char *word_hash(struct span word, char hex[HASH_HEX])
{
    char folded[TOKEN_WORD];

    if (word.n != TOKEN_WORD)
        return NULL;
    for (size_t i = 0; i < TOKEN_WORD; i++) {
        char c = word.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c == 'o')
            c = '0';
        if (c == 'i' || c == 'l')
            c = '1';
        folded[i] = c;
    }
    return hash_of(span_of(folded, TOKEN_WORD), hex);
}

#define SQL_TOKEN_ADD                                                          \
    "INSERT INTO token (hash, purpose, object, actor, single, issued_at,"      \
    " expires_at, message_id, closed_by) VALUES (:hash, :purpose, :object,"    \
    " :actor, :single, :issued_at, :expires_at, :message_id, '')"

enum verdict token_add(struct store *st, struct span word,
                       const struct token *t, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_ADD);
    char hex[HASH_HEX];

    assert(t);
    assert(word.n == TOKEN_WORD);
    stmt_text(s, ":hash", span_str(word_hash(word, hex)));
    stmt_text(s, ":purpose", t->purpose);
    stmt_text(s, ":object", t->object);
    stmt_text(s, ":actor", t->actor);
    stmt_int(s, ":single", t->single);
    stmt_int(s, ":issued_at", t->issued_at);
    stmt_int(s, ":expires_at", t->expires_at);
    stmt_text(s, ":message_id", t->message_id);
    return stmt_run(s, why);
}

#define SQL_TOKEN_COLUMNS                                                      \
    "SELECT hash, purpose, object, actor, single, issued_at, expires_at,"      \
    " closed_at, closed_by, message_id FROM token "
#define SQL_TOKEN_FIND SQL_TOKEN_COLUMNS "WHERE hash = :hash"
#define SQL_TOKEN_OF_MAIL                                                      \
    SQL_TOKEN_COLUMNS "WHERE message_id = :message_id LIMIT 1"

#define SQL_TOKEN_LAST_OF                                                      \
    SQL_TOKEN_COLUMNS                                                          \
    "WHERE object = :object ORDER BY issued_at DESC, rowid DESC LIMIT 1"

static enum verdict take_token(struct stmt *s, struct arena *arena,
                               struct token *ret, bool *ret_found,
                               struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v;

    assert(ret);
    assert(ret_found);
    v = stmt_next(held, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct token){
        .hash = stmt_copy(s, 0, arena),
        .purpose = stmt_copy(s, 1, arena),
        .object = stmt_copy(s, 2, arena),
        .actor = stmt_copy(s, 3, arena),
        .single = stmt_number(s, 4) != 0,
        .issued_at = stmt_number(s, 5),
        .expires_at = stmt_number(s, 6),
        .closed = !stmt_is_null(s, 7),
        .closed_by = stmt_copy(s, 8, arena),
        .message_id = stmt_copy(s, 9, arena),
    };
    return VERDICT_DONE;
}

enum verdict token_find(struct store *st, struct span word, struct arena *arena,
                        struct token *ret, bool *ret_found, struct reason *why)
{
    struct stmt *s;
    char hex[HASH_HEX];

    assert(ret_found);
    *ret_found = false;
    if (!word_hash(word, hex))
        return VERDICT_DONE;
    s = stmt_of(st, SQL_TOKEN_FIND);
    stmt_text(s, ":hash", span_str(hex));
    return take_token(s, arena, ret, ret_found, why);
}

enum verdict token_of_mail(struct store *st, struct span message_id,
                           struct arena *arena, struct token *ret,
                           bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_OF_MAIL);

    stmt_text(s, ":message_id", message_id);
    return take_token(s, arena, ret, ret_found, why);
}

enum verdict token_last_of(struct store *st, struct span object,
                           struct arena *arena, struct token *ret,
                           bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_LAST_OF);

    stmt_text(s, ":object", object);
    return take_token(s, arena, ret, ret_found, why);
}

#define SQL_TOKEN_CLOSE                                                        \
    "UPDATE token SET closed_at = :at, closed_by = :by"                        \
    " WHERE hash = :hash AND closed_at IS NULL"

enum verdict token_close(struct store *st, struct span hash, int64_t at,
                         struct span by, bool *ret_closed, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_CLOSE);
    enum verdict v;

    assert(ret_closed);
    stmt_int(s, ":at", at);
    stmt_text(s, ":by", by);
    stmt_text(s, ":hash", hash);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE)
        *ret_closed = store_changes(st) == 1;
    return v;
}

#define SQL_TOKEN_CLOSE_ALL                                                    \
    "UPDATE token SET closed_at = :at, closed_by = :by"                        \
    " WHERE object = :object AND closed_at IS NULL"                            \
    " AND (:purpose = '' OR purpose = :purpose)"

enum verdict token_close_all(struct store *st, struct span object,
                             struct span purpose, int64_t at, struct span by,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_CLOSE_ALL);

    stmt_int(s, ":at", at);
    stmt_text(s, ":by", by);
    stmt_text(s, ":object", object);
    stmt_text(s, ":purpose", purpose);
    return stmt_run(s, why);
}

#define SQL_TOKEN_CLOSE_PARTY                                                  \
    "UPDATE token SET closed_at = :at, closed_by = :by"                        \
    " WHERE closed_at IS NULL AND purpose <> 'rsvp'"                           \
    " AND substr(object, 1, length(:group) + 1) = :group || '-'"               \
    " AND substr(object, -length(:unit) - 1) = '/' || :unit"

enum verdict token_close_party(struct store *st, struct span group,
                               struct span unit, int64_t at, struct span by,
                               struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_CLOSE_PARTY);

    stmt_int(s, ":at", at);
    stmt_text(s, ":by", by);
    stmt_text(s, ":group", group);
    stmt_text(s, ":unit", unit);
    return stmt_run(s, why);
}

#define SQL_TOKEN_PASS_ON                                                      \
    "UPDATE token SET actor = :to WHERE purpose = :purpose"                    \
    " AND actor = :from COLLATE NOCASE AND closed_at IS NULL"

enum verdict token_pass_on(struct store *st, struct span purpose,
                           struct span from, struct span to, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TOKEN_PASS_ON);

    stmt_text(s, ":purpose", purpose);
    stmt_text(s, ":from", from);
    stmt_text(s, ":to", to);
    return stmt_run(s, why);
}
