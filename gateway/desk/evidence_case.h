/* evidence_case.h — one flag's evidence while it is laid out. Private to
 * evidence*.c.
 *
 * Each part reads the record and adds its blocks to the paper; what a part
 * cites of incoming mail it names with evidence_cite, and the last section
 * lists all of it with its hash. */
#ifndef CONVOKE_DESK_EVIDENCE_CASE_H
#define CONVOKE_DESK_EVIDENCE_CASE_H

#include "case.h"
#include "convoke/render/paper.h"
#include "convoke/store/attendance.h"
#include "convoke/store/audit.h"
#include "convoke/store/flag.h"
#include "convoke/store/meeting.h"
#include "convoke/store/trail.h"

struct evidence_case {
    struct desk *dk;
    struct arena *arena;
    const struct flag *flag;
    struct unit unit;
    struct span group; /* "WG5 信息安全评估工作组"; of dues all its groups */
    int64_t version;
    struct paper paper;
    LIST_OF(int64_t) cited; /* messages, each once */
};

/* ---- parts, in their order ---- */

/* evidence_rules.c: the charter's sentences, and the periods in force. */
enum verdict evidence_rules(struct evidence_case *c, struct reason *why);
/* What this paper is and what it is not; closes the finding. */
void evidence_nature(struct evidence_case *c);

/* evidence_attendance.c: the finding; the plenaries one by one. */
struct evidence_plenary {
    struct attendance_row row;
    struct meeting meeting;
    enum evidence_part {
        EVIDENCE_BEFORE,  /* told for the order of things */
        EVIDENCE_COUNTED, /* one of those that were counted */
        EVIDENCE_BETWEEN, /* not counted, between two that were (R-X5) */
        EVIDENCE_AFTER,   /* came after the flag's cause */
    } part;
};
typedef LIST_OF(struct evidence_plenary) evidence_plenaries;
enum verdict evidence_plenaries_of(struct evidence_case *c,
                                   evidence_plenaries *ret, struct reason *why);
enum verdict evidence_attendance(struct evidence_case *c, struct reason *why);
/* evidence_plenary.c: notice, answers, reasons, sign-in list of one. */
enum verdict evidence_plenary(struct evidence_case *c,
                              const struct evidence_plenary *p,
                              struct reason *why);

/* evidence_dues.c */
enum verdict evidence_dues(struct evidence_case *c, struct reason *why);

/* evidence_steps.c: statements, decisions, raw mails and how to verify. */
enum verdict evidence_steps(struct evidence_case *c, struct reason *why);
enum verdict evidence_sources(struct evidence_case *c, struct reason *why);

/* ---- shared ---- */

/* evidence_mails.c: a table of the mails whose code is one of `codes` (blank-
 * separated), or what is said of none. */
void evidence_mails(struct evidence_case *c, const trail_mails *all,
                    const char *codes, const char *none);
/* The same of the delivery reports about them. */
void evidence_reports(struct evidence_case *c, const trail_reports *all,
                      const char *codes);
bool evidence_has_code(const char *codes, struct span code);

/* evidence_words.c */
const char *evidence_notice_zh(struct span code);
const char *evidence_status_zh(struct span status);
const char *evidence_basis_zh(struct span basis);
const char *evidence_state_zh(enum flag_state s);
/* "2026-03-09 10:00:05", "2026-03-09（周一）", "—" for MOMENT_NONE. */
struct span evidence_moment(struct arena *arena, int64_t at);
/* "2026年3月10日（周二）24:00" of an exclusive end. */
struct span evidence_end(struct arena *arena, int64_t excl);

/* Remembers message `id` and says "message:12"; "" for 0. */
struct span evidence_cite(struct evidence_case *c, int64_t id);

#endif
