/* template_node.h — a compiled template: one flat row of nodes.
 *
 * A section's contents are the nodes between it and its `end`. */
#ifndef CONVOKE_RENDER_TEMPLATE_NODE_H
#define CONVOKE_RENDER_TEMPLATE_NODE_H

#include "template.h"

enum node_kind {
    NODE_TEXT, /* ends at a line's end or before a tag */
    NODE_VALUE,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
};

struct node {
    enum node_kind kind;
    bool alone; /* PARTIAL: its indentation counts */
    int line, column;
    struct span text;               /* TEXT: the octets; PARTIAL: indentation */
    struct span name;               /* the others: dotted */
    size_t end;                     /* SECTION, INVERTED: first node after it */
    const struct template *partial; /* PARTIAL: NULL when there is none */
};

struct template
{
    const char *file; /* borrowed */
    bool strict;
    LIST_OF(struct node) nodes;
};

#endif
