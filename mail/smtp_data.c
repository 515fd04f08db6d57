#include "smtp_data.h"

#include <assert.h>

/* Octets up to the next end of line. */
static size_t line_part(struct span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
        n++;
    return n;
}

bool smtp_data_add(struct smtp_data *d, struct span octets)
{
    assert(d);
    while (octets.n) {
        size_t n = line_part(octets);

        if (n > 0) {
            if (!d->inside && octets.p[0] == '.' && !d->put(d->to, SPAN(".")))
                return false;
            if (!d->put(d->to, span_sub(octets, 0, n)))
                return false;
            d->inside = true;
            d->after_cr = false;
            octets = span_from(octets, n);
            continue;
        }
        if (!(octets.p[0] == '\n' && d->after_cr) &&
            !d->put(d->to, SPAN("\r\n")))
            return false;
        d->inside = false;
        d->after_cr = octets.p[0] == '\r';
        octets = span_from(octets, 1);
    }
    return true;
}

bool smtp_data_end(struct smtp_data *d)
{
    assert(d);
    if (d->inside && !d->put(d->to, SPAN("\r\n")))
        return false;
    d->inside = false;
    return true;
}
