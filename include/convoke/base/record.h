/* record.h — the wire between processes: tagged fields, each with its length.
 *
 * A record is written into a text and read back from a span. The reader checks
 * every length; a malformed record sets `bad` for good and every later read
 * gives nothing, so a decoder reads all it wants and asks once. Nested records
 * are fields whose value is a record. Little endian, tag u16, length u32. */
#ifndef CONVOKE_BASE_RECORD_H
#define CONVOKE_BASE_RECORD_H

#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/text.h"

void record_put(struct text *to, uint16_t tag, struct span value);
void record_put_int(struct text *to, uint16_t tag, int64_t value);

/* Opens a nested record and gives its place, which record_close needs. */
size_t record_open(struct text *to, uint16_t tag);
void record_close(struct text *to, size_t place);

struct record {
    struct span rest; /* borrowed */
    bool bad;
};

static inline struct record record_from(struct span bytes)
{
    return (struct record){ .rest = bytes };
}

/* The next field, in order; false at the end or when bad. */
bool record_next(struct record *r, uint16_t *ret_tag, struct span *ret_value);

/* A field's value as a number; sets r->bad when it is none. */
int64_t record_int(struct record *r, struct span value);

/* UTF-8 without control characters, with its NUL within `room` octets of `to`;
 * otherwise sets `bad` and leaves `to`. */
void record_words(struct record *r, struct span value, char *to, size_t room);

#endif
