#include "core.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/mem.h"
#include "convoke/base/moment.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/render/slots.h"
#include "delivery.h"
#include "health.h"
#include "outgoing.h"
#include "source_imap.h"
#include "templates_folder.h"
#include "timekeeper.h"

enum {
    CORE_ARENA = 64 * 1024 * 1024,
    CORE_GROUP = 64,          /* decisions in one commit */
    CORE_MARK_MS = 60 * 1000, /* between two marks of the instant seen */
};

static struct span *spans_of(struct arena *a, const struct settings_words *w)
{
    struct span *spans = arena_alloc(a, (w->n + 1) * sizeof(*spans));

    for (size_t i = 0; i < w->n; i++)
        spans[i] = span_str(w->at[i]);
    return spans;
}

void core_desk_settings(const struct settings *set,
                        const struct charter *charter, struct arena *arena,
                        struct desk_settings *ret)
{
    assert(set && charter && ret);
    *ret = (struct desk_settings){
        .committee_zh = span_str(set->committee.name),
        .committee_en = span_str(set->committee.name_en),
        .help_zh = span_str(set->committee.help),
        .help_en = span_str(set->committee.help_en),
        .domain = span_str(set->committee.domain),
        .service = span_str(set->committee.address),
        .separator = set->address.separator[0],
        .bounces = span_str(set->transport.bounces),
        .secretariat = spans_of(arena, &set->committee.secretariat),
        .secretariat_n = set->committee.secretariat.n,
        .administrators = spans_of(arena, &set->committee.administrator),
        .administrators_n = set->committee.administrator.n,
        .clerks = spans_of(arena, &set->committee.clerk),
        .clerks_n = set->committee.clerk.n,
        .trust = { .servers = spans_of(arena, &set->trust.authserv),
                   .n_servers = set->trust.authserv.n,
                   .require = set->trust.require,
                   .service = span_str(set->committee.address),
                   .separator = set->address.separator[0] },
        .trusted_hosts = spans_of(arena, &set->trust.mx),
        .trusted_hosts_n = set->trust.mx.n,
        .message_most = set->limits.message,
        .replies_per_day = set->limits.replies_per_day,
        .strangers_per_day = set->limits.strangers_per_day,
        .domain_per_day = set->limits.domain_per_day,
        .sender_per_day = set->limits.sender_per_day,
        .duties = charter->duties,
        .duties_n = charter->n,
        .sched_hour = (int)set->times.scheduled,
        .digest_hour = (int)set->times.digest,
        .workday_end = (int)set->times.workday_end,
        .digest_liaison = set->digest.liaison,
        .digest_leader = set->digest.leader,
        .digest_secretary = set->digest.secretary,
        .four_eyes = set->flag.four_eyes,
        .clear_days = set->times.deadline == DEADLINE_CLEAR_DAYS,
    };
}

enum verdict core_open_catalog(const struct settings *set, struct catalog **ret,
                               struct reason *why)
{
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    const char *override =
        set->templates.override[0] ? set->templates.override : NULL;
    enum verdict v =
        catalog_open(templates_folder(set), override, slots_common,
                     slots_of_notices, slots_of_notices_n, ret, &errors);

    if (v != VERDICT_DONE)
        return reason_set(why, v, "catalog.open", "%s", text_str(&errors));
    return v;
}

static enum verdict open_spool(struct core *c, struct reason *why)
{
    struct spool_settings spool = {
        .most = (uint64_t)c->set->limits.message,
    };
    enum verdict v = spool_open(c->set->state, &spool, &c->spool, why);

    if (v == VERDICT_DONE)
        v = spool_recover(c->spool, why);
    return v == VERDICT_DONE ? outgoing_prepare(c->set->state, why) : v;
}

/* A time that was given by hand is a person's word already. */
static enum verdict watch_clock(struct core *c, struct reason *why)
{
    enum verdict v;

