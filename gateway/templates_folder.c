#include "templates_folder.h"

#include <unistd.h>

#ifndef CONVOKE_TEMPLATES
#define CONVOKE_TEMPLATES "/usr/share/convoke/templates"
#endif
#ifndef CONVOKE_TEMPLATES_SOURCE
#define CONVOKE_TEMPLATES_SOURCE CONVOKE_TEMPLATES
#endif

const char *templates_folder(const struct settings *set)
{
    if (set->templates.folder[0])
        return set->templates.folder;
    /* A program run from its build folder uses the texts it was built with. */
    if (access(CONVOKE_TEMPLATES_SOURCE "/layout.html", R_OK) == 0)
        return CONVOKE_TEMPLATES_SOURCE;
    return CONVOKE_TEMPLATES;
}
