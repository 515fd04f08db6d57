#include "trust.h"

#include <assert.h>

#include "convoke/base/moment.h"

/* ---- words, quoted strings and separators; comments count as blanks ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span skip_comment(struct span s)
{
    int depth = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return span_from(s, i + 1);
    }
    return span_from(s, s.n);
}

static struct span skip_blanks(struct span s)
{
    for (;;) {
        while (s.n && is_blank(s.p[0]))
            s = span_from(s, 1);
        if (!span_starts(s, SPAN("(")))
            return s;
        s = skip_comment(s);
    }
}

/* Octets of a quoted string, its quotes counted; to the end when it is never
 * closed. */
static size_t quoted_length(struct span s)
{
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '"')
            return i + 1;
    }
    return s.n;
}

/* A word ends at a blank, `;` or a comment; a name (but not a value, which may
 * be base64) also at `=`. Quotes around the whole word go. */
static struct span take_word(struct span *rest, bool name)
{
    struct span word = *rest = skip_blanks(*rest);
    size_t i = 0;

    while (i < word.n && !is_blank(word.p[i]) && word.p[i] != ';' &&
           word.p[i] != '(' && !(name && word.p[i] == '='))
        i += word.p[i] == '"' ? quoted_length(span_from(word, i)) : 1;
    *rest = span_from(word, i);
    word = span_sub(word, 0, i);
    if (word.n >= 2 && word.p[0] == '"' && quoted_length(word) == word.n)
        word = span_sub(word, 1, word.n - 2);
    return word;
}

static bool take_char(struct span *rest, char c)
{
    struct span s = skip_blanks(*rest);

    if (s.n == 0 || s.p[0] != c)
        return false;
    *rest = span_from(s, 1);
    return true;
}

/* To behind the next `;`; false at the end of the field. */
static bool next_section(struct span *rest)
{
    while (rest->n) {
        if (take_char(rest, ';'))
            return true;
        *rest = skip_blanks(*rest);
        *rest = span_from(
            *rest, rest->n && rest->p[0] == '"' ? quoted_length(*rest) : 1);
    }
    return false;
}

static struct span lower(struct span s, struct arena *arena)
{
    char *p = arena_str(arena, span_fit(s, FACTS_MAX_WORD));
    size_t n = strlen(p);

    for (size_t i = 0; i < n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + ('a' - 'A'));
    return span_of(p, n);
}

/* ---- Authentication-Results ---- */

/* The properties that name the domain a method speaks of, the best first. */
static const struct {
    struct span method, property;
} properties[] = {
    { SPAN("dmarc"), SPAN("header.from") },
    { SPAN("dkim"), SPAN("header.d") },
    { SPAN("dkim"), SPAN("header.i") },
    { SPAN("spf"), SPAN("smtp.mailfrom") },
    { SPAN("spf"), SPAN("smtp.mail") },
    { SPAN("spf"), SPAN("smtp.envelope-from") },
    { SPAN(""), SPAN("header.from") },
    { SPAN(""), SPAN("header.d") },
};

static size_t property_rank(struct span method, struct span property)
{
    for (size_t i = 0; i < ARRAY_LEN(properties); i++)
        if ((properties[i].method.n == 0 ||
             span_eq(method, properties[i].method)) &&
            span_eq_nocase(property, properties[i].property))
            return i;
    return ARRAY_LEN(properties);
}

/* "user@a.example", "<user@a.example>", "@a.example" or "a.example". */
static struct span domain_of(struct span value)
{
    if (span_starts(value, SPAN("<")))
        value = span_from(value, 1);
    if (span_ends(value, SPAN(">")))
        value.n--;
    for (size_t i = value.n; i > 0; i--)
        if (value.p[i - 1] == '@')
            return span_from(value, i);
    return value;
}

/* The rest of a section: `ptype.property=value` as often as it likes. */
static struct span read_domain(struct span *rest, struct span method)
{
    size_t best = ARRAY_LEN(properties);
    struct span domain = SPAN_NONE;

    for (;;) {
        struct span name = take_word(rest, /* name= */ true);
        struct span value;
        size_t rank;

        if (!take_char(rest, '=')) {
            /* A stray word between properties is stepped over. */
            if (name.n == 0)
                return domain;
            continue;
        }
        value = take_word(rest, /* name= */ false);
        rank = property_rank(method, name);
        if (rank < best) {
            best = rank;
            domain = domain_of(value);
        }
    }
}

static void add_result(struct facts *to, struct facts_result result,
                       struct arena *arena)
{
    if (to->results.n < FACTS_MAX_RESULTS)
        *list_push(&to->results, arena) = result;
}

static void read_result(struct span *rest, struct facts_result result,
                        struct arena *arena, struct facts *to)
{
    struct span method = take_word(rest, /* name= */ true);
    struct span value;

    if (method.n == 0 || !take_char(rest, '='))
        return;
    value = take_word(rest, /* name= */ false);
    method = span_sub(method, 0, span_find_char(method, '/'));
    result.method = lower(method, arena);
    result.value = lower(value, arena);
    result.domain = lower(read_domain(rest, result.method), arena);
    add_result(to, result, arena);
}

void trust_results(struct span field, struct arena *arena, struct facts *to)
{
    struct facts_result result = { 0 };
    struct span rest = field;
    struct span server;
    size_t had;

    assert(arena);
    assert(to);
    had = to->results.n;
    if (had)
        result.field = to->results.at[had - 1].field + 1;
    server = take_word(&rest, /* name= */ true);
    if (take_char(&rest, '=')) {
        /* Some hosts leave their name out. */
        rest = field;
        read_result(&rest, result, arena, to);
        server = SPAN_NONE;
    }
    result.server = lower(server, arena);
    while (next_section(&rest))
        read_result(&rest, result, arena, to);
    /* A server that found nothing has spoken, too: a field below that bears
     * its name is not its own. */
    result.method = SPAN("none");
    if (to->results.n == had && result.server.n)
        add_result(to, result, arena);
}

/* ---- Received ---- */

static struct span last_section(struct span field)
{
    struct span rest = field;
    struct span last = SPAN_NONE;

    while (next_section(&rest))
        last = rest;
    return last;
}

void trust_hop(struct span field, struct arena *arena, struct facts *to)
{
    struct span rest = field;
    struct facts_hop hop = { .at = MOMENT_NONE };
    struct span word;

    assert(arena);
    assert(to);
    while ((word = take_word(&rest, /* name= */ false)).n)
        if (span_eq_nocase(word, SPAN("by"))) {
            hop.by = lower(take_word(&rest, /* name= */ false), arena);
            break;
        }
    if (!moment_parse_mail(span_trim(last_section(field)), &hop.at))
        hop.at = MOMENT_NONE;
    if (to->hops.n < FACTS_MAX_HOPS)
        *list_push(&to->hops, arena) = hop;
}
