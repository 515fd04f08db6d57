/* flag_case.h — one flag being worked on: its steps, its record, its mails.
 *
 * What comes in from elsewhere is flag.h. Private to the desk. */
#ifndef CONVOKE_DESK_FLAG_CASE_H
#define CONVOKE_DESK_FLAG_CASE_H

#include "convoke/desk/attendance_rules.h"
#include "flag.h"

enum { FLAG_DEFER_MOST = 180 /* days from the decision (4.2) */ };

/* ---- flag.c: a step, with all that follows from it in the program ---- */

struct flag_move {
    enum flag_event event;
    struct intake *in;    /* the person's mail; NULL: it came by itself */
    struct span reason;   /* of a decision, or why it came by itself */
    int64_t until;        /* of a deferral; else MOMENT_NONE */
    struct span evidence; /* "message:12"; may be empty */
};

/* State, audit, tokens, memberships and duties; no mail. NEVER when the state
 * does not allow the event: `f` is as it was. */
enum verdict flag_move(struct desk *dk, struct arena *arena, struct flag *f,
                       const struct flag_move *m, struct reason *why);

/* Begins one: audited, told later. */
enum verdict flag_begin(struct desk *dk, struct arena *arena, struct flag *f,
                        struct reason *why);

/* The groups a flag is about: its own, or all of its unit with dues. */
enum verdict flag_groups(struct desk *dk, const struct flag *f,
                         struct arena *arena, spans *ret, struct reason *why);

/* ---- flag_record.c: what is on record for it ---- */

/* Of ABS: the unit's final plenaries in order; places are counts of rows. */
struct flag_record {
    attendance_rows rows;
    size_t from;  /* the first of those that count (5.2) */
    size_t cause; /* place behind the flag's cause; 0: it is not among them */
    size_t last;  /* place behind the last absence without reason */
    struct attendance_count at_cause, now;
};
enum verdict flag_record_of(struct desk *dk, const struct flag *f,
                            struct arena *arena, struct flag_record *ret,
                            struct reason *why);

/* The year of a flag of dues. */
bool flag_year(const struct flag *f, int *ret);

/* ---- flag_notice.c: the mails ---- */

/* flag.raised: the criterion is met; once more when the days it was put off for
 * are over, and once for each plenary that added evidence (X28). */
enum verdict flag_tell_raised(struct desk *dk, struct arena *arena,
                              struct flag *f, struct reason *why);
/* The words of a decision, of the unit's statement, of a record that no longer
 * holds. */
enum verdict flag_tell_preexit(struct intake *in, const struct flag *f,
                               struct reason *why);
enum verdict flag_tell_dismissed(struct intake *in, const struct flag *f,
                                 enum flag_state from, struct reason *why);
enum verdict flag_tell_deferred(struct intake *in, const struct flag *f,
                                struct reason *why);
enum verdict flag_tell_objection(struct intake *in, const struct flag *f,
                                 bool in_time, struct reason *why);
enum verdict flag_tell_expired(struct desk *dk, struct arena *arena,
                               const struct flag *f, struct reason *why);
enum verdict flag_tell_voided(struct desk *dk, struct arena *arena,
                              const struct flag *f, enum flag_state from,
                              struct reason *why);

/* flag_remind.c: a reminder of a duty about a flag: words and people. */
enum verdict flag_remind(struct desk *dk, const struct flag *f,
                         struct span keyword, struct notice *n,
                         struct reason *why);

/* The days to state a view are over: a row of the ledger ends. */
enum verdict flag_statement_over(struct desk *dk, struct arena *arena,
                                 const struct obligation_row *row,
                                 struct reason *why);

/* When the secretariat is to decide: as the ledger has it, else as it will
 * have it once the flag is told. */
enum verdict flag_decide_day(struct desk *dk, const struct flag *f,
                             struct arena *arena, civil_day *ret,
                             struct reason *why);

/* State in words: "待秘书处决定". */
const char *flag_state_zh(enum flag_state s);
const char *flag_state_en(enum flag_state s);

#endif
