/* digest_answer.h — a secretariat that answers its digest. Private to the
 * desk. */
#ifndef CONVOKE_DESK_DIGEST_ANSWER_H
#define CONVOKE_DESK_DIGEST_ANSWER_H

#include "case.h"
#include "digest_act.h"

/* Token "digest", object "digest:ID": lines of words and numbers. */
enum verdict digest_answered(struct intake *in, struct span object,
                             struct reason *why);

/* Token "intention", object "message:ID": yes to what was said back. */
enum verdict digest_confirmed(struct intake *in, struct span object,
                              struct reason *why);

/* ---- digest_receipt.c: what was done, in one mail ---- */

struct receipt_line {
    struct span line;  /* as it was said: "豁免 5" */
    struct span thing; /* "WG5-S-02 标准项目…"; empty when there is none */
    struct digest_words said;
    bool done;
};
typedef LIST_OF(struct receipt_line) receipt_lines;

/* cmd.done; nothing when there are no lines. */
enum verdict receipt_send(struct intake *in, const receipt_lines *lines,
                          struct reason *why);

/* What is to be done after a yes. */
struct echo_line {
    struct span line, thing, reason;
    struct digest_words effect;
};
typedef LIST_OF(struct echo_line) echo_lines;

/* cmd.confirm with the token for it; nothing when there are no lines. */
enum verdict echo_send(struct intake *in, const echo_lines *lines,
                       struct reason *why);

#endif
