#include "scan.h"

#include <assert.h>

#include "convoke/mail/prescan.h"

/* An open multipart, or an open message (which has no boundary). */
struct frame {
    struct span boundary;
    int part;
};

struct scan {
    struct letter *letter;
    struct span raw;
    size_t at;
    struct frame frames[PRESCAN_MAX_DEPTH + 1];
    size_t open;    /* frames */
    size_t bounded; /* of these with a boundary */
    int leaf;       /* part whose body is being read, -1 for none */
    bool unclosed;  /* a part ended where its boundary did not say so */
    struct reason *why;
};

/* A boundary's line. */
struct delimiter {
    size_t frame;      /* whose boundary it is */
    size_t start, end; /* of the line; end is behind its line end */
    bool close;
};

static enum verdict refuse(struct scan *s, const char *what, size_t most)
{
    return reason_set(s->why, VERDICT_NEVER, "prescan.check",
                      "more than %zu %s", most, what);
}

static size_t line_end(struct span raw, size_t at)
{
    at += span_find_char(span_from(raw, at), '\n');
    return at < raw.n ? at + 1 : at;
}

/* Without its line end and the blanks before that. */
static struct span line_text(struct span raw, size_t at, size_t end)
{
    struct span line = span_sub(raw, at, end - at);

    while (line.n &&
           (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r' ||
            line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
        line.n--;
    return line;
}

/* Which open boundary the line at `at` is, the innermost first. A close with
 * one dash is taken when nothing fits exactly. */
static bool is_delimiter(const struct scan *s, size_t at, struct delimiter *ret)
{
    size_t end;
    struct span line;
    bool found = false;

    if (s->raw.n - at < 2 || s->raw.p[at] != '-' || s->raw.p[at + 1] != '-')
        return false;
    end = line_end(s->raw, at);
    line = span_from(line_text(s->raw, at, end), 2);
    for (size_t i = s->open; i-- > 0;) {
        struct span boundary = s->frames[i].boundary;
        struct span rest = span_from(line, boundary.n);
        if (boundary.n == 0 || !span_starts(line, boundary))
            continue;
        if (rest.n > 2 || (rest.n && rest.p[0] != '-') ||
            (rest.n > 1 && rest.p[1] != '-') || (found && rest.n == 1))
            continue;
        *ret = (struct delimiter){ i, at, end, rest.n > 0 };
        found = true;
        if (rest.n != 1)
            break;
    }
    return found;
}

/* The next line that is an open boundary. A dash is rare in the bodies that
 * are long, so it is what we look for. */
static bool find_delimiter(const struct scan *s, struct delimiter *ret)
{
    size_t at = s->at;

    if (s->bounded == 0)
        return false;
    while (at < s->raw.n) {
        const char *dash = memchr(s->raw.p + at, '-', s->raw.n - at);
        if (!dash)
            return false;
        at = (size_t)(dash - s->raw.p);
        if ((at == s->at || dash[-1] == '\n') && is_delimiter(s, at, ret))
            return true;
        while (at < s->raw.n && s->raw.p[at] == '-')
            at++;
    }
    return false;
}

/* A block of header lines; the body begins behind its empty line. */
struct block {
    size_t start, end, body;
    size_t field, lines; /* while reading: start of the field, lines so far */
    bool list;           /* the field holds recipients */
};

/* Lists of recipients grow with the group, not with malice. */
static bool is_recipients(struct span field)
{
    if (field.n == 0 || !strchr("TtCcBb", field.p[0]))
        return false;
    return span_starts_nocase(field, SPAN("To:")) ||
           span_starts_nocase(field, SPAN("Cc:")) ||
           span_starts_nocase(field, SPAN("Bcc:"));
}

static bool is_empty_line(struct span raw, size_t at)
{
    if (at < raw.n && raw.p[at] == '\r')
        at++;
    return at < raw.n && raw.p[at] == '\n';
}

/* Counts the line at b->end in; the next one is at b->end then. */
static enum verdict count_line(struct scan *s, struct block *b)
{
    size_t start = b->end;

    if (s->raw.p[start] != ' ' && s->raw.p[start] != '\t') {
        b->field = start;
        b->list = is_recipients(span_from(s->raw, start));
    }
    b->end = line_end(s->raw, start);
    b->lines += !b->list || b->field == start;
    if (b->lines > PRESCAN_MAX_LINES)
        return refuse(s, "lines in one header", PRESCAN_MAX_LINES);
    if (b->end - b->field > PRESCAN_MAX_FIELD && !b->list)
        return refuse(s, "octets in one header field", PRESCAN_MAX_FIELD);
    if (b->end - b->start > PRESCAN_MAX_BLOCK)
        return refuse(s, "octets in one header", PRESCAN_MAX_BLOCK);
    return VERDICT_DONE;
}

/* Reads header lines up to an empty line, an open boundary or the end. */
static enum verdict read_block(struct scan *s, struct block *ret)
{
    struct block b = { .start = s->at, .end = s->at, .field = s->at };
    struct delimiter d;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && b.end < s->raw.n &&
           !is_empty_line(s->raw, b.end) && !is_delimiter(s, b.end, &d))
        v = count_line(s, &b);
    b.body = is_empty_line(s->raw, b.end) ? line_end(s->raw, b.end) : b.end;
    *ret = b;
    return v;
}

/* Lists the fields of the part's block and reads those that structure needs:
 * the first of a name counts. Returns where the last field ends. */
static size_t read_fields(struct scan *s, struct letter_part *part)
{
    struct letter *l = s->letter;
    struct span rest = part->header;
    size_t after = 0;
    struct header_field field;
    bool typed = false;
    bool encoded = false;
    bool junk = false;

    part->first_field = l->fields.n;
    while (header_next(&rest, &field, &junk)) {
        *list_push(&l->fields, l->arena) = field;
        after = part->header.n - rest.n;
        if (!typed && span_eq_nocase(field.name, SPAN("Content-Type"))) {
            header_value_read(field.value, l->arena, &part->type);
            typed = true;
        } else if (!encoded &&
                   span_eq_nocase(field.name,
                                  SPAN("Content-Transfer-Encoding"))) {
            part->encoding =
                transfer_named(header_unfold(field.value, l->arena));
            encoded = true;
        }
    }
    part->fields = l->fields.n - part->first_field;
    if (junk)
        letter_note(l, "header.junk");
    return after;
}

/* Lines that are no field after the last one that is, with no empty line to
 * end the block, or in a block without any field, are text whose sender
 * forgot the empty line. */
static void place(struct scan *s, const struct block *b,
                  struct letter_part *part)
{
    size_t start = b->body;
    size_t after;

