/* One field value, read in every way: text is one line of UTF-8, and reading
 * it again changes nothing; addresses and parameters are too. */
#include <stdlib.h>

#include "convoke/mail/address.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(bool kept)
{
    if (!kept)
        abort();
}

static bool is_line(struct span s)
{
    return span_is_utf8(s) && !span_has_control(s);
}

static void check_addresses(struct span raw, struct arena *arena)
{
    facts_addresses list = { 0 };
    size_t n = address_list_read(raw, SPAN_NONE, 5, arena, &list);

    promise(list.n == (n < 5 ? n : 5));
    list_each(&list, one)
        promise(is_line(one->name) && span_is_utf8(one->mail) &&
                one->mail.n <= raw.n * 3);
    (void)address_path(raw, arena);
}

static void check_value(struct span raw, struct arena *arena)
{
    static const char *const names[] = { "filename", "name", "charset",
                                         "boundary" };
    struct header_value v;

    header_value_read(raw, arena, &v);
    promise(v.pieces.n <= HEADER_MAX_PIECES);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct span value = header_param(&v, span_str(names[i]), arena, NULL);
        struct span name = header_file_name(value, arena);
        promise(is_line(value) && is_line(name));
        promise(name.n <= HEADER_MAX_NAME);
        promise(span_eq(header_file_name(name, arena), name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(256 << 20);
    struct span raw = span_of((const char *)data, size);
    struct span rest = raw;
    struct header_field field;
    bool junk = false;
    unsigned flags = 0;

    if (size > 64 * 1024)
        return 0;
    promise(is_line(header_decode(raw, SPAN_NONE, &arena, &flags)));
    promise(is_line(header_decode(raw, SPAN("big5"), &arena, NULL)));
    check_addresses(raw, &arena);
    check_value(raw, &arena);
    while (header_next(&rest, &field, &junk))
        promise(field.name.n > 0 && field.name.p >= raw.p &&
                field.value.p + field.value.n <= raw.p + raw.n);
    return 0;
}
