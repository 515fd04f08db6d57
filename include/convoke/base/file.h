/* file.h — files that are whole or absent.
 *
 * Paths are plain C strings below a folder the caller names; nothing here
 * follows a symbolic link in the last component. */
#ifndef CONVOKE_BASE_FILE_H
#define CONVOKE_BASE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "convoke/base/span.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

/* Closes and forgets; safe on -1. For CLEANUP. */
void file_drop(int *fd);

/* Everything, or a reason; `ret` keeps its ceiling. */
MUST_USE enum verdict file_read(const char *path, struct text *ret,
                                struct reason *why);
MUST_USE enum verdict file_read_fd(int fd, struct text *ret,
                                   struct reason *why);
/* The next piece, at most what `piece` may hold; *ret_n 0 at the end. */
MUST_USE enum verdict file_read_piece(int fd, struct text *piece, size_t *ret_n,
                                      struct reason *why);
MUST_USE enum verdict file_write_all(int fd, struct span bytes,
                                     struct reason *why);

/* tmp in the same folder → fsync → rename → fsync of the folder. */
MUST_USE enum verdict file_replace(const char *path, struct span bytes,
                                   mode_t mode, struct reason *why);

MUST_USE enum verdict file_sync(int fd, struct reason *why);
MUST_USE enum verdict file_sync_folder(const char *path, struct reason *why);

/* From here on neither of them waits for the disk: for a play whose files
 * nobody would want back after a power cut. */
void file_sync_never(void);

/* Tells, without reading it, that a file's content may have changed. All zero
 * for a file that is not there. */
struct file_stamp {
    uint64_t inode;
    int64_t octets, changed; /* nanoseconds */
};
struct file_stamp file_stamp_of(const char *path);
bool file_stamp_eq(const struct file_stamp *a, const struct file_stamp *b);

/* One folder, mode 0700; already there is fine. */
MUST_USE enum verdict file_make_folder(const char *path, struct reason *why);

/* folder/name into `buf` of PATH_MAX; NULL when it does not fit. */
const char *file_join(char *buf, const char *folder, const char *name);

#endif
