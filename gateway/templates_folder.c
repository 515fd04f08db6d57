#include "templates_folder.h"

#include <limits.h>
#include <unistd.h>

#include "convoke/base/file.h"

#ifndef CONVOKE_TEMPLATES
#define CONVOKE_TEMPLATES "/usr/share/convoke/templates"
#endif
#ifndef CONVOKE_TEMPLATES_SOURCE
#define CONVOKE_TEMPLATES_SOURCE CONVOKE_TEMPLATES
#endif

static bool has_templates(const char *folder)
{
    char page[PATH_MAX];

    return file_join(page, folder, "layout.html") && access(page, R_OK) == 0;
}

/* PREFIX/share/convoke/templates for a program at PREFIX/bin/convoke. */
static bool beside_program(char folder[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

    if (n <= 0)
        return false;
    program[n] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(program, '/');
        if (!slash)
            return false;
        *slash = '\0';
    }
    return file_join(folder, program, "share/convoke/templates") &&
           has_templates(folder);
}

const char *templates_folder(const struct settings *set)
{
    static char found[PATH_MAX];

    if (set->templates.folder[0])
        return set->templates.folder;
    if (found[0])
        return found;
    if (beside_program(found))
        return found;
    found[0] = '\0';
    /* A program run from its build folder uses the texts it was built with. */
    return has_templates(CONVOKE_TEMPLATES_SOURCE) ? CONVOKE_TEMPLATES_SOURCE
                                                   : CONVOKE_TEMPLATES;
}
