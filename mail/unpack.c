#include "unpack.h"

#include "convoke/mail/charset.h"
#include "parcel.h"
#include "tidy.h"
#include <assert.h>

void unpack_prepare(void)
{
    parcel_prepare();
}

bool unpack_is_parcel(struct span head)
{
    return parcel_is(head);
}

static struct span name_of(struct span stored, bool is_utf8,
                           struct arena *arena)
{
    CLEANUP(text_release) struct text name = TEXT_INIT(4 * ARCHIVE_MAX_NAME);

    if (is_utf8)
        text_add(&name, span_fit(stored, ARCHIVE_MAX_NAME));
    else
        (void)charset_to_utf8(span_sub(stored, 0, ARCHIVE_MAX_NAME), SPAN_NONE,
                              SPAN("GB18030"), &name);
    return arena_span(arena, tidy_line(text_span(&name), name.n, arena));
}

/* ---- zip ---- */

static struct unpack_entry zip_entry(const struct archive_entry *e,
                                     struct arena *arena)
{
    return (struct unpack_entry){
        .name = name_of(e->name, e->utf8, arena),
        .folder = e->folder,
        .encrypted = e->encrypted,
    };
}

static enum verdict zip_each(struct span bytes, struct archive_budget *budget,
                             struct arena *arena,
                             const struct unpack_calls *calls,
                             struct reason *why)
{
    CLEANUP(text_release) struct text octets = TEXT_INIT(ARCHIVE_MAX_PART);
    CLEANUP(archive_drop) struct archive *ar = NULL;
    enum verdict v = archive_open(bytes, budget, &ar, why);

    for (size_t i = 0; v == VERDICT_DONE && i < archive_count(ar); i++) {
        struct unpack_entry e = zip_entry(archive_at(ar, i), arena);

        if (e.folder || e.encrypted)
            continue;
        text_reset(&octets);
        v = archive_read(ar, i, &octets, why);
        if (v == VERDICT_DONE)
            calls->take(calls->self, &e, text_span(&octets));
    }
    return v;
}

static enum verdict zip_list(struct span bytes, struct arena *arena,
                             unpack_entries *ret, struct reason *why)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { 0 };
    enum verdict v = archive_open(bytes, &budget, &ar, why);

    for (size_t i = 0; v == VERDICT_DONE && i < archive_count(ar); i++)
        *list_push(ret, arena) = zip_entry(archive_at(ar, i), arena);
    return v;
}

/* ---- rar, 7z ---- */

/* One walk: entries are listed, or handed on. */
struct walk {
    struct arena *arena;              /* borrowed */
    unpack_entries *entries;          /* borrowed; or NULL … */
    const struct unpack_calls *calls; /* … then these, borrowed */
};

static void parcel_take(void *self, const struct parcel_entry *entry,
                        struct span octets)
{
    struct walk *w = self;
    struct unpack_entry e = {
        .name = name_of(entry->name, span_is_utf8(entry->name), w->arena),
        .folder = entry->folder,
        .encrypted = entry->encrypted,
    };

    if (w->entries)
        *list_push(w->entries, w->arena) = e;
    else if (!e.folder && !e.encrypted)
        w->calls->take(w->calls->self, &e, octets);
}

static enum verdict parcel_all(struct span bytes, struct walk *w,
                               uint64_t *used, struct reason *why)
{
    const struct parcel_calls calls = { .self = w, .take = parcel_take };
    const struct parcel_limits limits = {
        .entries = UNPACK_MAX_ENTRIES,
        .part = ARCHIVE_MAX_PART,
        .total = ARCHIVE_MAX_TOTAL,
        .ratio = ARCHIVE_MAX_RATIO,
        .ratio_from = ARCHIVE_RATIO_FROM,
        .used = used,
    };

    return parcel_walk(bytes, &limits, &calls, why);
}

/* ---- all three ---- */

enum verdict unpack_list(struct span bytes, struct arena *arena,
                         unpack_entries *ret, struct reason *why)
{
    struct walk w = { .arena = arena, .entries = ret };

    assert(arena);
    assert(ret);
    if (archive_is_zip(bytes))
        return zip_list(bytes, arena, ret, why);
    return parcel_all(bytes, &w, /* used= */ NULL, why);
}

enum verdict unpack_each(struct span bytes, struct archive_budget *budget,
                         struct arena *arena, const struct unpack_calls *calls,
                         struct reason *why)
{
    struct walk w = { .arena = arena, .calls = calls };

    assert(budget);
    assert(arena);
    assert(calls);
    if (archive_is_zip(bytes))
        return zip_each(bytes, budget, arena, calls, why);
    return parcel_all(bytes, &w, &budget->used, why);
}
