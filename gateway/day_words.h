/* day_words.h — days and instants as a person reads them: the weekday, and why
 * nobody works then or why somebody does.
 *
 * Spans live in the arena. Source: requirements.md F4, R-D10. */
#ifndef CONVOKE_DAY_WORDS_H
#define CONVOKE_DAY_WORDS_H

#include "convoke/desk/workdays_known.h"
#include "convoke/render/phrase.h"

struct day_words {
    struct arena *arena; /* borrowed */
    enum phrase_language language;
    struct workdays_known known;
};

MUST_USE enum verdict day_words_open(struct store *st, struct arena *arena,
                                     bool chinese, struct day_words *ret,
                                     struct reason *why);

/* The one of the two that the reader understands. */
const char *day_words_choose(const struct day_words *w, const char *zh,
                             const char *en);

/* 2026年2月21日（周六，春节假期） / Sat 21 February 2026 (day off, 春节);
 * 调休上班 / make-up working day; 休息日 / day off. */
struct span day_words_day(const struct day_words *w, civil_day d);

/* The same without the year: 2月21日（周六，春节假期） */
struct span day_words_short(const struct day_words *w, civil_day d);

/* 2026-02-14 09:00 */
struct span day_words_moment(const struct day_words *w, int64_t at);

bool day_words_works(const struct day_words *w, civil_day d);

#endif
