/* conf.h — a file in libconfig syntax as a tree whose every node knows its
 * place.
 *
 * libconfig itself stops at the first syntax error and the first repeated
 * name and knows lines only; people want to hear everything at once, with the
 * column. So the syntax is read here: comments (#, //, C), name = value or
 * name : value, groups { }, lists ( ) and [ ], whole numbers (decimal, hex,
 * L), reals, true and false, texts with escapes, adjacent texts joined,
 * @include "file". Two things are stricter than in libconfig, each so that one
 * slip gives one report: a text ends on the line it begins on, and the file is
 * UTF-8. The unit test holds the reader against libconfig.
 *
 * Reading never fails: what is wrong goes to the complaints, and the tree
 * holds what could be understood. All lives in the complaints' arena. */
#ifndef CONVOKE_CONF_H
#define CONVOKE_CONF_H

#include <stdint.h>

#include "complaint.h"

enum { CONF_MAX_FILE = 1024 * 1024, CONF_MAX_DEPTH = 20, CONF_MAX_INCLUDE = 8 };

enum conf_kind {
    CONF_BROKEN, /* already complained about: nothing more to say */
    CONF_INTEGER,
    CONF_REAL,
    CONF_FLAG,
    CONF_TEXT,
    CONF_GROUP, /* { } */
    CONF_LIST,  /* ( ) and [ ] */
};

struct conf_node {
    struct span name; /* empty in a list */
    enum conf_kind kind;
    struct complaint_place name_place; /* of the value when there is no name */
    struct complaint_place place;      /* of the value */
    struct span text;                  /* unescaped */
    int64_t integer;
    double real;
    bool flag;
    struct conf_node *inside; /* first member; NULL when empty */
    struct conf_node *next;
    bool known; /* for whoever reads the tree: this was expected */
};

/* The root is a group. A file that cannot be read is a complaint, too. */
struct conf_node *conf_read(const char *path, struct complaints *c);

/* The same from a text; `name` is how places call it, `folder` is where
 * @include looks (may be NULL: refused). */
struct conf_node *conf_parse(const char *name, struct span bytes,
                             const char *folder, struct complaints *c);

/* A member by its name, or NULL. */
struct conf_node *conf_member(const struct conf_node *group, struct span name);

#endif
