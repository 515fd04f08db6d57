#include "convoke/mail/letter.h"

#include <assert.h>

#include "convoke/mail/charset.h"
#include "convoke/mail/prescan.h"
#include "scan.h"
#include "uupart.h"

void letter_note(struct letter *l, const char *note)
{
    assert(l);
    list_each(&l->notes, old) if (span_eq(*old, span_str(note))) return;
    *list_push(&l->notes, l->arena) = span_str(note);
}

bool letter_header_next(const struct letter *l, int part, struct span name,
                        size_t *at, struct span *ret_value)
{
    const struct letter_part *p;

    assert(l && at && ret_value);
    assert(part >= 0 && (size_t)part < l->parts.n);
    p = &l->parts.at[part];
    while (*at < p->fields) {
        const struct header_field *f = &l->fields.at[p->first_field + (*at)++];
        if (f->name.n == name.n && span_eq_nocase(f->name, name)) {
            *ret_value = f->value;
            return true;
        }
    }
    return false;
}

struct span letter_header(const struct letter *l, int part, struct span name)
{
    struct span value = SPAN_NONE;
    size_t at = 0;

    (void)letter_header_next(l, part, name, &at, &value);
    return value;
}

/* A charset some other place of the letter declares, for octets that stand
 * without one. */
static struct span find_hint(const struct letter *l)
{
    struct span label = letter_header(l, 0, SPAN("X-CM-HeaderCharset"));

    if (charset_canonical(label).n)
        return label;
    list_each(
        &l->parts,
        part) if (charset_canonical(part->charset).n) return part->charset;
    return SPAN_NONE;
}

struct span letter_header_text(const struct letter *l, int part,
                               struct span name)
{
    struct span raw = letter_header(l, part, name);

    if (raw.n == 0)
        return SPAN_NONE;
    return header_decode(raw, l->hint, l->arena, NULL);
}

int letter_leaf(const struct letter *l, int leaf)
{
    assert(l);
    if (leaf >= 0)
        for (size_t i = 0; i < l->parts.n; i++)
            if (l->parts.at[i].leaf == leaf)
                return (int)i;
    return -1;
}

bool letter_decode(const struct letter *l, int part, transfer_sink *sink,
                   void *to, unsigned *ret_flags)
{
    assert(l);
    assert(part >= 0 && (size_t)part < l->parts.n);
    return transfer_decode(l->parts.at[part].encoding, l->parts.at[part].body,
                           sink, to, ret_flags);
}

static bool add_octets(void *to, struct span piece)
{
    struct text *t = to;

    return text_add(t, span_sub(piece, 0, t->ceiling - t->n)) &&
           t->n < t->ceiling;
}

/* Takes every `c` out of what was added from `from` on; a line end becomes LF
 * where none follows. */
static void tidy_octet(struct text *t, size_t from, char c, bool line_end)
{
    struct span rest = span_from(text_span(t), from);
    char *to = t->p + from;
    size_t at;

    while ((at = span_find_char(rest, c)) < rest.n) {
        if (to != rest.p)
            memmove(to, rest.p, at);
        to += at;
        rest = span_from(rest, at + 1);
        /* A gateway that adds CR to lines that have one gives CR CR LF. */
        if (line_end && (rest.n == 0 || (rest.p[0] != '\n' && rest.p[0] != c)))
            *to++ = '\n';
    }
    if (to != rest.p)
        memmove(to, rest.p, rest.n);
    t->n = (size_t)(to - t->p) + rest.n;
    t->p[t->n] = '\0';
}

unsigned letter_text(const struct letter *l, int part, struct text *to)
{
    /* No charset needs more than four octets for one of UTF-8. */
    struct text octets = TEXT_INIT((to->ceiling - to->n) * 4);
    const struct letter_part *p;
    struct span s;
    size_t from = to->n;
    unsigned flags;

    assert(l && to);
    assert(part >= 0 && (size_t)part < l->parts.n);
    p = &l->parts.at[part];
    s = p->body;
    if (p->encoding != TRANSFER_IDENTITY) {
        (void)letter_decode(l, part, add_octets, &octets, NULL);
        s = text_span(&octets);
    }
    flags = charset_to_utf8(s, p->charset, l->hint, to);
    if (to->n > from) {
        tidy_octet(to, from, '\0', /* line_end= */ false);
        tidy_octet(to, from, '\r', /* line_end= */ true);
    }
    text_release(&octets);
    return flags;
}

static struct span media_type(const struct letter_part *part)
{
    struct span type = part->type.main;
    size_t slash = span_find_char(type, '/');

    if (part->kind == LETTER_MESSAGE && type.n == 0)
        return SPAN("message/rfc822");
    if (part->kind == LETTER_LEAF && span_starts(type, SPAN("multipart/")))
        return SPAN("text/plain");
    if (slash > 0 && slash + 1 < type.n)
        return type;
    return type.n == 0 || span_starts(type, SPAN("text")) ||
                   part->name_sent.n == 0
               ? SPAN("text/plain")
               : SPAN("application/octet-stream");
}

static struct span charset_label(const struct letter_part *part,
                                 struct arena *arena)
{
    struct span label = header_param_raw(&part->type, SPAN("charset"));
    size_t n = 0;

    if (label.n == 0)
        label = header_param(&part->type, SPAN("charset"), arena, NULL);
    while (n < label.n && label.p[n] != ' ' && label.p[n] != '"' &&
           label.p[n] != ',')
        n++;
    return span_sub(label, 0, n);
}

static struct span file_name(const struct letter_part *part,
                             struct arena *arena)
{
    const struct {
        const struct header_value *value;
        struct span name;
    } places[] = {
        { &part->disposition, SPAN("filename") },
        { &part->type, SPAN("name") },
        { &part->type, SPAN("filename") },
        { &part->disposition, SPAN("name") },
    };
    struct span found = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(places) && found.n == 0; i++)
        if (places[i].value->pieces.n)
            found = header_param(places[i].value, places[i].name, arena, NULL);
    return found;
}

static struct span without_brackets(struct span s)
{
    s = span_trim(s);
    if (span_starts(s, SPAN("<")))
        s = span_from(s, 1);
    return span_sub(s, 0, span_find_char(s, '>'));
}

/* What each part says of itself, beyond its place. */
static void describe(struct letter *l, int index)
{
    struct letter_part *part = &l->parts.at[index];
    struct span disposition =
        letter_header(l, index, SPAN("Content-Disposition"));
    struct span id = letter_header(l, index, SPAN("Content-ID"));

    if (disposition.n)
        header_value_read(disposition, l->arena, &part->disposition);
    part->charset = charset_label(part, l->arena);
    part->content_id = without_brackets(header_unfold(id, l->arena));
    part->name_sent = file_name(part, l->arena);
    if (part->name_sent.n)
        part->name = header_file_name(part->name_sent, l->arena);
    part->media_type = media_type(part);
    part->leaf = part->kind == LETTER_MULTIPART ? -1 : l->leaves++;
    part->message = -1;
    if (part->parent >= 0) {
        const struct letter_part *around = &l->parts.at[part->parent];
        part->message =
            around->kind == LETTER_MESSAGE ? part->parent : around->message;
    }
}

enum verdict letter_read(struct span raw, struct arena *arena,
                         struct letter *ret, struct reason *why)
{
    struct letter letter;
    enum verdict v;

    assert(arena);
    assert(ret);
    v = scan_parts(raw, arena, &letter, why);
    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < letter.parts.n; i++)
        describe(&letter, (int)i);
    letter.hint = find_hint(&letter);
    uupart_list(&letter);
    *ret = letter;
    return VERDICT_DONE;
}