    part->header = span_sub(s->raw, b->start, b->end - b->start);
    after = read_fields(s, part);
    if (part->header.n > after && (b->body == b->end || part->fields == 0)) {
        start = b->start + after;
        part->header.n = after;
        letter_note(s->letter, "header.unfinished");
    }
    part->body = span_from(s->raw, start);
    s->at = start;
}

static enum letter_kind kind_of(const struct letter *l,
                                const struct letter_part *part)
{
    struct span type = part->type.main;

    if (type.n == 0 && part->parent >= 0 &&
        span_eq(l->parts.at[part->parent].type.main, SPAN("multipart/digest")))
        return LETTER_MESSAGE;
    if (span_starts(type, SPAN("multipart/")))
        return LETTER_MULTIPART;
    if (span_eq(type, SPAN("message/rfc822")) ||
        span_eq(type, SPAN("message/global")))
        return LETTER_MESSAGE;
    return LETTER_LEAF;
}

static struct span boundary_of(const struct letter_part *part, struct arena *a)
{
    struct span boundary = header_param_raw(&part->type, SPAN("boundary"));

    if (boundary.n == 0)
        boundary = header_param(&part->type, SPAN("boundary"), a, NULL);
    return span_trim(boundary);
}

static void open_frame(struct scan *s, int part, struct span boundary)
{
    assert(s->open < ARRAY_LEN(s->frames));
    s->frames[s->open++] = (struct frame){ boundary, part };
    s->bounded += boundary.n > 0;
}

/* Reads the header of one part at s->at. *ret_inside when that part is a
 * message, whose own header follows at once. */
static enum verdict begin_one(struct scan *s, bool *ret_inside)
{
    struct letter *l = s->letter;
    int index = (int)l->parts.n;
    struct letter_part part = { .parent = -1, .depth = (int)s->open };
    struct span boundary;
    struct block block = { 0 };
    enum verdict v;

    if (l->parts.n == PRESCAN_MAX_PARTS)
        return refuse(s, "parts", PRESCAN_MAX_PARTS);
    if (s->open > PRESCAN_MAX_DEPTH)
        return refuse(s, "parts within parts", PRESCAN_MAX_DEPTH);
    v = read_block(s, &block);
    if (v != VERDICT_DONE)
        return v;
    if (s->open)
        part.parent = s->frames[s->open - 1].part;
    place(s, &block, &part);
    part.kind = kind_of(l, &part);
    *ret_inside = false;
    s->leaf = -1;
    if (part.kind == LETTER_MULTIPART) {
        boundary = boundary_of(&part, l->arena);
        if (boundary.n)
            open_frame(s, index, boundary);
    } else if (part.kind == LETTER_MESSAGE &&
               part.encoding == TRANSFER_IDENTITY) {
        open_frame(s, index, SPAN_NONE);
        *ret_inside = true;
    }
    if (s->open == (size_t)part.depth)
        s->leaf = index;
    *list_push(&l->parts, l->arena) = part;
    return VERDICT_DONE;
}

static enum verdict begin_part(struct scan *s)
{
    bool inside = true;
    enum verdict v = VERDICT_DONE;

