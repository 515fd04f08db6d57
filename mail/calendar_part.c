#include "calendar_part.h"

#include <assert.h>

#include "convoke/mail/facts.h"
#include "tidy.h"

/* Where an object may stand, the best place first. */
enum place { PLACE_NONE, PLACE_TEXT, PLACE_ICS, PLACE_NAME, PLACE_COUNT };

/* A message made of calendar parts that say nothing is given up. */
enum { TRIES_MOST = 8 };

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

static void read_part(const struct letter *l, int part, struct arena *arena,
                      struct calendar_part *ret)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(CALENDAR_PART_MOST);
    struct span method =
        header_param_raw(&l->parts.at[part].type, SPAN("method"));

    (void)letter_text(l, part, &text);
    *ret = (struct calendar_part){
        .text = span_trim(text_span(&text)),
        .method = tidy_line(method, FACTS_MAX_WORD, arena),
    };
    ret->text = arena_span(arena, ret->text);
}

/* True when a calendar object was found; else *ret holds the first part that
 * says anything. */
static bool read_place(const struct letter *l, enum place place, int *tries,
                       struct arena *arena, struct calendar_part *ret)
{
    for (size_t i = 0; i < l->parts.n && *tries < TRIES_MOST; i++) {
        struct calendar_part got;

        if (place_of(l, &l->parts.at[i]) != place)
            continue;
        (*tries)++;
        read_part(l, (int)i, arena, &got);
        if (!ret->text.n || is_object(got.text))
            *ret = got;
        if (is_object(got.text))
            return true;
    }
    return false;
}

bool calendar_part_read(const struct letter *l, struct arena *arena,
                        struct calendar_part *ret)
{
    struct calendar_part found = { 0 };
    int tries = 0;

    assert(l);
    assert(arena);
    assert(ret);
    for (enum place place = PLACE_TEXT; place < PLACE_COUNT; place++)
        if (read_place(l, place, &tries, arena, &found))
            break;
    if (!found.text.n)
        return false;
    *ret = found;
    return true;
}
