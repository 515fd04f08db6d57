/* duty_words.h — how a due day came about, and why a mail leaves on its day,
 * in words.
 *
 * The words follow the computation of the desk (obligation.h) step by step, so
 * that a person can do it again with a calendar in hand. Source:
 * requirements.md 3.1 (R-D1 to R-D11), 3.3. */
#ifndef CONVOKE_DUTY_WORDS_H
#define CONVOKE_DUTY_WORDS_H

#include "convoke/desk/obligation.h"
#include "convoke/store/obligation_row.h"
#include "day_words.h"

struct duty_words {
    const struct day_words *days;         /* borrowed */
    const struct obligation_rules *rules; /* borrowed */
};

/* 第二十条第1项（章程期限） */
struct span duty_words_law(const struct duty_words *w, const struct duty *d);

/* 会议开始日 2026年3月31日（周二） */
struct span duty_words_anchor(const struct duty_words *w, const struct duty *d,
                              civil_day anchor);

/* From the anchor to the due day: clamped at a month's end, counted in working
 * days, made strict, moved to a working day, or not moved. `at`: the instant
 * of an exact one. */
struct span duty_words_formula(const struct duty_words *w, const struct duty *d,
                               civil_day anchor, int64_t at);

/* The ladder of a row as it is stored. */
void duty_words_plan(const struct duty_words *w, const struct duty *d,
                     const struct obligation_row *row, struct obligation *ret);

/* 到期前7日 / 7 days before; 到期当日; 逾期1日 */
struct span duty_words_offset(const struct duty_words *w, int offset);

/* Steps of one send day are one mail, worded for one of them: whether it is
 * this one; *ret_lead is the one it is, borrowed. */
bool duty_words_leads(const struct obligation *plan,
                      const struct obligation_step *step,
                      const struct obligation_step **ret_lead);

/* 到期前7日为2月21日（周六，春节假期），提前到2月14日（周六，调休上班）；
 * 与到期前14日合为一封, or 并入到期前7日的一封 */
struct span duty_words_step(const struct duty_words *w,
                            const struct obligation *plan,
                            const struct obligation_step *step);

#endif
