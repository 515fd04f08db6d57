/* Parts lie within the message and in order, parents stand before children,
 * leaves are numbered without gaps, texts are UTF-8 without NUL, and reading
 * twice gives the same. */
#include <stdlib.h>

#include "convoke/mail/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(bool kept)
{
    if (!kept)
        abort();
}

static bool within(struct span inner, struct span outer)
{
    return inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n;
}

static bool add_size(void *to, struct span piece)
{
    *(size_t *)to += piece.n;
    return true;
}

static void check_text(const struct letter *l, int index)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(4096);

    letter_text(l, index, &text);
    promise(span_is_utf8(text_span(&text)));
    promise(text.n == 0 || !memchr(text.p, '\0', text.n));
}

static void check_part(const struct letter *l, int index, int *leaf)
{
    const struct letter_part *part = &l->parts.at[index];
    size_t octets = 0;

    promise(part->parent < index && part->message < index);
    promise(part->depth == 0
                ? part->parent == -1
                : l->parts.at[part->parent].depth == part->depth - 1);
    promise(within(part->header, l->raw) && within(part->body, l->raw));
    promise(part->leaf == (part->kind == LETTER_MULTIPART ? -1 : (*leaf)++));
    promise(letter_leaf(l, part->leaf) == (part->leaf < 0 ? -1 : index));
    promise(part->media_type.n > 2);
    promise(span_is_utf8(part->name_sent) && !span_has_control(part->name));
    promise(part->name.n <= HEADER_MAX_NAME && span_is_utf8(part->name));
    promise(span_find_char(part->name, '/') == part->name.n);
    promise(letter_decode(l, index, add_size, &octets, NULL));
    promise(octets <= transfer_room(part->encoding, part->body.n));
    if (part->kind == LETTER_LEAF)
        check_text(l, index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(256 << 20);
    struct span raw = span_of((const char *)data, size);
    struct letter l;
    struct letter again;
    int leaf = 0;

    if (letter_read(raw, &arena, &l, NULL) != VERDICT_DONE)
        return 0;
    promise(l.parts.n > 0);
    for (size_t i = 0; i < l.parts.n; i++)
        check_part(&l, (int)i, &leaf);
    promise(leaf == l.leaves);
    list_each(&l.fields, field)
        promise(within(field->name, l.raw) && within(field->value, l.raw));
    promise(letter_read(raw, &arena, &again, NULL) == VERDICT_DONE);
    promise(again.parts.n == l.parts.n && again.fields.n == l.fields.n &&
            again.notes.n == l.notes.n);
    for (size_t i = 0; i < l.parts.n; i++)
        promise(again.parts.at[i].body.p == l.parts.at[i].body.p &&
                again.parts.at[i].body.n == l.parts.at[i].body.n &&
                span_eq(again.parts.at[i].name, l.parts.at[i].name));
    return 0;
}
