#include "convoke/base/random.h"

#include <assert.h>
#include <errno.h>
#include <sys/random.h>

#include "convoke/base/mem.h"

void random_fill(void *to, size_t n)
{
    unsigned char *p = to;

    assert(to);
    while (n) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        /* Guessable tokens would be worse than a restart. */
        if (got <= 0)
            mem_exhausted("random", n);
        p += got;
        n -= (size_t)got;
    }
}

const char *random_word(char *buf, size_t n)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

    assert(buf);
    random_fill(buf, n);
    for (size_t i = 0; i < n; i++)
        buf[i] = digits[(unsigned char)buf[i] & 31];
    buf[n] = '\0';
    return buf;
}
