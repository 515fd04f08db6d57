/* bundle.h — the contributions of a meeting as a folder of the person who
 * asked.
 *
 * The store's part of the command prints a list of what belongs there, here or
 * in the running core; the process of the person alone makes the folder, with
 * that person's rights: it has every file read out of its message by the
 * sandboxed reader, compares it with the hash that was recorded, and writes the
 * index beside (index.csv with a BOM, index.xlsx). The folder is whole or is
 * not there: it is filled beside its place and renamed at the end. Nothing is
 * ever written over. */
#ifndef CONVOKE_BUNDLE_H
#define CONVOKE_BUNDLE_H

#include "convoke/base/list.h"
#include "verbs.h"

struct bundle_file {
    struct span contribution, unit, unit_name, title, project, state;
    int64_t received_at;
    bool on_time;
    struct span name, sha256; /* of the file, as it came */
    struct span message;      /* SHA-256 of the message it lies in */
    int64_t part, size;
    bool left_out; /* nobody has vouched for it: it stands in the index only */
};
typedef LIST_OF(struct bundle_file) bundle_files;

/* The list as it crosses from the store's part to the person's. */
void bundle_encode(const bundle_files *files, struct text *to);
MUST_USE enum verdict bundle_decode(struct span bytes, struct arena *arena,
                                    bundle_files *ret, struct reason *why);

/* C-2026-001_M01_original.docx: no separator, control or trick of any system
 * in it, unlike every name in `taken`, which gets it too. */
typedef LIST_OF(struct span) bundle_names;
struct span bundle_name(const struct bundle_file *f, struct arena *arena,
                        bundle_names *taken);

/* The person's part: `export contributions MEETING FOLDER`. Gives the exit
 * code: 73 when there can be no such folder. */
int bundle_run(struct context *ctx, const struct verb *verb, int argc,
               char **argv);

/* The store's part. */
int bundle_print(struct context *ctx);

#endif
