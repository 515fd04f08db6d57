/* charter_sample.h — the shipped charter.conf, as text. */
#ifndef CONVOKE_CHARTER_SAMPLE_H
#define CONVOKE_CHARTER_SAMPLE_H

#include "convoke/base/span.h"

struct span charter_sample(void);

#endif
