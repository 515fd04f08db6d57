/* templates_folder.h — where the templates lie when no setting says so: in
 * ../share/convoke beside the folder the program was started from, as
 * installed anywhere; else in the tree it was built from; else where the build
 * meant to install them. The answer stays the same for the process. */
#ifndef CONVOKE_TEMPLATES_FOLDER_H
#define CONVOKE_TEMPLATES_FOLDER_H

#include "settings.h"

const char *templates_folder(const struct settings *set);

#endif
