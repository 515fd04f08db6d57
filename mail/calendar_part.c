#include "calendar_part.h"

#include <assert.h>

#include "convoke/mail/charset.h"
#include "convoke/mail/facts.h"
#include "tidy.h"
#include "tnef_reply.h"

/* Where an object may stand, the best place first. */
enum place {
    PLACE_NONE,
    PLACE_TEXT,
    PLACE_ICS,
    PLACE_NAME,
    PLACE_TNEF,
    PLACE_COUNT
};

enum {
    TRIES_MOST = 8, /* a message of parts that say nothing is given up */
    TNEF_MOST = 1024 * 1024,      /* the answer stands before the files */
    TNEF_ARENA = 8 * 1024 * 1024, /* of what is read there */
};

static bool in_report(const struct letter *l, const struct letter_part *p)
{
    for (int i = p->parent; i >= 0; i = l->parts.at[i].parent)
        if (span_eq(l->parts.at[i].media_type, SPAN("multipart/report")))
            return true;
    return false;
}

static enum place place_by_type(const struct letter_part *p)
{
    if (span_eq(p->media_type, SPAN("text/calendar")))
        return PLACE_TEXT;
    if (span_eq(p->media_type, SPAN("application/ics")))
        return PLACE_ICS;
    if (span_ends_nocase(p->name, SPAN(".ics")))
        return PLACE_NAME;
    if (span_eq(p->media_type, SPAN("application/ms-tnef")) ||
        span_eq(p->media_type, SPAN("application/vnd.ms-tnef")) ||
        span_eq_nocase(p->name, SPAN("winmail.dat")))
        return PLACE_TNEF;
    return PLACE_NONE;
}

static enum place place_of(const struct letter *l, const struct letter_part *p)
{
    enum place place = PLACE_NONE;

    if (p->kind == LETTER_LEAF && p->message == -1)
        place = place_by_type(p);
    return place != PLACE_NONE && in_report(l, p) ? PLACE_NONE : place;
}

static bool is_object(struct span text)
{
    return span_find_nocase(text, SPAN("BEGIN:VCALENDAR")) < text.n;
}

/* What is at work on one message. */
struct finding {
    const struct letter *l; /* borrowed */
    struct span from;
    struct arena *arena; /* borrowed */
    int tries;
    struct calendar_part best; /* so far */
};

static struct calendar_part part_of(struct finding *fd, struct span text,
                                    struct span method)
{
    return (struct calendar_part){
        .text = arena_span(fd->arena, text),
        .method = tidy_line(method, FACTS_MAX_WORD, fd->arena),
    };
}

static bool add_octets(void *to, struct span piece)
{
    struct text *text = to;

    text_add(text, span_sub(piece, 0, text->ceiling - text->n));
    return text->n < text->ceiling;
}

static void join_folds(struct span octets, struct text *to)
{
    struct span line;

    while (span_line(&octets, &line)) {
        if (line.n == 0)
            continue;
        if (to->n && (line.p[0] == ' ' || line.p[0] == '\t'))
            line = span_from(line, 1);
        else if (to->n)
            text_add_char(to, '\n');
        text_add(to, line);
    }
}

/* Many fold their lines at an octet, not at a character: the folds go before
 * anybody looks at the charset, which such a fold would contradict. Not those
 * of wide characters, whose line ends are no octets, nor of what is cut. */
static void part_text(struct finding *fd, int part, struct text *to)
{
    CLEANUP(text_release) struct text octets = TEXT_INIT(CALENDAR_PART_MOST);
    CLEANUP(text_release) struct text joined = TEXT_INIT(CALENDAR_PART_MOST);
    struct span s;

    (void)letter_decode(fd->l, part, add_octets, &octets,
                        /* ret_flags= */ NULL);
    s = text_span(&octets);
    if (s.n == CALENDAR_PART_MOST || span_find_char(s, '\0') < s.n) {
        (void)letter_text(fd->l, part, to);
        return;
    }
    join_folds(s, &joined);
    (void)charset_to_utf8(text_span(&joined), fd->l->parts.at[part].charset,
                          fd->l->hint, to);
}

/* Blanks around it go, but not from one that was cut: it has to look as large
 * as it is. */
static struct calendar_part read_text(struct finding *fd, int part)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(CALENDAR_PART_MOST);
    struct span s;

    part_text(fd, part, &text);
    s = text_span(&text);
    return part_of(
        fd, text.over ? s : span_trim(s),
        header_param_raw(&fd->l->parts.at[part].type, SPAN("method")));
}

static struct calendar_part read_tnef(struct finding *fd, int part)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(TNEF_ARENA);
    CLEANUP(text_release) struct text octets = TEXT_INIT(TNEF_MOST);
    CLEANUP(text_release) struct text text = TEXT_INIT(CALENDAR_PART_MOST);
    struct span method = SPAN_NONE;
    struct tnef t;

    (void)letter_decode(fd->l, part, add_octets, &octets,
                        /* ret_flags= */ NULL);
    if (tnef_read(text_span(&octets), &scratch, &t))
        (void)tnef_reply(&t, fd->from, &text, &method);
    return part_of(fd, text_span(&text), method);
}

/* True when a calendar object was found; else the best is the first part that
 * says anything. */
static bool read_place(struct finding *fd, enum place place)
{
    for (size_t i = 0; i < fd->l->parts.n && fd->tries < TRIES_MOST; i++) {
        struct calendar_part got;

        if (place_of(fd->l, &fd->l->parts.at[i]) != place)
            continue;
        fd->tries++;
        got =
            place == PLACE_TNEF ? read_tnef(fd, (int)i) : read_text(fd, (int)i);
        if (!fd->best.text.n || is_object(got.text))
            fd->best = got;
        if (is_object(got.text))
            return true;
    }
    return false;
}

bool calendar_part_read(const struct letter *l, struct span from,
                        struct arena *arena, struct calendar_part *ret)
{
    struct finding fd = { .l = l, .from = from, .arena = arena };

    assert(l);
    assert(arena);
    assert(ret);
    for (enum place place = PLACE_TEXT; place < PLACE_COUNT; place++)
        if (read_place(&fd, place))
            break;
    if (!fd.best.text.n)
        return false;
    *ret = fd.best;
    return true;
}
