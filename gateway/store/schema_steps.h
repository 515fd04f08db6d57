/* schema_steps.h — the words of the migrations, the oldest first: step N leads
 * from version N to N + 1 (schema.h). */
#ifndef CONVOKE_STORE_SCHEMA_STEPS_H
#define CONVOKE_STORE_SCHEMA_STEPS_H

#include <stddef.h>

extern const char *const schema_steps[];
extern const size_t schema_steps_n;

#endif
