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
    " expires_at, closed_by) VALUES (:hash, :purpose, :object, :actor,"        \
    " :single, :issued_at, :expires_at, '')"

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
    return stmt_run(s, why);
}

#define SQL_TOKEN_FIND                                                         \
    "SELECT hash, purpose, object, actor, single, issued_at, expires_at,"      \
    " closed_at, closed_by FROM token WHERE hash = :hash"

enum verdict token_find(struct store *st, struct span word, struct arena *arena,
                        struct token *ret, bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = NULL;
    char hex[HASH_HEX];
    enum verdict v;

    assert(ret);
    assert(ret_found);
    *ret_found = false;
    if (!word_hash(word, hex))
        return VERDICT_DONE;
    s = stmt_of(st, SQL_TOKEN_FIND);
    stmt_text(s, ":hash", span_str(hex));
    v = stmt_next(s, ret_found, why);
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
    };
    return VERDICT_DONE;
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
