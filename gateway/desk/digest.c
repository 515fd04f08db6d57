/* The secretariat's digest of a working day: for whom one is made, when it
 * leaves, what is kept of it (requirements.md 8, R-G1). */
#include "convoke/desk/digest.h"

#include <assert.h>

#include "case.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "digest_view.h"

/* A digest may be answered through the seventh day after its own. */
enum { DIGEST_ANSWERED_DAYS = 8 };

/* Whoever gets one: all groups' for the secretariat, else his own group's. */
struct digest_reader {
    enum role role;
    struct span group;
};

static struct span audience_of(struct arena *arena,
                               const struct digest_reader *r)
{
    return arena_printf(arena, "%s%s" SPAN_FMT, role_name(r->role),
                        r->group.n ? "/" : "", SPAN_ARG(r->group));
}

static struct digest *blank(struct desk *dk, struct arena *arena,
                            const struct digest_reader *r)
{
    struct digest *dg = ARENA_NEW(arena, struct digest);

    *dg = (struct digest){ .dk = dk,
                           .arena = arena,
                           .audience = audience_of(arena, r),
                           .group = r->group,
                           .acts = r->role == ROLE_SEC };
    return dg;
}

static enum verdict store_items(const struct digest *dg, int64_t id,
                                struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < dg->items.n && v == VERDICT_DONE; i++) {
        const struct digest_item *item = &dg->items.at[i];
        struct digest_item_row row = {
            .number = item->number,
            .section = span_str(digest_section_name(item->section)),
            .object = item->object,
            .text = digest_line(dg, item),
            .ref = item->ref,
            .state = item->state,
        };
        v = digest_item_add(dg->dk->store, id, &row, why);
    }
    return v;
}

/* Nothing is drawn where nobody reads it: `n` has no targets then. */
static enum verdict notice_of(struct digest *dg, const struct digest_reader *r,
                              struct notice *n, struct reason *why)
{
    char day[CIVIL_TEXT];
    enum verdict v;

    notice_init(n, dg->arena, "digest", SPAN_NONE);
    n->group = dg->group;
    v = notice_to_role(dg->dk, n, r->role, dg->acts, why);
    if (v != VERDICT_DONE || n->targets.n == 0)
        return v;
    n->law_zh = n->law_en = SPAN_NONE;
    n->discriminator =
        arena_printf(dg->arena, "%s%s" SPAN_FMT, civil_print(dg->today, day),
                     dg->group.n ? "/" : "", SPAN_ARG(dg->group));
    digest_view(dg, n->view);
    if (dg->items.n)
        *list_push(&n->files, dg->arena) = (struct notice_file){
            .name = digest_file_name(dg),
            .media_type = SPAN("text/csv"),
            .bytes = digest_csv(dg),
        };
    return v;
}

/* State and mail together: the numbers mean what this mail says. */
static enum verdict post(struct digest *dg, const struct digest_reader *r,
                         struct reason *why)
{
    struct digest_row row = { .day = dg->today,
                              .at = dg->now,
                              .audience = dg->audience };
    struct notice n;
    enum verdict v = notice_of(dg, r, &n, why);

    if (v != VERDICT_DONE || n.targets.n == 0)
        return v;
    v = digest_add(dg->dk->store, &row, why);
    if (v == VERDICT_DONE)
        v = store_items(dg, row.id, why);
    if (v != VERDICT_DONE)
        return v;
    if (dg->acts) {
        n.purpose = "digest";
        n.lasting = true;
        n.days = DIGEST_ANSWERED_DAYS;
        n.token_object =
            arena_printf(dg->arena, "digest:%lld", (long long)row.id);
    }
    log_event(LOG_NOTICE, "digest.sent", KV("audience", dg->audience),
              KV_INT("items", (int64_t)dg->items.n));
    return notice_send(dg->dk, &n, why);
}

/* Quiet days bring nothing; the secretariat is told once a week that all is
 * well, which also shows that somebody looks. */
static bool is_worth_sending(const struct digest *dg,
                             const struct digest_reader *r)
{
    return digest_presses(dg) || (r->role == ROLE_SEC && dg->weekly);
}

static enum verdict sent_today(const struct digest *dg, int64_t *ret_at,
                               struct reason *why)
{
    struct digest_row last;
    bool found = false;
    enum verdict v =
        digest_last(dg->dk->store, dg->audience, dg->arena, &last, &found, why);

    *ret_at = v == VERDICT_DONE && found && last.day == dg->today ? last.at
                                                                  : MOMENT_NONE;
    return v;
}

static enum verdict send_to(struct digest *dg, const struct digest_reader *r,
                            struct reason *why)
{
    int64_t before = MOMENT_NONE;
    enum verdict v = sent_today(dg, &before, why);

