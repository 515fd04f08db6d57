#include "body.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/facts.h"
#include "html.h"
#include "tidy.h"
#include "words.h"

/* HTML of Word says little in many octets. */
enum { MAX_HTML = 1024 * 1024 };

/* ---- which parts are the body ---- */

static bool is_text(const struct letter_part *p)
{
    return span_eq(p->media_type, SPAN("text/plain")) ||
           span_eq(p->media_type, SPAN("text/html")) ||
           span_eq(p->media_type, SPAN("text/enriched"));
}

static bool is_html(const struct letter_part *p)
{
    return span_eq(p->media_type, SPAN("text/html"));
}

/* Index of the alternative a part stands in, -1 when there is none. */
static int alternative_of(const struct letter *l, const struct letter_part *p)
{
    for (int i = p->parent; i >= 0; i = l->parts.at[i].parent)
        if (span_eq(l->parts.at[i].media_type, SPAN("multipart/alternative")))
            return i;
    return -1;
}

/* A named text is an attachment unless it is the letter's own text: some
 * programs name that, too. */
static bool is_body(const struct letter *l, const struct letter_part *p,
                    bool first)
{
    if (p->kind != LETTER_LEAF || p->message != -1 || !is_text(p))
        return false;
    if (span_eq(p->disposition.main, SPAN("attachment")))
        return false;
    return p->name.n == 0 || first || alternative_of(l, p) >= 0;
}

/* ---- reading them ---- */

static const struct {
    struct span from, to;
} entities[] = {
    { SPAN("&nbsp;"), SPAN(" ") },  { SPAN("&lt;"), SPAN("<") },
    { SPAN("&gt;"), SPAN(">") },    { SPAN("&amp;"), SPAN("&") },
    { SPAN("&quot;"), SPAN("\"") }, { SPAN("&#39;"), SPAN("'") },
};

/* QQ writes HTML entities into plain text; `&nbsp;` gives it away. */
static void unescape(struct span s, struct text *to)
{
    while (s.n) {
        size_t at = span_find_char(s, '&');
        size_t i = 0;

        text_add(to, span_sub(s, 0, at));
        s = span_from(s, at);
        while (i < ARRAY_LEN(entities) && !span_starts(s, entities[i].from))
            i++;
        if (i < ARRAY_LEN(entities)) {
            text_add(to, entities[i].to);
            s = span_from(s, entities[i].from.n);
        } else if (s.n) {
            text_add(to, SPAN("&"));
            s = span_from(s, 1);
        }
    }
}

/* What has been read so far. */
struct writer {
    const struct letter *l;
    struct arena *arena;
    struct text out;
    size_t quote_at;
    bool answered;
    bool *plain; /* by alternative: it has a plain text that says something */
    struct body *body;
};

static void add_plain(struct writer *w, struct span s)
{
    CLEANUP(text_release) struct text plain = TEXT_INIT(FACTS_MAX_BODY);

    if (span_has(s, SPAN("&nbsp;"))) {
        unescape(s, &plain);
        s = text_span(&plain);
    }
    s = tidy_body(s, FACTS_MAX_BODY, w->arena);
    w->body->cut |= s.n > w->out.ceiling - w->out.n;
    text_add(&w->out, span_fit(s, w->out.ceiling - w->out.n));
}

static void add_html(struct writer *w, struct span s)
{
    struct html_found found = html_text(s, &w->out);

    if (found.quote_at < w->quote_at)
        w->quote_at = found.quote_at;
    w->answered |= found.answered;
    w->body->too_deep |= found.too_deep;
}

static void add_part(struct writer *w, int i)
{
    const struct letter_part *p = &w->l->parts.at[i];
    CLEANUP(text_release)
    struct text s = TEXT_INIT(is_html(p) ? MAX_HTML : FACTS_MAX_BODY);
    int alternative = alternative_of(w->l, p);

    w->body->is_body[i] = true;
    if (is_html(p) && alternative >= 0 && w->plain[alternative])
        return;
    w->body->flags |= letter_text(w->l, i, &s);
    w->body->cut |= s.over;
    if (w->out.n && w->out.p[w->out.n - 1] != '\n')
        text_add_char(&w->out, '\n');
    if (is_html(p))
        add_html(w, text_span(&s));
    else
        add_plain(w, text_span(&s));
}

/* The start of a text tells whether it says anything at all. */
static bool says_something(const struct letter *l, int i)
{
    CLEANUP(text_release) struct text s = TEXT_INIT(FACTS_MAX_BODY);
    CLEANUP(text_release) struct text plain = TEXT_INIT(FACTS_MAX_BODY);

    (void)letter_text(l, i, &s);
    unescape(text_span(&s), &plain);
    return span_trim_wide(text_span(&plain)).n > 0;
}

static void find_bodies(struct writer *w, bool *chosen)
{
    bool first = true;

    for (size_t i = 0; i < w->l->parts.n; i++) {
        const struct letter_part *p = &w->l->parts.at[i];
        int alternative = alternative_of(w->l, p);

        chosen[i] = is_body(w->l, p, first);
        if (p->leaf >= 0)
            first = false;
        if (chosen[i] && !is_html(p) && alternative >= 0)
            w->plain[alternative] |= says_something(w->l, (int)i);
    }
}

void body_read(const struct letter *l, struct arena *arena, struct body *ret)
{
    struct writer w = { .l = l,
                        .arena = arena,
                        .out = TEXT_INIT(FACTS_MAX_BODY),
                        .quote_at = SIZE_MAX,
                        .body = ret };
    bool *chosen;
    struct words words;

    assert(l);
    assert(arena);
    *ret = (struct body){ 0 };
    ret->is_body = arena_alloc(arena, l->parts.n * sizeof(bool));
    w.plain = arena_alloc(arena, l->parts.n * sizeof(bool));
    chosen = arena_alloc(arena, l->parts.n * sizeof(bool));
    find_bodies(&w, chosen);
    for (size_t i = 0; i < l->parts.n; i++)
        if (chosen[i])
            add_part(&w, (int)i);
    ret->cut |= w.out.over;
    ret->text = tidy_body(text_span(&w.out), FACTS_MAX_BODY, arena);
    if (ret->text.p == w.out.p)
        ret->text = arena_span(arena, ret->text);
    text_release(&w.out);
    words = words_of(ret->text, w.quote_at, arena);
    ret->words = words.text;
    ret->uncertain = words.uncertain || w.answered;
}

struct span body_hash(struct span text, struct arena *arena)
{
    static const struct span wide[] = { SPAN("　"), SPAN("\xc2\xa0") };
    char hex[HASH_HEX];
    struct hash h;
    bool blank = false;
    size_t start = 0;

    hash_init(&h);
    text = span_trim_wide(text);
    for (size_t i = 0; i < text.n;) {
        struct span rest = span_from(text, i);
        size_t n = strchr(" \t\n", rest.p[0]) && rest.p[0] ? 1 : 0;

        for (size_t k = 0; n == 0 && k < ARRAY_LEN(wide); k++)
            if (span_starts(rest, wide[k]))
                n = wide[k].n;
        if (n && !blank) {
            hash_add(&h, span_sub(text, start, i - start));
            hash_add(&h, SPAN(" "));
        }
        blank = n > 0;
        i += n ? n : 1;
        if (blank)
            start = i;
    }
    hash_add(&h, span_from(text, start));
    return arena_span(arena, span_str(hash_end(&h, hex)));
}
