/* help.h — the tables of commands and settings as words: --help, the manual
 * page, the shell completion. */
#ifndef CONVOKE_HELP_H
#define CONVOKE_HELP_H

#include "verbs.h"

void help_program(bool chinese, struct text *to);
void help_verb(const struct verb *verb, bool chinese, struct text *to);

#endif
