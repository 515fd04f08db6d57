#include "nearest.h"

#include <assert.h>

enum { NEAREST_MAX = 40 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Three rows suffice: a transposition looks two rows back. */
static size_t distance(struct span a, struct span b)
{
    size_t rows[3][NEAREST_MAX + 1];

    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *now = rows[i % 3];
        const size_t *up = rows[(i - 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = fold(a.p[i - 1]) == fold(b.p[j - 1]);
            now[j] = least(least(up[j] + 1, now[j - 1] + 1),
                           up[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && fold(a.p[i - 1]) == fold(b.p[j - 2]) &&
                fold(a.p[i - 2]) == fold(b.p[j - 1]))
                now[j] = least(now[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a.n % 3][b.n];
}

void nearest_try(struct nearest *n, struct span candidate)
{
    size_t longer;
    size_t d;

    assert(n);
    if (n->word.n > NEAREST_MAX || candidate.n > NEAREST_MAX ||
        n->word.n == 0 || candidate.n == 0)
        return;
    longer = n->word.n > candidate.n ? n->word.n : candidate.n;
    d = distance(n->word, candidate);
    if (d * 3 > longer + 1)
        return;
    if (n->best.n == 0 || d < n->distance) {
        n->best = candidate;
        n->distance = d;
    }
}