    if (c->clock.now != clock_system.now)
        return VERDICT_DONE;
    v = timekeeper_open(c->store, &c->watch, why);
    c->marked = clock_ticks() - CORE_MARK_MS;
    c->clock = clock_watched(&c->watch);
    return v;
}

static enum verdict open_state(struct core *c, struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;

    if (!file_join(path, c->set->state, "convoke.db"))
        return reason_set(why, VERDICT_NEVER, "core.open", "path too long");
    v = store_open(path, &c->store, why);
    if (v == VERDICT_DONE)
        v = watch_clock(c, why);
    if (v == VERDICT_DONE)
        v = open_spool(c, why);
    if (v == VERDICT_DONE)
        v = core_open_catalog(c->set, &c->catalog, why);
    return v;
}

enum verdict core_learn_days(struct core *c, struct reason *why)
{
    struct arena fresh = ARENA_INIT(WORKDAYS_KNOWN_ARENA);
    enum verdict v;

    assert(c);
    v = desk_open(&c->desk, &fresh, why);
    if (v != VERDICT_DONE) {
        arena_release(&fresh);
        return v;
    }
    arena_release(&c->days);
    c->days = fresh;
    return VERDICT_DONE;
}

static enum verdict open_desk(struct core *c, const struct charter *charter,
                              struct reason *why)
{
    core_desk_settings(c->set, charter, &c->arena, &c->desk_set);
    core_open_post(c);
    press_init(&c->press, NULL, 0);
    c->desk = (struct desk){
        .store = c->store,
        .catalog = c->catalog,
        .clock = &c->clock,
        .set = &c->desk_set,
        .post = &c->post,
        .press = &c->press.way,
        .polled_at = MOMENT_NONE,
    };
    return core_learn_days(c, why);
}

/* 0 in the settings: one reader a processor. */
static unsigned readers_of(const struct settings *set)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (set->parse.jobs > 0)
        return (unsigned)set->parse.jobs;
    return processors > 0 ? (unsigned)processors : 1;
}

enum verdict core_open(const struct core_spec *spec, struct core **ret,
                       struct reason *why)
{
    CLEANUP(core_drop) struct core *c = MEM_NEW(struct core);
    const struct settings *set = spec->set;
    struct workers_settings readers = {
        .jobs = readers_of(set),
        .wall_ms = set->parse.wall * 1000,
        .cpu_s = (unsigned)set->parse.cpu,
        .memory = (uint64_t)set->parse.memory,
    };
    enum verdict v;

    assert(ret);
    mem_keep_freed();
    c->set = set;
    c->clock = spec->clock;
    c->arena = ARENA_INIT(CORE_ARENA);
    v = workers_open(&readers, &c->workers, why);
    if (v == VERDICT_DONE && spec->sends)
        v = delivery_prepare(c, &c->line, why);
    if (v == VERDICT_DONE && spec->fetches && set->source.kind == SOURCE_IMAP)
        v = source_imap_prepare(c, &c->mailbox, why);
    if (v == VERDICT_DONE)
        v = open_state(c, why);
    if (v == VERDICT_DONE)
        v = open_desk(c, spec->charter, why);
    if (v == VERDICT_DONE && set->source.kind == SOURCE_IMAP)
        v = source_imap_resume(c, why);
    if (v == VERDICT_DONE && spec->sends)
        v = delivery_recover(c, why);
    c->opened_at = clock_now(&c->clock);
    c->looked = clock_ticks() - HEALTH_EVERY_MS;
    if (v != VERDICT_DONE)
        return v;
    *ret = TAKE(c);
    return VERDICT_DONE;
}

struct core *core_close(struct core *c)
{
    if (!c)
        return NULL;
    delivery_close(c->line);
    source_imap_close(c->mailbox);
    catalog_close(c->catalog);
    spool_close(c->spool);
    lanes_release(&c->lanes);
    store_close(c->store);
    workers_close(c->workers);
    arena_release(&c->days);
    arena_release(&c->arena);
    free(c);
    return NULL;
}

