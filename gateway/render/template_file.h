/* template_file.h — template files: found, read, taken apart.
 *
 * An override folder wins file by file. CRLF and a BOM, as office editors
 * leave them, are taken out. Everything lives in the arena given. */
#ifndef CONVOKE_RENDER_TEMPLATE_FILE_H
#define CONVOKE_RENDER_TEMPLATE_FILE_H

#include "template.h"

struct template_folder {
    struct template_partials partials; /* finds _NAME.mustache */
    const char *path;                  /* borrowed */
    const char *override;              /* borrowed, may be NULL */
    const char *language;              /* "zh", "en" or NULL: of partials */
    struct arena *arena;
};

struct template_folder template_folder(const char *path, const char *override,
                                       const char *language,
                                       struct arena *arena);

/* `name` is a path below the folder. False: an error line has been added. */
bool template_file_read(const struct template_folder *in, const char *name,
                        struct template_source *ret, struct text *errors);

/* Takes `Subject: …` and the empty line after it off the body. */
bool template_file_split(const struct template_source *file,
                         struct template_source *ret_subject,
                         struct template_source *ret_body, struct text *errors);

/* Adds an error line for every *.mustache below the language's folder that is
 * neither a partial nor known: a misspelt name would never be used. True when
 * there is none. */
bool template_folder_check(const struct template_folder *in,
                           bool (*is_known)(const void *of, struct span stem),
                           const void *of, struct text *errors);

#endif
