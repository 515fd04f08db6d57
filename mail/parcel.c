#include "parcel.h"

#include <assert.h>
#include <locale.h>

#include <archive.h>
#include <archive_entry.h>

static const struct span rar_magic = SPAN("Rar!\x1a\x07");
static const struct span seven_magic = SPAN("7z\xbc\xaf\x27\x1c");

/* libarchive names things in the characters of its thread's locale. */
static locale_t utf8;

void parcel_prepare(void)
{
    if (!utf8)
        utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

bool parcel_is(struct span head)
{
    return span_starts(head, rar_magic) || span_starts(head, seven_magic);
}

struct walk {
    struct archive *ar;                 /* owned */
    size_t packed;                      /* octets of the whole file */
    const struct parcel_limits *limits; /* borrowed */
    struct text octets;                 /* owned; of one entry */
    char piece[64 * 1024];
};

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "parcel.walk", "%s", what);
}

static enum verdict damaged(struct walk *w, struct reason *why)
{
    const char *said = archive_error_string(w->ar);

    return reason_set(why, VERDICT_NEVER, "parcel.walk",
                      "the archive is damaged: %s", said ? said : "no reason");
}

static enum verdict spend(struct walk *w, size_t n, struct reason *why)
{
    const struct parcel_limits *l = w->limits;

    *l->used += n;
    if (w->octets.n > l->part || *l->used > l->total)
        return refuse(why, "the archive unpacks to too much");
    if (w->octets.n > l->ratio_from && w->octets.n / l->ratio > w->packed)
        return refuse(why, "an entry is packed suspiciously well");
    return VERDICT_DONE;
}

static enum verdict unpack(struct walk *w, struct reason *why)
{
    for (;;) {
        la_ssize_t n = archive_read_data(w->ar, w->piece, sizeof(w->piece));
        enum verdict v;

        if (n < 0)
            return damaged(w, why);
        if (n == 0)
            return VERDICT_DONE;
        text_add(&w->octets, span_of(w->piece, (size_t)n));
        v = spend(w, (size_t)n, why);
        if (v != VERDICT_DONE)
            return v;
    }
}

static enum verdict take(struct walk *w, struct archive_entry *e,
                         const struct parcel_calls *calls, struct reason *why)
{
    struct parcel_entry entry = {
        .name = span_str(archive_entry_pathname(e)),
        .folder = archive_entry_filetype(e) == AE_IFDIR,
        .encrypted = archive_entry_is_encrypted(e) != 0,
    };
    bool whole = w->limits->used && !entry.folder && !entry.encrypted;
    enum verdict v = VERDICT_DONE;

    text_reset(&w->octets);
    if (whole)
        v = unpack(w, why);
    if (v == VERDICT_DONE)
        calls->take(calls->self, &entry, text_span(&w->octets));
    return v;
}

/* With locked names there is no header to be read at all. */
static enum verdict locked_or_damaged(struct walk *w,
                                      const struct parcel_calls *calls,
                                      struct reason *why)
{
    const struct parcel_entry locked = { .encrypted = true };

    if (archive_read_has_encrypted_entries(w->ar) <= 0)
        return damaged(w, why);
    calls->take(calls->self, &locked, SPAN_NONE);
    return VERDICT_DONE;
}

static enum verdict walk(struct walk *w, struct span bytes,
                         const struct parcel_calls *calls, struct reason *why)
{
    struct archive_entry *e;
    size_t n = 0;

    if (archive_read_support_format_rar(w->ar) != ARCHIVE_OK ||
        archive_read_support_format_rar5(w->ar) != ARCHIVE_OK ||
        archive_read_support_format_7zip(w->ar) != ARCHIVE_OK)
        return refuse(why, "this libarchive reads no rar and no 7z");
    if (archive_read_open_memory(w->ar, bytes.p, bytes.n) != ARCHIVE_OK)
        return damaged(w, why);
    for (;;) {
        int got = archive_read_next_header(w->ar, &e);
        enum verdict v;

        if (got == ARCHIVE_EOF)
            return VERDICT_DONE;
        if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
            return n ? damaged(w, why) : locked_or_damaged(w, calls, why);
        if (++n > w->limits->entries)
            return refuse(why, "too many entries in the archive");
        v = take(w, e, calls, why);
        if (v != VERDICT_DONE)
            return v;
    }
}

enum verdict parcel_walk(struct span bytes, const struct parcel_limits *limits,
                         const struct parcel_calls *calls, struct reason *why)
{
    struct walk w = { .ar = archive_read_new(),
                      .packed = bytes.n,
                      .limits = limits };
    locale_t before;
    enum verdict v;

    assert(limits);
    assert(calls);
    if (!w.ar)
        return reason_set(why, VERDICT_LATER, "parcel.walk", "out of memory");
    if (!parcel_is(bytes)) {
        archive_read_free(w.ar);
        return refuse(why, "neither a rar nor a 7z file");
    }
    w.octets = TEXT_INIT(limits->part + sizeof(w.piece));
    parcel_prepare();
    before = uselocale(utf8 ? utf8 : (locale_t)0);
    v = walk(&w, bytes, calls, why);
    uselocale(before);
    archive_read_free(w.ar);
    text_release(&w.octets);
    return v;
}
