/* templates_folder.h — where the templates lie when no setting says so: beside
 * the built program's source, else where they are installed. */
#ifndef CONVOKE_TEMPLATES_FOLDER_H
#define CONVOKE_TEMPLATES_FOLDER_H

#include "settings.h"

const char *templates_folder(const struct settings *set);

#endif
