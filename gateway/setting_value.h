/* setting_value.h — one value of the file into its place in the settings. */
#ifndef CONVOKE_SETTING_VALUE_H
#define CONVOKE_SETTING_VALUE_H

#include "conf.h"
#include "settings.h"

/* Complains, and leaves the place alone, when the value may not stand there. */
void setting_assign(struct settings *s, const struct setting *row,
                    const struct conf_node *node, struct complaints *c);

#endif