    if (v != VERDICT_DONE || before != MOMENT_NONE || !is_worth_sending(dg, r))
        return v;
    return post(dg, r, why);
}

static enum verdict send_to_group(const struct digest *whole, struct span group,
                                  struct reason *why)
{
    const struct desk_settings *set = whole->dk->set;
    const struct {
        enum role role;
        bool wanted;
    } readers[] = {
        { ROLE_LIA, set->digest_liaison },
        { ROLE_GL, set->digest_leader },
        { ROLE_GS, set->digest_secretary },
    };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < ARRAY_LEN(readers) && v == VERDICT_DONE; i++) {
        struct digest_reader r = { readers[i].role, group };
        struct digest *dg;
        if (!readers[i].wanted)
            continue;
        dg = blank(whole->dk, whole->arena, &r);
        digest_narrow(whole, dg);
        v = send_to(dg, &r, why);
    }
    return v;
}

static const struct digest_reader secretariat = { ROLE_SEC, { NULL, 0 } };

static enum verdict send_all(struct desk *dk, struct arena *arena,
                             struct reason *why)
{
    struct digest *whole = NULL;
    working_groups groups = { 0 };
    enum verdict v = digest_make(dk, arena, &whole, why);

    if (v == VERDICT_DONE)
        v = send_to(whole, &secretariat, why);
    if (v == VERDICT_DONE)
        v = groups_all(dk->store, arena, &groups, why);
    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        if (!groups.at[i].abolished)
            v = send_to_group(whole, groups.at[i].id, why);
    return v;
}

/* ---- when ---- */

/* The first digest hour of a working day after `t`. */
static int64_t next_digest(const struct desk *dk, int64_t t)
{
    civil_day day = workdays_at_or_after(&dk->workdays, civil_of(t));
    int64_t at = civil_moment(day, dk->set->digest_hour);

    if (at > t)
        return at;
    return civil_moment(workdays_at_or_after(&dk->workdays, day + 1),
                        dk->set->digest_hour);
}

/* Between the digest hour and the end of a working day, but for the very
 * first look: nothing was missed before there was anything. */
static bool is_time(const struct desk *dk, const struct timer *t)
{
    int64_t now = desk_now(dk);
    civil_day today = civil_of(now);

    return t->at != 0 && workdays_is_working(&dk->workdays, today) &&
           now >= civil_moment(today, dk->set->digest_hour) &&
           now <= civil_moment(today, dk->set->workday_end);
}

/* After a time of silence what fell due meanwhile is dealt with first: the
 * digest is of today, not of the day it was set for. */
static enum verdict comes_first(struct desk *dk, struct arena *arena,
                                const struct timer *t, bool *ret,
                                struct reason *why)
{
    struct obligation_row row;

    *ret = false;
    if (t->at >= desk_now(dk))
        return VERDICT_DONE;
    return obligation_next(dk->store, desk_now(dk), arena, &row, ret, why);
}

enum verdict digest_turn(struct desk *dk, struct arena *arena,
                         const struct timer *t, struct reason *why)
{
    struct timer next = *t;
    bool now = is_time(dk, t);
    bool wait = false;
    enum verdict v = VERDICT_DONE;

    if (now)
        v = comes_first(dk, arena, t, &wait, why);
    next.at = wait ? desk_now(dk) : next_digest(dk, desk_now(dk));
    if (v == VERDICT_DONE && now && !wait)
        v = send_all(dk, arena, why);
    return v == VERDICT_DONE ? timer_set(dk->store, &next, why) : v;
}

/* ---- for commands ---- */

enum verdict digest_make(struct desk *dk, struct arena *arena,
                         struct digest **ret, struct reason *why)
{
    struct digest *dg = blank(dk, arena, &secretariat);
    enum verdict v = digest_collect(dg, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = dg;
    return v;
}

enum verdict digest_show(struct digest *dg, struct rendered *ret,
                         struct reason *why)
{
    struct notice n;
    enum verdict v = notice_of(dg, &secretariat, &n, why);

    assert(ret);
    return v == VERDICT_DONE ? notice_show(dg->dk, &n, dg->arena, ret, why) : v;
}

enum verdict digest_send_now(struct desk *dk, struct arena *arena,
                             int64_t *ret_at, struct reason *why)
{
    struct digest *dg = NULL;
    enum verdict v = digest_make(dk, arena, &dg, why);

    assert(ret_at);
    if (v == VERDICT_DONE)
        v = sent_today(dg, ret_at, why);
    if (v != VERDICT_DONE || *ret_at != MOMENT_NONE)
        return v;
    return post(dg, &secretariat, why);
}
