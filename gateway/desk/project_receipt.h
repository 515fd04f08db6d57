/* project_receipt.h — what is told of a mail about a project that was taken
 * in: prj.ack, prjmeet.ack. Private to the desk. */
#ifndef CONVOKE_DESK_PROJECT_RECEIPT_H
#define CONVOKE_DESK_PROJECT_RECEIPT_H

#include "case.h"
#include "convoke/store/project.h"
#include "filed.h"

struct project_receipt {
    const char *code;
    const struct project *p;
    struct span what_zh, what_en; /* 报批材料 */
    const struct filed *filed;    /* NULL: no document came */
    const char *law_zh, *law_en;  /* used when no duty is answered */
    struct {
        struct span zh, en;
    } note; /* one more sentence; may be empty */
};

/* To the lead (and who wrote in his place), and to `others` ("GS,SEC"), these
 * with the documents. */
enum verdict project_receipt_send(struct intake *in,
                                  const struct project_receipt *r,
                                  const char *others, struct reason *why);

/* The slots of one such mail, for whoever adds people and a token himself. */
enum verdict project_receipt_fill(struct intake *in,
                                  const struct project_receipt *r,
                                  struct notice *n, struct reason *why);

#endif
