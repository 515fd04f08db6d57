/* leave_words.h — what a mail states as the reason for not coming.
 *
 * Whether a reason is a good one is for people; here only whether there is
 * one. Pure, total on any UTF-8; results are borrowed from what is read or live
 * in the arena. Private to the desk. Source: requirements.md 5.1 (E), 6.4
 * (Leave). */
#ifndef CONVOKE_DESK_LEAVE_WORDS_H
#define CONVOKE_DESK_LEAVE_WORDS_H

#include "convoke/base/arena.h"

/* The words that may hold one. */
struct leave_said {
    struct span subject; /* empty when it is only that of the mail answered */
    struct span words;   /* facts.words; empty when they are not sure to be
                            this person's */
};

/* The labelled one (事由：…), else what the body says, else what stands in the
 * subject besides tags and ids. Empty: none of them says anything. */
struct span leave_words_reason(const struct leave_said *said,
                               struct arena *arena);

/* It says something: not empty, not one character, not 无, not only that one
 * does not come. */
bool leave_words_says(struct span reason);

/* …in at least the four characters that a mail has to give. */
bool leave_words_enough(struct span reason);

#endif
