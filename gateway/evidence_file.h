/* evidence_file.h — the newest evidence of a flag as a file: the pages, or the
 * same as text (`export evidence ID FILE`). */
#ifndef CONVOKE_EVIDENCE_FILE_H
#define CONVOKE_EVIDENCE_FILE_H

#include "verbs.h"

bool evidence_file_is(const struct context *ctx);
/* Prints it; the process of the person keeps it (save.h). */
int evidence_file_print(struct context *ctx);

#endif
