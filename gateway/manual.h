/* manual.h — the manual pages, in troff, from the tables of the program.
 *
 * convoke(1) from the verbs, convoke.conf(5) from the settings,
 * charter.conf(5) around the shipped file, convoke-register(5) from the keys
 * of the register: a page cannot differ from what the program does. */
#ifndef CONVOKE_MANUAL_H
#define CONVOKE_MANUAL_H

#include "convoke/base/text.h"

/* "convoke", "convoke.conf", "charter.conf" or "register"; false when there
 * is no such page. */
bool manual_page(struct span name, struct text *page);

/* One paragraph of convoke(1)'s DECISIONS. */
struct manual_decision {
    const char *what, *why;
};

/* manual_sections.c: what stands between the options and the decisions. */
void manual_add_sections(struct text *to);

/* manual_mailbox.c: a section of convoke(1), and its decisions. */
void manual_add_mailbox(struct text *to);
extern const struct manual_decision manual_mailbox_decisions[];
extern const size_t manual_mailbox_decisions_n;

#endif
