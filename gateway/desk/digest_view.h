/* digest_view.h — a digest's words. Private to the desk. */
#ifndef CONVOKE_DESK_DIGEST_VIEW_H
#define CONVOKE_DESK_DIGEST_VIEW_H

#include "digest_item.h"

/* Every slot of the notice "digest" but the common ones. */
void digest_view(const struct digest *dg, struct view *v);

const char *digest_section_name(enum digest_section s); /* stored */

/* "WG5-S-02 标准项目…": an item on one line, as answers repeat it. */
struct span digest_line(const struct digest *dg,
                        const struct digest_item *item);

/* digest-20260409.csv, and what stands in it. */
struct span digest_file_name(const struct digest *dg);
struct span digest_csv(const struct digest *dg);

#endif
