/* group_filing.h — what a group files about a year or a quarter: report,
 * plans, progress; and the secretariat's yearly assessment (Art. 7.5, 8.5,
 * 14.2, 14.3). Private to the desk. */
#ifndef CONVOKE_DESK_GROUP_FILING_H
#define CONVOKE_DESK_GROUP_FILING_H

#include "case.h"
#include "filed.h"

/* The group whose officer ("GS,GL") writes. *ret_go false: answered. */
enum verdict group_filing_open(struct intake *in, const char *who,
                               struct span *ret_group, bool *ret_go,
                               struct reason *why);

/* The year a mail is about: the one it names, else the one whose duty, named
 * by what closes it, still waits; early in a year the one before. */
enum verdict group_filing_year(struct intake *in, const char *word,
                               struct span group, int *ret, struct reason *why);

struct group_receipt {
    struct span group, object; /* "WG5", "WG5-2026" */
    struct span what_zh, what_en;
    const struct filed *filed;   /* measured; its papers go to `others` */
    const struct filed *second;  /* may be NULL */
    const char *others;          /* "SEC,LIA" */
    const char *law_zh, *law_en; /* when the charter has no such duty */
};

/* annual.ack to the group secretary and the sender, and to `others`. */
enum verdict group_receipt_send(struct intake *in,
                                const struct group_receipt *r,
                                struct reason *why);

/* [年度总结] (annual_report.c); [年度计划] [进展] [年度考核] */
enum verdict annual_report_receive(struct intake *in, struct span object,
                                   struct reason *why);
enum verdict group_filing_receive(struct intake *in, struct span object,
                                  struct reason *why);

#endif
