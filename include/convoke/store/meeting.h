/* meeting.h — plenaries and leaders' meetings with their agendas
 * (requirements.md 4.3, charter Art. 18 and 20). One row for life: a move
 * changes its instants and counts up `sequence`. */
#ifndef CONVOKE_STORE_MEETING_H
#define CONVOKE_STORE_MEETING_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum meeting_state {
    MEETING_PLANNED,
    MEETING_PLAN_FILED,
    MEETING_NOTIFIED,
    MEETING_CONTRIBUTIONS_CLOSED,
    MEETING_HELD_UNCONFIRMED, /* its opening instant has passed */
    MEETING_ATTENDANCE_IMPORTED,
    MEETING_FINALISED,
    MEETING_CLOSED,
    MEETING_CANCELLED,
    MEETING_STATE_COUNT
};

const char *meeting_state_name(enum meeting_state s);
bool meeting_state_from(struct span name, enum meeting_state *ret);

struct meeting {
    struct span id, group; /* "WG5-2026-P1", "WG5" */
    bool leaders;          /* 组长办公会, else 全体会议 */
    enum meeting_state state;
    int64_t start_at, end_at;
    struct span place, link, chair; /* may be empty */
    bool week_known, standard_week; /* 标准周 */
    struct span week_reason;
    int64_t sequence;
    int64_t since;       /* known since */
    int64_t moved_at;    /* MOMENT_NONE; and so on */
    int64_t filed_at;    /* its plan */
    int64_t notified_at; /* its notice */
    int64_t ended_at;    /* cancelled */
    struct span reason;  /* of the move or cancellation */
    struct span number;  /* 备案编号 */
    struct span present; /* leaders who were there, by role */
    int64_t notice;      /* message of the notice; 0: none */
};
typedef LIST_OF(struct meeting) meetings;

struct agenda_item {
    struct span title;     /* of an omission: its reason */
    struct span project;   /* empty: about none */
    struct span presenter; /* may be empty */
    bool omitted;          /* the project is left out */
};
typedef LIST_OF(struct agenda_item) agenda_items;

/* NEVER when the id is taken. */
MUST_USE enum verdict meeting_add(struct store *st, const struct meeting *m,
                                  struct reason *why);
MUST_USE enum verdict meeting_set(struct store *st, const struct meeting *m,
                                  struct reason *why);
MUST_USE enum verdict meeting_get(struct store *st, struct span id,
                                  struct arena *arena, struct meeting *ret,
                                  bool *ret_found, struct reason *why);

/* Of a group, by opening instant, [from, to); cancelled ones too. */
struct meeting_query {
    struct span group;
    bool leaders;
    int64_t from, to;
};
MUST_USE enum verdict meetings_of(struct store *st,
                                  const struct meeting_query *q,
                                  struct arena *arena, meetings *ret,
                                  struct reason *why);

/* Replaces the agenda. */
MUST_USE enum verdict agenda_put(struct store *st, struct span meeting,
                                 const agenda_items *items, struct reason *why);
MUST_USE enum verdict agenda_of(struct store *st, struct span meeting,
                                struct arena *arena, agenda_items *ret,
                                struct reason *why);

#endif
