/* holiday_words.h — what the words of a holiday calendar's event say.
 *
 * Pure. Texts are UTF-8. */
#ifndef CONVOKE_CALENDAR_HOLIDAY_WORDS_H
#define CONVOKE_CALENDAR_HOLIDAY_WORDS_H

#include "convoke/base/arena.h"

enum holiday_says {
    HOLIDAY_SAYS_NOTHING = 0,
    HOLIDAY_SAYS_REST = 1,
    HOLIDAY_SAYS_WORK = 2, /* both bits: it contradicts itself */
};

/* Of a SUMMARY: "春节（休）", "上班(补春节假期)", "元旦 假期 第1天/共3天". */
unsigned holiday_words_say(struct span summary);

/* Of the value of an X- property: Apple's WORK-HOLIDAY, ALTERNATE-WORKDAY. */
unsigned holiday_mark_says(struct span value);

/* Of CATEGORIES, which tell work at most: "Holiday" is on every festival. */
unsigned holiday_categories_say(struct span value);

/* The holiday's own name out of a SUMMARY: "春节"; the whole SUMMARY when
 * nothing else is left. */
struct span holiday_name(struct span summary, struct arena *arena);

#endif
