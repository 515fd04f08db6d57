/* How an application ends before it is decided: withdrawn by the applicant, or
 * its period is over (requirements.md 4.1). */
#include <assert.h>

#include "application_mail.h"
#include "convoke/base/moment.h"

static bool review_lives(const struct review *r)
{
    return r->state == REVIEW_WAITING || r->state == REVIEW_APPROVED ||
           r->state == REVIEW_REJECTED || r->state == REVIEW_FORMALITIES;
}

static bool is_open(const struct papers *p)
{
    list_each(&p->reviews, r) if (review_lives(r)) return true;
    return p->app.state == APPLICATION_INCOMPLETE ||
           p->app.state == APPLICATION_ACCEPTED ||
           p->app.state == APPLICATION_REVIEWING;
}

/* Its state, its clocks and its tokens. */
static enum verdict end_review(struct desk *dk, struct arena *arena,
                               struct review *r, enum review_state to,
                               struct reason *why)
{
    static const char *const duties[] = { "app.review", "app.notify",
                                          "app.formality" };
    struct span object = review_object(arena, r->application, r->group);
    struct change c = { "review",
                        object,
                        review_state_name(r->state),
                        review_state_name(to),
                        to == REVIEW_LAPSED ? "app.lapsed" : "app.withdrawn",
                        SPAN_NONE };
    enum verdict v;

    r->state = to;
    v = review_put(dk->store, r, why);
    for (size_t i = 0; i < ARRAY_LEN(duties) && v == VERDICT_DONE; i++)
        v = ledger_void(dk, duties[i], object, why);
    if (v == VERDICT_DONE)
        v = token_close_all(dk->store, object, SPAN_NONE, desk_now(dk),
                            span_str(review_state_name(to)), why);
    return v == VERDICT_DONE ? clock_audit(dk, &c, why) : v;
}

static enum verdict end_application(struct desk *dk, struct span id,
                                    const char *by, struct reason *why)
{
    enum verdict v = ledger_void(dk, "app.supplement", id, why);

    if (v == VERDICT_DONE)
        v = ledger_void(dk, "app.dispatch", id, why);
    if (v == VERDICT_DONE)
        v = token_close_all(dk->store, id, SPAN_NONE, desk_now(dk),
                            span_str(by), why);
    return v;
}

static enum verdict withdraw(struct intake *in, struct papers *p,
                             struct reason *why)
{
    enum verdict v = application_change(in, &p->app, APPLICATION_WITHDRAWN,
                                        "app.withdrawn", why);

    for (size_t i = 0; i < p->reviews.n && v == VERDICT_DONE; i++)
        if (review_lives(&p->reviews.at[i]))
            v = end_review(in->dk, in->arena, &p->reviews.at[i],
                           REVIEW_WITHDRAWN, why);
    if (v == VERDICT_DONE)
        v = end_application(in->dk, p->app.id, "withdrawn", why);
    if (v == VERDICT_DONE)
        v = tell_withdrawn(in, p, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "申请已撤回");
    return v;
}

enum verdict application_withdraw(struct intake *in, struct span object,
                                  struct reason *why)
{
    struct papers p;
    struct application a;
    struct span id;
    struct span group;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    if (id.n)
        v = application_get(in->dk->store, id, in->arena, &a, &found, why);
    else
        v = application_of(in->dk->store, in->who.from, in->arena, &a, &found,
                           why);
    if (v == VERDICT_DONE && found)
        v = papers_load(in->dk, a.id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || !is_open(&p))
        return refuse_command(
            in, object, "没有找到可撤回的申请，请注明申请编号",
            "no open application found: please name it", NULL, 0, why);
    if (!intake_is_applicant(in, &a) && !in->confirmed) {
        struct facts_address to = { a.applicant_name, a.applicant };
        return hold_for_contact(in, a.name, &to, a.id, why);
    }
    return withdraw(in, &p, why);
}

bool asked_by(const struct application *a, struct span group)
{
    struct span rest = a->asked_by;
    struct span one;

    while (span_cut(&rest, ',', &one))
        if (span_eq(one, group))
            return true;
    return false;
}

/* The supplement was for some groups only: what the others decide stands. */
static enum application_state state_without_asked(struct papers *p)
{
    bool waits = false;
    bool other = false;

    list_each(&p->reviews, r)
    {
        bool gone = asked_by(&p->app, r->group) && review_lives(r);
        waits = waits || (!gone && r->state == REVIEW_WAITING);
        other = other || (!gone && r->state != REVIEW_LAPSED);
    }
    return waits   ? APPLICATION_REVIEWING
           : other ? APPLICATION_DECIDED
                   : APPLICATION_LAPSED;
}

static enum verdict lapse_supplement(struct desk *dk, struct arena *arena,
                                     struct papers *p, struct reason *why)
{
    struct change c = {
        "application", p->app.id,      application_state_name(p->app.state), "",
        "app.lapsed",  p->app.asked_by
    };
    enum application_state to = state_without_asked(p);
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < p->reviews.n && v == VERDICT_DONE; i++) {
        struct review *r = &p->reviews.at[i];
        if (review_lives(r) && asked_by(&p->app, r->group))
            v = end_review(dk, arena, r, REVIEW_LAPSED, why);
    }
    c.to = application_state_name(to);
    p->app.state = to;
    p->app.asked_by = SPAN_NONE;
    if (v == VERDICT_DONE)
        v = application_set(dk->store, &p->app, why);
    if (v == VERDICT_DONE && to == APPLICATION_LAPSED)
        v = end_application(dk, p->app.id, "lapsed", why);
    return v == VERDICT_DONE ? clock_audit(dk, &c, why) : v;
}

static enum verdict lapse_formalities(struct desk *dk, struct arena *arena,
                                      struct papers *p, struct span group,
                                      struct reason *why)
{
    list_each(&p->reviews,
              r) if (span_eq(r->group, group) &&
                     r->state ==
                         REVIEW_FORMALITIES) return end_review(dk, arena, r,
                                                               REVIEW_LAPSED,
                                                               why);
    return VERDICT_DONE;
}

/* The end of the supplement period or of a group's formalities. */
enum verdict application_lapse(struct desk *dk, struct arena *arena,
                               const struct obligation_row *row,
                               struct reason *why)
{
    struct obligation_row ended = *row;
    struct papers p;
    struct span id;
    struct span group;
    bool found = false;
    enum verdict v;

    ended.state = OBLIGATION_IS_MISSED;
    ended.closed_at = desk_now(dk);
    ended.next_at = INT64_MAX;
    v = obligation_set(dk->store, &ended, why);
    review_split(row->object, &id, &group);
    if (v == VERDICT_DONE)
        v = papers_load(dk, id, arena, &p, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    v = group.n ? lapse_formalities(dk, arena, &p, group, why)
                : lapse_supplement(dk, arena, &p, why);
    return v == VERDICT_DONE ? tell_lapsed(dk, arena, &p, row, why) : v;
}
