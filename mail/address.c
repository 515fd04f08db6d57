#include "convoke/mail/address.h"

#include <assert.h>

#include "convoke/mail/header.h"
#include "header_words.h"

/* One mailbox while it is read. What stands outside of angle brackets and
 * comments is either the name or, without brackets, the address. */
struct reader {
    struct span rest;    /* not yet read */
    struct text words;   /* owned; names, quotes taken off */
    struct text comment; /* owned */
    struct span angle;   /* between < and > */
    bool bracketed;
    bool unquoted;        /* no closing quote follows: look no further */
    const char *wordless; /* before here no encoded word ends */
    struct arena *arena;
    facts_addresses *list;
    size_t most, seen;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void forget(struct reader *r)
{
    text_reset(&r->words);
    text_reset(&r->comment);
    r->angle = SPAN_NONE;
    r->bracketed = false;
}

/* Domain in lower case, blanks out: `a @ b.c` is common enough. */
static struct span mail_tidy(struct span s, struct arena *arena)
{
    char *p = arena_alloc(arena, s.n);
    size_t n = 0;
    bool domain = false;
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"')
            quoted = !quoted;
        if (c == '@' && !quoted)
            domain = true;
        if (domain && c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (quoted || !is_blank(c))
            p[n++] = c;
    }
    return span_of(p, n);
}

/* A source route and a scheme are no part of an address. */
static struct span without_route(struct span s)
{
    size_t at;

    s = span_trim(s);
    if (span_starts_nocase(s, SPAN("mailto:")))
        return span_from(s, 7);
    if (!span_starts(s, SPAN("@")))
        return s;
    at = s.n;
    while (at > 0 && s.p[at - 1] != ':')
        at--;
    return span_from(s, at);
}

static bool is_around(unsigned char c)
{
    return c <= ' ' || strchr("[](){}<>,;\"'", c);
}

static struct span without_marks(struct span s)
{
    while (s.n && is_around((unsigned char)s.p[0]))
        s = span_from(s, 1);
    while (s.n && is_around((unsigned char)s.p[s.n - 1]))
        s.n--;
    return s;
}

/* The address in text without angle brackets: what stands around the last
 * `@`. The rest is the name. */
static struct span bare_mail(struct span s, struct span *ret_before,
                             struct span *ret_after)
{
    size_t at = s.n;
    size_t start;
    size_t end;

