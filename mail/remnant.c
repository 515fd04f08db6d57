#include "convoke/mail/remnant.h"

#include <assert.h>

#include "convoke/base/number.h"

#define REMNANT_FIELD "X-Convoke-Head-Of"

static const uint64_t size_most = UINT64_C(1) << 40;

/* Behind the last line of the header that is kept, without its empty line;
 * octets.n when they end before that. */
static size_t head_end(struct span octets)
{
    size_t at = 0;

    for (int lines = 0; at < octets.n && lines < REMNANT_LINES; lines++) {
        struct span rest = span_from(octets, at);
        size_t line = span_find_char(rest, '\n');

        if (line == rest.n)
            return octets.n;
        if (line == 0 || (line == 1 && rest.p[0] == '\r'))
            return at;
        at += line + 1;
    }
    return at;
}

/* Where the last whole line ends. */
static size_t whole_lines(struct span octets)
{
    size_t n = octets.n;

    while (n > 0 && octets.p[n - 1] != '\n')
        n--;
    return n;
}

bool remnant_is_enough(struct span octets)
{
    return octets.n >= REMNANT_HEAD || head_end(octets) < octets.n;
}

void remnant_write(struct span octets, uint64_t size, struct text *to)
{
    struct span head = span_sub(octets, 0, REMNANT_HEAD);
    size_t end = head_end(head);

    assert(to);
    if (end >= head.n)
        end = whole_lines(head);
    text_addf(to, REMNANT_FIELD ": %llu\r\n", (unsigned long long)size);
    text_add(to, span_sub(head, 0, end));
    text_add_str(to, "\r\n");
}

uint64_t remnant_size(const struct header_field *first)
{
    uint64_t size = 0;

    assert(first);
    if (!span_eq_nocase(first->name, SPAN(REMNANT_FIELD)) ||
        !number_parse(span_trim(first->value), size_most, &size))
        return 0;
    return size;
}
