/* step.h — named stop points between durable acts.
 *
 * A test runs a job once with CONVOKE_STEPS=FILE to list the steps it passes,
 * then again with CONVOKE_STOP_AT=n for every n: the process leaves with
 * status 100 at its n-th step, and what it left behind is compared. Without
 * either variable a step costs one branch. */
#ifndef CONVOKE_BASE_STEP_H
#define CONVOKE_BASE_STEP_H

enum { STEP_EXIT = 100 };

void step(const char *name);

#endif
