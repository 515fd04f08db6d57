#include "convoke/desk/reference.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/own.h"
#include "fold.h"

enum { WINDOW = REFERENCE_TEXT + 2 };

/* Forms over folded text: G a group, Y the year, N a running number, M which
 * meeting, T which project; small letters and dashes stand for themselves. */
static const struct pattern {
    enum reference_kind kind;
    const char *form;
} patterns[] = {
    { REFERENCE_APPLICATION, "app-YN" }, { REFERENCE_MEETING, "GYM" },
    { REFERENCE_PROJECT, "GT" },         { REFERENCE_CONTRIBUTION, "c-YN" },
    { REFERENCE_TASK, "t-YN" },          { REFERENCE_GROUP, "G" },
};

static size_t digits(const char *s, size_t most)
{
    size_t n = 0;

    while (n < most && fold_is_digit((unsigned char)s[n]))
        n++;
    return n;
}

/* "wg5" or "swg-ets"; 0 when it is none. */
static size_t group_length(const char *s)
{
    size_t n = 4;

    if (s[0] == 'w' && s[1] == 'g') {
        n = digits(s + 2, 2);
        return n ? n + 2 : 0;
    }
    if (strncmp(s, "swg-", 4) != 0)
        return 0;
    while (n < 14 && s[n] >= 'a' && s[n] <= 'z')
        n++;
    return n > 5 ? n : 0;
}

/* "-p1", "-px", "-l12" */
static size_t meeting_tail(const char *s)
{
    size_t n;

    if (s[0] != '-' || (s[1] != 'p' && s[1] != 'l'))
        return 0;
    if (s[2] == 'x')
        return 3;
    n = digits(s + 2, 2);
    return n ? n + 2 : 0;
}

/* "-s-04", "-r-03" */
static size_t project_tail(const char *s)
{
    size_t n;

    if (s[0] != '-' || (s[1] != 's' && s[1] != 'r') || s[2] != '-')
        return 0;
    n = digits(s + 3, 4);
    return n >= 2 ? n + 3 : 0;
}

/* "-2026" after a group, "2026" after a dash that is part of the form. */
static size_t year_length(const char *s, bool dash)
{
    size_t lead = dash ? 1 : 0;

    if (dash && s[0] != '-')
        return 0;
    return digits(s + lead, 4) == 4 ? lead + 4 : 0;
}

/* "-001": three digits or more. */
static size_t number_tail(const char *s)
{
    size_t n;

    if (s[0] != '-')
        return 0;
    n = digits(s + 1, 6);
    return n >= 3 ? n + 1 : 0;
}

static size_t piece_length(char what, const char *s, bool first)
{
    switch (what) {
    case 'G':
        return group_length(s);
    case 'Y':
        return year_length(s, !first);
    case 'N':
        return number_tail(s);
    case 'M':
        return meeting_tail(s);
    case 'T':
        return project_tail(s);
    default:
        return s[0] == what ? 1 : 0;
    }
}

static size_t pattern_length(const char *form, const char *s)
{
    size_t n = 0;

    for (const char *f = form; *f; f++) {
        /* After a literal dash the year has no dash of its own. */
        bool after_dash = n > 0 && s[n - 1] == '-';
        size_t piece = piece_length(*f, s + n, after_dash);

        if (!piece)
            return 0;
        n += piece;
    }
    return n;
}

/* An id ends where no letter, digit or joined piece follows. */
static bool stands_alone(const char *after)
{
    unsigned char c = (unsigned char)after[0];

    if (fold_is_alnum(c))
        return false;
    return c != '-' || !fold_is_alnum((unsigned char)after[1]);
}

static void reference_fill(struct reference *r, enum reference_kind kind,
                           const char *s, size_t n)
{
    assert(n < REFERENCE_TEXT);
    *r = (struct reference){ .kind = kind };
    for (size_t i = 0; i < n; i++)
        r->text[i] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32 : s[i]);
}

bool reference_take(struct span *rest, struct reference *ret)
{
    char s[WINDOW + 1] = "";
    size_t ends[WINDOW + 1];

    assert(rest && ret);
    fold_ascii(*rest, s, sizeof(s), ends);
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        size_t n = pattern_length(patterns[i].form, s);

        if (!n || n >= REFERENCE_TEXT || !stands_alone(s + n))
            continue;
        reference_fill(ret, patterns[i].kind, s, n);
        *rest = span_from(*rest, ends[n - 1]);
        return true;
    }
    return false;
}

bool reference_take_short(struct span *rest, struct reference *ret)
{
    char s[WINDOW + 1] = "-";
    size_t ends[WINDOW + 1];
    enum reference_kind kind = REFERENCE_MEETING;
    size_t n;

    assert(rest && ret);
    /* The tails of the whole ids, the dash before them added. */
    fold_ascii(*rest, s + 1, sizeof(s) - 1, ends);
    n = meeting_tail(s);
    if (!n) {
        kind = REFERENCE_PROJECT;
        n = project_tail(s);
    }
    if (!n || !stands_alone(s + n))
        return false;
    reference_fill(ret, kind, s + 1, n - 1);
    *rest = span_from(*rest, ends[n - 2]);
    return true;
}

bool reference_complete(struct reference *r, struct span group, int year)
{
    struct reference whole;
    struct span rest;
    char text[2 * REFERENCE_TEXT];
    bool is_short;

    assert(r);
    rest = reference_span(r);
    is_short = reference_take_short(&rest, &whole) && !rest.n;
    if (!is_short)
        return true;
    if (r->kind == REFERENCE_MEETING)
        snprintf(text, sizeof(text), SPAN_FMT "-%d-%s", SPAN_ARG(group), year,
                 r->text);
    else
        snprintf(text, sizeof(text), SPAN_FMT "-%s", SPAN_ARG(group), r->text);
    rest = span_str(text);
    if (!reference_take(&rest, &whole) || rest.n || whole.kind != r->kind)
        return false;
    *r = whole;
    return true;
}

bool reference_cut(struct span *rest, struct reference *ret)
{
    struct span s;
    bool joined = false;
    unsigned c;
    size_t n;

    assert(rest && ret);
    s = *rest;
    while ((n = fold_char(s, &c))) {
        bool may = c == 'a' || c == 'c' || c == 's' || c == 't' || c == 'w';

        if (!joined && may && reference_take(&s, ret)) {
            *rest = s;
            return true;
        }
        joined = fold_is_alnum(c) || c == '-';
        s = span_from(s, n);
    }
    *rest = SPAN_NONE;
    return false;
}

bool reference_find(struct span s, enum reference_kind kind,
                    struct reference *ret)
{
    struct reference r;

    assert(ret);
    while (reference_cut(&s, &r)) {
        if (r.kind != kind)
            continue;
        *ret = r;
        return true;
    }
    return false;
}

size_t reference_all(struct span s, enum reference_kind kind,
                     struct reference *at, size_t room)
{
    struct reference r;
    size_t n = 0;

    assert(at || !room);
    while (reference_cut(&s, &r)) {
        bool known = r.kind != kind;

        for (size_t i = 0; i < n && i < room && !known; i++)
            known = strcmp(at[i].text, r.text) == 0;
        if (known)
            continue;
        if (n < room)
            at[n] = r;
        n++;
    }
    return n;
}
