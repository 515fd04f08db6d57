#include "health.h"

#include <assert.h>

#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/backlog.h"

enum { HEALTH_ARENA = 1024 * 1024 };

bool health_lacks_room(const struct spool_room *room, bool open)
{
    assert(room);
    return room->free < room->least + (open ? room->least / 4 : 0);
}

enum verdict health_of_disk(struct core *c, bool open, struct alert *ret,
                            struct reason *why)
{
    struct spool_room room;
    enum verdict v = spool_room_of(c->spool, &room, why);

    assert(ret);
    if (v != VERDICT_DONE)
        return v;
    *ret = (struct alert){ .kind = ALERT_DISK,
                           .bad = health_lacks_room(&room, open),
                           .free = room.free,
                           .least = room.least,
                           .since = clock_now(&c->clock) };
    return VERDICT_DONE;
}

/* One server that is down delays its own mails; when nothing leaves at all, it
 * is ours. */
static enum verdict is_stuck(struct core *c, int64_t oldest, bool *ret,
                             struct reason *why)
{
    int64_t now = clock_now(&c->clock);
    bool moves = false;
    enum verdict v = VERDICT_DONE;

    *ret = oldest != MOMENT_NONE && oldest <= now - HEALTH_LATE;
    if (*ret || oldest == MOMENT_NONE || oldest > now - HEALTH_STUCK)
        return v;
    v = backlog_moves(c->store, now - HEALTH_STUCK, &moves, why);
    *ret = !moves;
    return v;
}

enum verdict health_of_queue(struct core *c, bool open, struct arena *arena,
                             struct alert *ret, struct reason *why)
{
    struct backlog b = { 0 };
    int64_t oldest = MOMENT_NONE;
    bool stuck = false;
    enum verdict v =
        backlog_oldest(c->store, clock_now(&c->clock), open, &oldest, why);

    assert(ret);
    if (v == VERDICT_DONE)
        v = is_stuck(c, oldest, &stuck, why);
    if (v == VERDICT_DONE && stuck)
        v = backlog_of(c->store, arena, &b, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = (struct alert){ .kind = ALERT_QUEUE,
                           .bad = stuck,
                           .waiting = b.waiting,
                           .since = oldest,
                           .said = b.said };
    return VERDICT_DONE;
}

void health_of_source(const struct core *c, struct alert *ret)
{
    int64_t read_at = c->desk.polled_at;

    assert(ret);
    if (read_at == MOMENT_NONE)
        read_at = c->opened_at;
    *ret =
        (struct alert){ .kind = ALERT_SOURCE,
                        .bad = clock_now(&c->clock) - read_at >= HEALTH_SILENT,
                        .since = read_at };
}

static enum verdict look_at(struct core *c, enum alert_kind kind,
                            struct arena *arena, struct reason *why)
{
    struct alert a = { 0 };
    bool open = false;
    bool said = false;
    enum verdict v = alert_is_open(&c->desk, kind, &open, why);

    if (v == VERDICT_DONE && kind == ALERT_DISK)
        v = health_of_disk(c, open, &a, why);
    if (v == VERDICT_DONE && kind == ALERT_QUEUE)
        v = health_of_queue(c, open, arena, &a, why);
    if (kind == ALERT_SOURCE)
        health_of_source(c, &a);
    if (v == VERDICT_DONE)
        v = alert_tell(&c->desk, &a, &said, why);
    if (v == VERDICT_DONE && said)
        log_event(a.bad ? LOG_ERROR : LOG_NOTICE,
                  a.bad ? "health.bad" : "health.good",
                  KV_STR("object", alert_object(kind)));
    return v;
}

enum verdict health_look(struct core *c, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(HEALTH_ARENA);
    int64_t boot = clock_ticks();
    enum verdict v;

    assert(c);
    if (boot < c->looked + HEALTH_EVERY_MS || !core_may_act(c))
        return VERDICT_DONE;
    v = store_begin(c->store, why);
    for (int i = 0; i < ALERT_COUNT && v == VERDICT_DONE; i++)
        v = look_at(c, (enum alert_kind)i, &arena, why);
    if (v == VERDICT_DONE)
        v = store_commit(c->store, why);
    else
        store_rollback(c->store);
    if (v == VERDICT_DONE)
        c->looked = boot;
    return v;
}
