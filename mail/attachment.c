#include "attachment.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "convoke/mail/header.h"
#include "sniff.h"
#include "tidy.h"

bool attachment_is(const struct letter_part *p)
{
    if (p->leaf < 0 || p->message != -1)
        return false;
    if (p->name.n || span_eq(p->disposition.main, SPAN("attachment")))
        return true;
    return !(p->content_id.n && span_starts(p->media_type, SPAN("image/")));
}

struct intake {
    struct hash hash;
    uint64_t size;
    struct text *kept; /* borrowed */
    bool keep, whole;
};

static bool take_in(void *to, struct span piece)
{
    struct intake *in = to;

    hash_add(&in->hash, piece);
    in->size += piece.n;
    if (!in->keep)
        return true;
    if (!text_add(in->kept, piece)) {
        /* A piece may be longer than what is missing of the head. */
        in->kept->over = false;
        if (in->kept->n < SNIFF_HEAD)
            text_add(in->kept, span_sub(piece, 0, SNIFF_HEAD - in->kept->n));
        in->keep = in->whole = false;
    } else if (in->kept->n >= SNIFF_HEAD &&
               !sniff_wants_whole(text_span(in->kept))) {
        in->keep = in->whole = false;
    }
    return true;
}

struct facts_file attachment_read(struct letter *l, int part,
                                  struct arena *arena, struct text *whole,
                                  bool *ret_whole)
{
    const struct letter_part *p;
    struct intake in = { .kept = whole, .keep = true, .whole = true };
    struct facts_file file = { 0 };
    struct span bytes;
    char hex[HASH_HEX];

    assert(l);
    assert(arena);
    p = &l->parts.at[part];
    hash_init(&in.hash);
    (void)letter_decode(l, part, take_in, &in, /* ret_flags= */ NULL);
    file.part = p->leaf;
    file.name = tidy_line(p->name, FACTS_MAX_FILE_NAME, arena);
    file.media_type = tidy_lower(p->media_type, FACTS_MAX_WORD, arena);
    file.size = in.size;
    file.sha256 = arena_span(arena, span_str(hash_end(&in.hash, hex)));
    bytes = text_span(whole);
    if (p->kind == LETTER_MESSAGE)
        file.type = FACTS_FILE_MESSAGE;
    else if (!in.whole && sniff_wants_whole(bytes))
        letter_note(l, "file.too_large");
    if (p->kind != LETTER_MESSAGE && !sniff_file(bytes, arena, &file))
        letter_note(l, "archive.refused");
    *ret_whole = in.whole;
    return file;
}

struct facts_file attachment_of(struct span name, struct span bytes, int part,
                                struct arena *arena)
{
    struct facts_file file = { .part = part, .size = bytes.n };
    struct hash hash;
    char hex[HASH_HEX];

    assert(arena);
    hash_init(&hash);
    hash_add(&hash, bytes);
    file.name =
        tidy_line(header_file_name(name, arena), FACTS_MAX_FILE_NAME, arena);
    file.media_type = SPAN("application/octet-stream");
    file.sha256 = arena_span(arena, span_str(hash_end(&hash, hex)));
    (void)sniff_file(bytes, arena, &file);
    return file;
}
