/* command_words.h — the words a command may be, with what may follow them. */
#ifndef CONVOKE_DESK_COMMAND_WORDS_H
#define CONVOKE_DESK_COMMAND_WORDS_H

#include "convoke/desk/command.h"

/* The longest word of any command at the very beginning of `rest`, taken off
 * it; COMMAND_NONE when there is none. `ret_han` says that it ended with a
 * Chinese character. */
enum command_verb command_words_take(struct span *rest, bool *ret_han);

/* Chinese that may follow the word without a mark between: 同意|请办理. */
bool command_words_tail(enum command_verb v, struct span rest);

/* Takes one opening off `rest`: 您好, 经审核, 我. */
bool command_words_opening(struct span *rest);

/* A word that takes back or limits what was said: 但, 如果, unless. */
bool command_words_hedge(struct span rest);

#endif
