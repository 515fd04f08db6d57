/* mem.h — memory that is there or ends the process.
 *
 * Every durable act survives a kill at any instant, so running out of memory
 * is one more kill: it is logged and the process leaves with EX_TEMPFAIL.
 * Callers never see NULL. */
#ifndef CONVOKE_BASE_MEM_H
#define CONVOKE_BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size) __attribute__((malloc, returns_nonnull));
void *mem_grow(void *old, size_t size) __attribute__((returns_nonnull));
char *mem_copy_str(const char *s) __attribute__((malloc, returns_nonnull));

/* Ends the process: `what` could not have `size` octets. */
void mem_exhausted(const char *what, size_t size) __attribute__((noreturn));

/* For a process that does the same over and over: what it freed stays with it
 * up to a few MB, because giving memory back and asking for it again costs
 * more than most of what is done with it. Children inherit it. */
void mem_keep_freed(void);

#define MEM_NEW(type) ((type *)mem_new(sizeof(type)))

#endif