    while (inside && v == VERDICT_DONE)
        v = begin_one(s, &inside);
    return v;
}

static void end_body(struct scan *s, int part, size_t end)
{
    struct span *body = &s->letter->parts.at[part].body;
    size_t start = (size_t)(body->p - s->raw.p);

    body->n = end > start ? end - start : 0;
}

/* Ends what is being read and every frame above `keep` at `end`. */
static void end_frames(struct scan *s, size_t keep, size_t end)
{
    if (s->leaf >= 0)
        end_body(s, s->leaf, end);
    s->leaf = -1;
    while (s->open > keep) {
        const struct frame *frame = &s->frames[--s->open];
        s->bounded -= frame->boundary.n > 0;
        s->unclosed = s->unclosed || frame->boundary.n > 0;
        end_body(s, frame->part, end);
    }
}

/* The line end before a boundary belongs to the boundary. */
static size_t before_line(struct span raw, size_t at)
{
    if (at > 0 && raw.p[at - 1] == '\n')
        at--;
    if (at > 0 && raw.p[at - 1] == '\r')
        at--;
    return at;
}

static bool is_blank_from(struct span raw, size_t at)
{
    while (at < raw.n && (raw.p[at] == '\r' || raw.p[at] == '\n' ||
                          raw.p[at] == ' ' || raw.p[at] == '\t'))
        at++;
    return at == raw.n;
}

static enum verdict scan_delimiters(struct scan *s)
{
    struct delimiter d;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && find_delimiter(s, &d)) {
        end_frames(s, d.frame + 1, before_line(s->raw, d.start));
        s->at = d.end;
        if (!d.close && !is_blank_from(s->raw, d.end)) {
            v = begin_part(s);
            continue;
        }
        /* What follows the close is nobody's; an opening line with nothing
         * behind it is a close whose sender forgot the dashes. */
        s->unclosed = s->unclosed || !d.close;
        s->bounded--;
        s->open--;
        end_body(s, s->frames[d.frame].part, d.end);
    }
    end_frames(s, 0, s->raw.n);
    return v;
}

/* Without what stores and gateways leave before the first field. */
static struct span without_envelope(struct span raw, struct letter *l)
{
    struct span line;
    struct span rest;

    if (span_starts(raw, SPAN("\xef\xbb\xbf")))
        raw = span_from(raw, 3);
    for (;;) {
        rest = raw;
        line = span_sub(rest, 0, line_end(rest, 0));
        rest = span_from(rest, line.n);
        if (line.n == 0 ||
            !(span_trim(line).n == 0 || span_starts(line, SPAN("From ")) ||
              span_starts(line, SPAN(">From "))))
            return raw;
        if (rest.n == 0)
            return raw;
        letter_note(l, "envelope.removed");
        raw = rest;
    }
}

/* A multipart none of whose boundaries was found is one text; only then does
 * its transfer encoding mean anything. */
static void settle(struct letter *l)
{
    for (size_t i = 0; i < l->parts.n; i++) {
        struct letter_part *part = &l->parts.at[i];
        if (part->kind != LETTER_MULTIPART)
            continue;
        if (i + 1 < l->parts.n && l->parts.at[i + 1].parent == (int)i) {
            part->encoding = TRANSFER_IDENTITY;
            continue;
        }
        part->kind = LETTER_LEAF;
        letter_note(l, "boundary.missing");
    }
}

enum verdict scan_parts(struct span raw, struct arena *arena,
                        struct letter *ret, struct reason *why)
{
    struct scan s = { .letter = ret, .leaf = -1, .why = why };
    enum verdict v;

    assert(arena);
    assert(ret);
    *ret = (struct letter){ .arena = arena };
    if (raw.n > PRESCAN_MAX_OCTETS)
        return refuse(&s, "octets", PRESCAN_MAX_OCTETS);
    ret->raw = without_envelope(raw.p ? raw : SPAN(""), ret);
    s.raw = ret->raw;
    v = begin_part(&s);
    if (v == VERDICT_DONE)
        v = scan_delimiters(&s);
    if (v != VERDICT_DONE)
        return v;
    if (s.unclosed)
        letter_note(ret, "boundary.unclosed");
    settle(ret);
    return VERDICT_DONE;
}
