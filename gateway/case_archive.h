/* case_archive.h — why and how a unit leaves, as one zip file of the person who
 * asked: raw mails, decisions, evidence, and the hash of each.
 *
 * As with bundle.h the store's part prints what belongs there, here or in the
 * running core, and the process of the person makes the file with that person's
 * rights: mails are taken from the spool and compared with the hash that was
 * recorded when they came. The file is whole or is not there, and nothing is
 * ever written over. The same case gives the same octets, whenever it is asked
 * for. What of other units could stand in a mail stays out (casebook.h). */
#ifndef CONVOKE_CASE_ARCHIVE_H
#define CONVOKE_CASE_ARCHIVE_H

#include "convoke/base/list.h"
#include "convoke/store/casebook.h"
#include "verbs.h"

enum case_source {
    CASE_BYTES,    /* `bytes` are it */
    CASE_SPOOL,    /* `bytes` name a message by its SHA-256 */
    CASE_OUTGOING, /* `bytes` name a file below STATE/outgoing */
    CASE_SOURCE_COUNT
};

/* One file of the archive. */
struct case_piece {
    struct span name;
    int64_t at; /* of the record; 0: the newest of all */
    enum case_source source;
    struct span bytes;
};
typedef LIST_OF(struct case_piece) case_pieces;

/* The list as it crosses from the store's part to the person's. */
void case_pieces_encode(const case_pieces *pieces, struct text *to);
MUST_USE enum verdict case_pieces_decode(struct span bytes, struct arena *arena,
                                         case_pieces *ret, struct reason *why);

/* README.txt: what is in it and how to check it. */
struct span case_readme(struct arena *arena, const struct casebook *cb,
                        struct span object);

/* Whether the words of `export` ask for one. */
bool case_archive_is(const struct context *ctx);

/* The person's part: `export case OBJECT FILE.zip`. Gives the exit code: 73
 * when there can be no such file. */
int case_archive_run(struct context *ctx, const struct verb *verb, int argc,
                     char **argv);

/* The store's part. */
int case_archive_print(struct context *ctx);

#endif