    while (at > 0 && s.p[at - 1] != '@')
        at--;
    if (at == 0)
        return SPAN_NONE;
    start = at - 1;
    end = at;
    if (start > 0 && is_blank(s.p[start - 1]))
        start--;
    if (start > 0 && s.p[start - 1] == '"') {
        start--;
        start -= start > 0;
        while (start > 0 && s.p[start] != '"')
            start--;
    }
    while (start > 0 && !is_around((unsigned char)s.p[start - 1]))
        start--;
    while (end < s.n && is_blank(s.p[end]))
        end++;
    if (end < s.n && s.p[end] == '[')
        end += span_find_char(span_from(s, end), ']') + 1;
    while (end < s.n && !is_around((unsigned char)s.p[end]))
        end++;
    end = end < s.n ? end : s.n;
    *ret_before = without_marks(span_sub(s, 0, start));
    *ret_after = without_marks(span_from(s, end));
    return span_sub(s, start, end - start);
}

/* Decoded, and without the single quotes that some clients add. */
static struct span name_tidy(struct span s, struct arena *arena)
{
    s = header_tidy(header_words(span_trim(s), arena, NULL), arena);
    if (s.n >= 2 && s.p[0] == '\'' && s.p[s.n - 1] == '\'')
        s = span_trim(span_sub(s, 1, s.n - 2));
    return s;
}

static void finish(struct reader *r)
{
    struct span words = span_trim(text_span(&r->words));
    struct span before = SPAN_NONE;
    struct span after = SPAN_NONE;
    struct span mail = r->angle;
    struct facts_address *a;

    if (!r->bracketed) {
        mail = bare_mail(words, &before, &after);
        words = before.n ? before : after;
        if (mail.n == 0 &&
            span_find_char(text_span(&r->comment), '@') < r->comment.n)
            mail = bare_mail(text_span(&r->comment), &before, &after);
    }
    if ((r->bracketed && span_trim(mail).n) || mail.n) {
        if (r->seen++ < r->most) {
            a = list_push(r->list, r->arena);
            a->mail = mail_tidy(without_route(mail), r->arena);
            if (span_trim(words).n == 0)
                words = text_span(&r->comment);
            a->name = name_tidy(arena_span(r->arena, words), r->arena);
        }
    }
    forget(r);
}

/* Nested comments end where as many close as opened, or with the field. */
static void read_comment(struct reader *r)
{
    size_t depth = 0;
    size_t i = 0;

    for (; i < r->rest.n; i++) {
        char c = r->rest.p[i];
        if (c == '\\' && i + 1 < r->rest.n) {
            i++;
            c = r->rest.p[i];
        } else if (c == '(') {
            if (depth++ == 0)
                continue;
        } else if (c == ')' && --depth == 0) {
            break;
        }
        text_add_char(&r->comment, c);
    }
    r->rest = span_from(r->rest, i + 1);
}

static size_t quote_end(struct span s)
{
    size_t i = 1;

    while (i < s.n && s.p[i] != '"')
        i += s.p[i] == '\\' ? 2 : 1;
    return i < s.n ? i : s.n;
}

/* "Name", or a quoted local part when an `@` follows at once. */
static void read_quoted(struct reader *r)
{
    size_t end = r->unquoted ? r->rest.n : quote_end(r->rest);
    bool local = end + 1 < r->rest.n && r->rest.p[end + 1] == '@';

    if (end == r->rest.n) {
        r->unquoted = true; /* a stray quote means nothing */
        r->rest = span_from(r->rest, 1);
        return;
    }
    if (local)
        text_add(&r->words, span_sub(r->rest, 0, end + 1));
    for (size_t i = 1; i < end && !local; i++) {
        if (r->rest.p[i] == '\\' && i + 1 < end)
            i++;
        text_add_char(&r->words, r->rest.p[i]);
    }
    r->rest = span_from(r->rest, end + 1);
}

/* <a@b>; without its end it goes to the next separator. */
static void read_angle(struct reader *r)
{
    size_t end = 0;

    while (r->rest.n && r->rest.p[0] == '<')
        r->rest = span_from(r->rest, 1);
    while (end < r->rest.n && !strchr("<>,;", r->rest.p[end]))
        end++;
    /* A route has commas: <@relay,@other:a@b>. */
    if (span_starts(r->rest, SPAN("@")) && end < r->rest.n)
        end = span_find_char(r->rest, '>');
    if (!r->bracketed || span_find_char(r->angle, '@') == r->angle.n)
        r->angle = span_trim(span_sub(r->rest, 0, end));
    r->bracketed = true;
    while (end < r->rest.n && r->rest.p[end] == '>')
        end++;
    r->rest = span_from(r->rest, end);
}

/* `group:` names nobody; the mailboxes behind it do. `mailto:` neither. */
static void read_colon(struct reader *r)
{
    if (span_find_char(text_span(&r->words), '@') == r->words.n)
        text_reset(&r->words);
    else
        text_add_char(&r->words, ':'); /* user@[IPv6:::1] */
    r->rest = span_from(r->rest, 1);
}

/* An encoded word may hold what separates elsewhere. */
static size_t word_length(struct reader *r)
{
    struct span s = r->rest;
    size_t end;

    if (s.p < r->wordless || !span_starts(s, SPAN("=?")))
        return 0;
    for (end = 2; end < s.n && !is_blank(s.p[end]) && s.p[end] != '<'; end++)
        if (s.p[end] == '?' && end + 1 < s.n && s.p[end + 1] == '=' &&
            s.p[end - 2] != '?')
            return end + 2;
    r->wordless = s.p + end;
    return 0;
}

static void read_one(struct reader *r)
{
    size_t n;

    switch (r->rest.p[0]) {
    case '"':
        read_quoted(r);
        break;
    case '(':
        read_comment(r);
        break;
    case '<':
        read_angle(r);
        break;
    case ',':
    case ';':
        finish(r);
        r->rest = span_from(r->rest, 1);
        break;
    case ':':
        read_colon(r);
        break;
    default:
        n = word_length(r);
        text_add(&r->words, span_sub(r->rest, 0, n ? n : 1));
        r->rest = span_from(r->rest, n ? n : 1);
        break;
    }
}

size_t address_list_read(struct span raw, struct span hint, size_t most,
                         struct arena *arena, facts_addresses *ret)
{
    struct reader r = { .most = most, .arena = arena, .list = ret };

    assert(arena);
    assert(ret);
    r.rest = header_utf8(raw, hint, arena, NULL);
    r.words = TEXT_INIT(r.rest.n);
    r.comment = TEXT_INIT(r.rest.n);
    while (r.rest.n)
        read_one(&r);
    finish(&r);
    text_release(&r.words);
    text_release(&r.comment);
    return r.seen;
}

struct span address_path(struct span raw, struct arena *arena)
{
    facts_addresses list = { 0 };

    raw = header_unfold(raw, arena);
    if (span_starts(raw, SPAN("<>")) || raw.n == 0)
        return SPAN_NONE;
    if (address_list_read(raw, SPAN_NONE, 1, arena, &list) == 0)
        return SPAN_NONE;
    return list.at[0].mail;
}

bool address_is_plain(struct span mail)
{
    size_t at = span_find_char(mail, '@');
    struct span domain = span_from(mail, at + 1);

    if (at == 0 || domain.n == 0 || span_find_char(domain, '@') < domain.n)
        return false;
    if (mail.n > 254 || span_has_control(mail) || !span_is_utf8(mail))
        return false;
    for (size_t i = 0; i < mail.n; i++)
        if (strchr(" <>(),;:\"\\", mail.p[i]))
            return false;
    return true;
}
