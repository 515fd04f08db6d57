/* sax.h — XML as a stream of calls, under bounds (libxml2 is tamed here).
 *
 * UTF-8 only, no DOCTYPE, no entity but the five, at most SAX_DEPTH elements
 * deep, SAX_ATTRIBUTES to a tag and SAX_NAMESPACES in force: libxml2 compares
 * each of those with all before it. Opens nothing. Private to office and
 * sheet. */
#ifndef CONVOKE_MAIL_SAX_H
#define CONVOKE_MAIL_SAX_H

#include "convoke/base/arena.h"
#include "convoke/base/verdict.h"

enum { SAX_DEPTH = 250, SAX_ATTRIBUTES = 200, SAX_NAMESPACES = 400 };

struct sax_attributes {
    int n;
    const unsigned char **at; /* libxml2's five pointers for each */
};

struct sax_calls {
    void *self; /* borrowed; handed to each call */
    /* `uri` is empty for names without a namespace. A call returns NULL, or
     * the words with which the document is refused. */
    const char *(*start)(void *self, struct span uri, struct span name,
                         const struct sax_attributes *as);
    const char *(*end)(void *self, struct span uri, struct span name);
    const char *(*text)(void *self, struct span text);
};

/* Value of the attribute of this local name, empty when absent. libxml2
 * leaves "&#38;" in it where an ampersand was written. */
struct span sax_attribute(const struct sax_attributes *as, const char *name);

/* A copy of it as it was meant; empty when it is longer than `most`. */
struct span sax_attribute_text(const struct sax_attributes *as,
                               const char *name, size_t most,
                               struct arena *arena);

MUST_USE enum verdict sax_read(struct span xml, const struct sax_calls *calls,
                               struct reason *why);

/* Loads what libxml2 would otherwise load at its first use. */
void sax_prepare(void);

#endif
