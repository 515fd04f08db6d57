/* Whatever prescan lets through, letter reads; whatever it refuses, letter
 * refuses with the same words; counts stay within the bounds. */
#include <stdlib.h>

#include "convoke/mail/letter.h"
#include "convoke/mail/prescan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(256 << 20);
    struct span raw = span_of((const char *)data, size);
    struct prescan counted = { 0 };
    struct reason first = { 0 };
    struct reason second = { 0 };
    struct letter l;
    enum verdict v = prescan_check(raw, &counted, &first);

    if (v != letter_read(raw, &arena, &l, &second) ||
        strcmp(first.text, second.text) != 0)
        abort();
    if (counted.parts > PRESCAN_MAX_PARTS || counted.depth > PRESCAN_MAX_DEPTH)
        abort();
    return 0;
}
