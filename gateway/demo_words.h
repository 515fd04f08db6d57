/* demo_words.h — what `convoke demo` says around the play: what will be seen,
 * the records as they stand in the end, the digests, where everything lies. */
#ifndef CONVOKE_DEMO_WORDS_H
#define CONVOKE_DEMO_WORDS_H

#include "context.h"
#include "convoke/base/civil.h"

struct demo_words {
    const struct context *ctx; /* borrowed */
    bool colour;
    const char *at; /* borrowed; the state's folder */
};

struct demo_counts {
    size_t in, notices, digests;
};

void demo_words_begin(const struct demo_words *w, size_t scenes);
void demo_words_stopped(const struct demo_words *w, civil_day day);

/* Applications, memberships, flags, exits. */
MUST_USE enum verdict demo_words_records(const struct demo_words *w,
                                         struct store *st, struct reason *why);

/* `sample` is "" when its morning was not played. */
void demo_words_digests(const struct demo_words *w, const char *sample,
                        const char *last);
void demo_words_end(const struct demo_words *w, const struct demo_counts *n);

#endif
