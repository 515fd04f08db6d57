/* ballast.h — what a fork need not copy.
 *
 * A fork copies the page tables of every mapping, and the program maps some
 * fifty libraries of which a reader of messages uses a handful: half of a
 * reader's cost was libraries it may not even call. ballast_drop leaves all
 * but the named ones out of every later child of this process. A child that
 * calls into one of the others dies, as with any forbidden act. */
#ifndef CONVOKE_BALLAST_H
#define CONVOKE_BALLAST_H

/* Best effort: without /proc the children are merely slower to make. */
void ballast_drop(void);

#endif
