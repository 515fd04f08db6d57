/* rsvp_words.h — an answer to an invitation as people type it: 参加, 不参加，
 * 因为…, 待定, 委派 name <mail>.
 *
 * Only the first lines count, and only what says one thing: a question, a
 * condition, both words left standing or a word inside a sentence about
 * something else is no answer, for a person reads it then. Pure, total on any
 * UTF-8. Private to the desk. Source: requirements.md 6.1, 6.4; interop.md
 * 50, 56. */
#ifndef CONVOKE_DESK_RSVP_WORDS_H
#define CONVOKE_DESK_RSVP_WORDS_H

#include "convoke/calendar/answer.h"

enum rsvp_sense {
    RSVP_SENSE_NONE,     /* no answer, or not a clear one */
    RSVP_SENSE_QUESTION, /* something is asked */
    RSVP_SENSE_ANSWER
};

/* Spans are borrowed from the words read. */
struct rsvp_words {
    enum rsvp_sense sense;
    enum answer_status status; /* of an ANSWER */
    struct span reason;        /* with DECLINED; may be empty */
    struct span delegate;      /* with DELEGATED: an address, never empty */
    struct span delegate_name; /* …and what it is called; may be empty */
};

/* `words`: what this person wrote (facts.words). */
struct rsvp_words rsvp_words_read(struct span words);

#endif
