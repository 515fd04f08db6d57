/* settings_rules.h — what settings demand of each other. */
#ifndef CONVOKE_SETTINGS_RULES_H
#define CONVOKE_SETTINGS_RULES_H

#include "conf.h"
#include "settings.h"

/* `found` holds the node of each row of settings_table, NULL where the file
 * says nothing. Fills in what follows from other settings. */
void settings_check_rules(struct settings *s, struct conf_node *const *found,
                          struct complaints *c);

#endif
