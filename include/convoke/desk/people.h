/* people.h — the names in a list of people.
 *
 * 张三（组长）、李四，王五和赵六；1. Zhang San / 李　四, one a line or all on
 * one. What stands in brackets behind a name, a title behind a blank and 等 at
 * the end are left out. Pure, total on any octets; names are borrowed from the
 * list. */
#ifndef CONVOKE_DESK_PEOPLE_H
#define CONVOKE_DESK_PEOPLE_H

#include "convoke/base/span.h"

/* Takes the next name off `rest`; false at the end. */
bool people_cut(struct span *rest, struct span *ret_name);

#endif