void core_drop(struct core **c)
{
    *c = core_close(*c);
}

static void tell_gate(const struct core *c)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    char since[MOMENT_TEXT];

    timekeeper_tell(&c->watch, false, &words);
    if (c->closed)
        log_event(LOG_ERROR, "clock.suspect", KV("why", text_span(&words)));
    else
        log_event(LOG_NOTICE, "clock.trusted",
                  KV_STR("since", moment_print(c->watch.since, since)));
}

bool core_may_act(struct core *c)
{
    bool trusted;

    assert(c);
    trusted = clock_is_trusted(&c->clock);
    if (c->clock.watch && c->closed == trusted) {
        c->closed = !trusted;
        tell_gate(c);
    }
    return trusted;
}

/* Once a minute, also in doubt: neither what has been seen nor the doubt may be
 * forgotten by a restart. */
static enum verdict mark_clock(struct core *c, struct reason *why)
{
    int64_t boot = clock_ticks();
    enum verdict v;

    if (!c->clock.watch || boot < c->marked + CORE_MARK_MS)
        return VERDICT_DONE;
    v = timekeeper_keep(c->store, &c->watch, boot, why);
    if (v == VERDICT_DONE)
        c->marked = boot;
    return v;
}

/* One group of due things, committed together. */
static enum verdict tick_group(struct core *c, size_t *ret_n, bool *ret_more,
                               struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    *ret_more = true;
    for (size_t i = 0; i < CORE_GROUP && *ret_more && v == VERDICT_DONE; i++) {
        v = desk_tick(&c->desk, ret_more, why);
        *ret_n += *ret_more;
    }
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict tick(struct core *c, size_t *ret_n, struct reason *why)
{
    int64_t end = clock_ticks() + CORE_TURN_MS;
    bool more = true;
    int64_t due = 0;
    enum verdict v = desk_next_due(&c->desk, &due, why);

    if (v == VERDICT_DONE && due > clock_now(&c->clock))
        return VERDICT_DONE;
    while (more && v == VERDICT_DONE && clock_ticks() < end)
        v = tick_group(c, ret_n, &more, why);
    return v;
}

static enum verdict act(struct core *c, size_t taken, bool *ret_more,
                        struct reason *why)
{
    size_t decided = 0;
    size_t ticked = 0;
    enum verdict v = core_decide(c, &decided, why);

    /* What came in before an instant is decided before what is due then
     * (R-D15): the source is read to its end first. */
    if (v == VERDICT_DONE && taken + decided == 0)
        v = tick(c, &ticked, why);
    if (v == VERDICT_DONE)
        v = outgoing_sweep(c, why);
    *ret_more = taken + decided + ticked > 0;
    return v;
}

enum verdict core_step(struct core *c, bool *ret_more, struct reason *why)
{
    size_t taken = 0;
    enum verdict v;
    bool open;

    assert(c);
    assert(ret_more);
    *ret_more = false;
    v = core_take_in(c, &taken, why);
    open = core_may_act(c);
    if (v == VERDICT_DONE)
        v = mark_clock(c, why);
    if (v == VERDICT_DONE && open)
        return act(c, taken, ret_more, why);
    *ret_more = taken > 0;
    return v;
}

enum verdict core_pass(struct core *c, struct reason *why)
{
    bool more = true;
    enum verdict v = VERDICT_DONE;

    while (more && v == VERDICT_DONE)
        v = core_step(c, &more, why);
    return v;
}

enum verdict core_next_due(struct core *c, int64_t *ret, struct reason *why)
{
    int64_t sending = INT64_MAX;
    enum verdict v = desk_next_due(&c->desk, ret, why);

    if (v == VERDICT_DONE && c->line)
        v = delivery_next_due(c, &sending, why);
    if (v == VERDICT_DONE && sending < *ret)
        *ret = sending;
    return v;
}
