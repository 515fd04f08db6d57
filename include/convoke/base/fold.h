/* fold.h — names made comparable: NFKC, case folded, blanks and brackets and
 * dashes dropped:
 * "（某某）科技 有限公司" and "(某某)科技有限公司" are the same. */
#ifndef CONVOKE_BASE_FOLD_H
#define CONVOKE_BASE_FOLD_H

#include "convoke/base/arena.h"

/* What is not UTF-8 comes back as it is. */
struct span fold_name(struct arena *a, struct span name);

#endif
