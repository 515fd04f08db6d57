/* sandbox.h — what a process that reads strangers' bytes may still do.
 *
 * Two shells, both for good. The outer one is shut around the parent of the
 * readers: no new privileges, no core dumps, no file of any size, Landlock
 * with an empty ruleset (no file, no TCP, no signal to the outside), and a
 * system call filter that leaves it little more than receiving a job and
 * forking. The inner one is shut around each reader: a processor limit, no new
 * descriptor, no new process, and a filter that leaves about a dozen calls on
 * memory and on what is already open. A forbidden call ends the process with
 * SIGSYS. Both filters are built once and only loaded afterwards.
 *
 * reliability.md section 4.2 has the order; libseccomp writes the filters. */
#ifndef CONVOKE_SANDBOX_H
#define CONVOKE_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/verdict.h"

struct sandbox_limits {
    uint64_t memory; /* octets of address space */
    unsigned cpu_s;  /* processor seconds of one reader */
    bool allow_without_landlock;
};

struct sandbox; /* opaque */

/* How parents beget: the reader is a child of the parent's own parent, which
 * alone waits for it. The outer filter allows exactly these flags. */
extern const unsigned long sandbox_clone_flags;

/* Builds both filters. Limits are copied. */
MUST_USE enum verdict sandbox_new(const struct sandbox_limits *limits,
                                  struct sandbox **ret, struct reason *why);
struct sandbox *sandbox_free(struct sandbox *sb);
void sandbox_drop(struct sandbox **sb);

/* Not undone by a failure: the process must end then. */
MUST_USE enum verdict sandbox_shut_outer(const struct sandbox *sb,
                                         struct reason *why);
MUST_USE enum verdict sandbox_shut_inner(const struct sandbox *sb,
                                         struct reason *why);

#endif
