#include "object.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/base/own.h"

struct object_prefix {
    struct span word;
    enum object_kind kind;
    const char *listing;
};

static const struct object_prefix prefixes[] = {
    { SPAN("message:"), OBJECT_MESSAGE, "messages" },
    { SPAN("outbox:"), OBJECT_OUTBOX, "outbox" },
    { SPAN("obligation:"), OBJECT_OBLIGATION, "obligations" },
    { SPAN("audit:"), OBJECT_AUDIT, "audit" },
};

bool object_parse(struct span s, struct object *ret)
{
    struct object o = { .kind = OBJECT_NAMED, .name = s };
    uint64_t number = 0;

    assert(ret);
    if (number_parse(s, INT64_MAX, &number)) {
        o.kind = OBJECT_MESSAGE;
        o.listing = "messages";
    }
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        if (!span_starts(s, prefixes[i].word))
            continue;
        o.name = span_from(s, prefixes[i].word.n);
        o.kind = prefixes[i].kind;
        o.listing = prefixes[i].listing;
        if (!number_parse(o.name, INT64_MAX, &number) || number == 0)
            return false;
    }
    o.number = (int64_t)number;
    *ret = o;
    return s.n > 0;
}
