/* digest_item.h — one line of the secretariat's digest, and what is known of
 * the moment it is made for.
 *
 * Whoever has something to tell adds a source to the table of
 * digest_collect.c: a function that pushes items. Sorting, numbering, wording,
 * the attached table and answers by number follow from the item alone. Private
 * to the desk. Source: requirements.md 8. */
#ifndef CONVOKE_DESK_DIGEST_ITEM_H
#define CONVOKE_DESK_DIGEST_ITEM_H

#include "convoke/desk/desk.h"
#include "convoke/desk/digest.h"
#include "convoke/store/digest.h"
#include "convoke/store/obligation_row.h"
#include "digest_reply.h"

/* In the order of R-G2; statistics are no items. */
enum digest_section {
    DIGEST_TODAY,    /* ① 今日到期 */
    DIGEST_CHARTER,  /* ② 章程期限逾期 */
    DIGEST_DECIDE,   /* ③ 退出标记与待决定 */
    DIGEST_SERVICE,  /* ④ 服务时限逾期 */
    DIGEST_LEADERS,  /* ⑤ 组长履职提示 */
    DIGEST_AHEAD,    /* ⑥ 14天内到期 */
    DIGEST_WARNINGS, /* ⑦ 无故缺席与会费预警 */
    DIGEST_MAIL,     /* ⑧ 待核实来件与投递异常 */
    DIGEST_DATA,     /* ⑨ 数据质量 */
    DIGEST_SECTION_COUNT,
    DIGEST_NOWHERE = DIGEST_SECTION_COUNT
};

enum {
    DIGEST_AHEAD_DAYS = 14,
    DIGEST_SHOWN = 10,     /* items of a section in the mail; the rest is
                              attached */
    DIGEST_SHOWN_ALL = 32, /* of all sections: a mail of 80 KB is clipped */
};

struct digest_words {
    struct span zh, en;
};

struct digest_item {
    enum digest_section section;
    int number;    /* from 1 through all sections; digest_number gives it */
    bool decide;   /* waits for the secretariat's own word */
    bool service;  /* its period is a 服务时限 */
    bool standing; /* told before, and nobody has to act */
    bool first;    /* of its section, whatever the days of the others */
    bool dated;
    civil_day due;
    int until;         /* seconds into it: 24:00, or the opening of a meeting */
    int over;          /* days past `due`; negative: days left */
    struct span group; /* sorts and filters; may be empty */
    struct span object; /* what stands first: "WG5-S-02" */
    struct span ref;    /* "obligation:12": what an answer acts on; or empty */
    struct span state;  /* of `ref` now: an answer to another one is stale */
    struct digest_words what, law, who, note; /* each may be empty */
    LIST_OF(struct span)
    units; /* whom a warning is about: counted instead of lines */
    struct span reminded;            /* "01-29、02-14"; may be empty */
    LIST_OF(enum digest_verb) verbs; /* what an answer may say */
};
typedef LIST_OF(struct digest_item) digest_items;

struct digest {
    struct desk *dk;
    struct arena *arena;
    struct span audience; /* "SEC", "LIA/WG5" */
    struct span group;    /* only what concerns it; empty: everything */
    bool acts;            /* its reader may answer it */
    int64_t now, since;   /* since: the digest before; 0: there was none */
    civil_day today;
    bool weekly; /* the first working day of its week */
    digest_items items;
    struct digest_counts counts;
};

/* Fills a digest over all groups whose dk, arena and audience are set. */
enum verdict digest_collect(struct digest *dg, struct reason *why);

/* What of it concerns one group, with numbers of its own. */
void digest_narrow(const struct digest *whole, struct digest *dg);

/* One more item, dated when `due` is not 0. */
struct digest_item *digest_add_item(struct digest *dg,
                                    enum digest_section section,
                                    struct span object, civil_day due);

/* ---- digest_order.c: pure ---- */

/* Where a row of the ledger stands, DIGEST_NOWHERE when it need not be told.
 * `ours`: the secretariat itself has to act on it. */
enum digest_section digest_place(const struct digest *dg, const struct duty *d,
                                 const struct obligation_row *row, bool ours);
/* Open, overdue or missed at dg->now, whatever was written down last. */
enum obligation_state digest_state(const struct digest *dg,
                                   const struct obligation_row *row);

/* R-G3, then numbers from 1. */
void digest_sort(digest_items *items);

/* The first working day of the week that `day` lies in. */
bool digest_opens_week(const struct workdays *w, civil_day day);

/* What has to be looked at today, not once a week. */
bool digest_presses(const struct digest *dg);

/* ---- digest_text.c: pure ---- */

/* Without personal telephone numbers (R-G6). */
struct span digest_discreet(struct arena *arena, struct span text);

/* The days of `steps` on which somebody was told; other years than that of
 * `today` in full, the oldest left out when there are many. */
struct span digest_reminded(struct arena *arena, const obligation_steps *steps,
                            civil_day today);

/* "组长、工作组秘书" / "leader, group secretary" of "GL,GS,SEC,LIA": those who
 * only hear of it are left out unless nobody else is named. */
struct digest_words digest_roles(struct arena *arena, struct span keywords);

/* ---- sources ---- */

enum verdict digest_ledger(struct digest *dg, struct reason *why);
enum verdict digest_decisions(struct digest *dg, struct reason *why);
enum verdict digest_leaders(struct digest *dg, struct reason *why);
enum verdict digest_absences(struct digest *dg, struct reason *why);
enum verdict digest_mails(struct digest *dg, struct reason *why);
enum verdict digest_excesses(struct digest *dg, struct reason *why);
enum verdict digest_refusals(struct digest *dg, struct reason *why);
enum verdict digest_bounces(struct digest *dg, struct reason *why);
enum verdict digest_gaps(struct digest *dg, struct reason *why);

#endif
