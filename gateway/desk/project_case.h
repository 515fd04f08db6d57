/* project_case.h — the project a mail is about, and whether its writer may
 * speak for it.
 *
 * A project's mails come from its lead (R-A2: L1); the secretariat may send
 * them for him. From an address nobody registered, or from a colleague, the
 * mail waits until the lead has vouched for it (R-A3); its receipt counts
 * then. Private to the desk. */
#ifndef CONVOKE_DESK_PROJECT_CASE_H
#define CONVOKE_DESK_PROJECT_CASE_H

#include "case.h"
#include "convoke/store/project.h"

enum {
    PROJECT_OF_UNIT = 1, /* people of the lead's unit may write too */
    PROJECT_OF_SEC = 2,  /* nobody but the secretariat may */
};

/* The project that is named, or the only one the sender leads. *ret_go false:
 * the mail has been answered or laid aside, its outcome is set. */
enum verdict project_open(struct intake *in, int who, struct project *ret,
                          bool *ret_go, struct reason *why);

/* Stores it, writes the audit row, brings its duties in step. */
enum verdict project_change(struct intake *in, struct project *p,
                            enum project_state to, const char *event,
                            struct span note, struct reason *why);

/* "标准项目WG5-S-04《…》" and its like, into the slot `thing`. */
void project_view(struct notice *n, const struct project *p);

/* Answers that a mail lacks something, or says it wrongly. */
enum verdict project_ask(struct intake *in, struct span object, struct span zh,
                         struct span en, struct reason *why);

/* Answers that a file may not be taken in (6.2). */
enum verdict project_ask_other_file(struct intake *in, struct span object,
                                    const struct facts_file *bad,
                                    struct reason *why);

#endif
