/* Whatever facts_decode accepts, facts_encode writes again octet by octet;
 * a record of an older version once it has been written anew. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/mail/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VERSION_AT = 6 }; /* the first field's value, behind tag and length */

static void must_say_itself_again(struct span record)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024 * 1024);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f;

    if (facts_decode(record, &arena, &f, /* why= */ NULL) != VERDICT_DONE)
        abort();
    facts_encode(&f, &again);
    if (!span_eq(text_span(&again), record))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024 * 1024);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct span record = span_of((const char *)data, size);
    struct facts f;

    if (facts_decode(record, &arena, &f, /* why= */ NULL) != VERDICT_DONE)
        return 0;
    facts_encode(&f, &again);
    must_say_itself_again(text_span(&again));
    if (record.p[VERSION_AT] == again.p[VERSION_AT] &&
        !span_eq(text_span(&again), record))
        abort();
    return 0;
}
