/* flag_rules.h — what may become of a flag, by whose word (requirements.md
 * 4.2, R-X10, R-X11, X20, X21, X28, X29).
 *
 * Pure: one table. No event of the clock or of an import leads to a confirmed
 * exit, and none skips the unit's statement. */
#ifndef CONVOKE_DESK_FLAG_RULES_H
#define CONVOKE_DESK_FLAG_RULES_H

#include "convoke/store/flag.h"

enum flag_event {
    FLAG_EVENT_DISMISS,  /* 撤销标记: a person */
    FLAG_EVENT_DEFER,    /* 暂缓: a person */
    FLAG_EVENT_PRE_EXIT, /* 拟退出: a person */
    FLAG_EVENT_CONFIRM,  /* 确认退出: another person */
    FLAG_EVENT_OBJECT,   /* 陈述: the unit */
    FLAG_EVENT_LEAVE,    /* the unit has left another way */
    FLAG_EVENT_UNFOUND,  /* the record no longer supports it */
    FLAG_EVENT_FOUND,    /* …and supports it again: a voided one is open */
    FLAG_EVENT_DUE,      /* the deferral, or the days to object, are over */
    FLAG_EVENT_COUNT
};

enum flag_actor { FLAG_BY_SECRETARIAT, FLAG_BY_UNIT, FLAG_BY_CLOCK };

/* "dismiss", … as logged and audited: "flag.dismiss". */
const char *flag_event_name(enum flag_event e);
enum flag_actor flag_event_actor(enum flag_event e);

/* False: the event leaves it as it is and is refused. */
bool flag_step(enum flag_state from, enum flag_event event,
               enum flag_state *ret_to);

#endif
