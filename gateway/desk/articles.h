/* articles.h — the charter's own sentences, as shipped
 * (templates/articles.txt).
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_ARTICLES_H
#define CONVOKE_DESK_ARTICLES_H

#include "convoke/base/span.h"

/* "13", "20.5": its lines as they stand there, borrowed from the program; empty
 * when the file has no such article. */
struct span article_words(const char *name);

#endif
