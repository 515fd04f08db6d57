/* Meetings ahead follow a change of office (R-A4, RFC 5546 3.2.5). */
#include <assert.h>

#include "appointment.h"
#include "convoke/base/moment.h"
#include "invitation.h"
#include "meeting_view.h"
#include "plenary.h"
#include "release_notice.h"

struct following {
    struct desk *dk;
    struct arena *arena;
    struct span group, evidence;
    const struct person *person;
};

static void alone(const struct following *f, struct notice *n, const char *code,
                  const struct meeting *m)
{
    notice_init(n, f->arena, code, m->id);
    n->group = f->group;
    notice_to(n, f->person->name, f->person->mail, false);
    n->targets.at[0].dear =
        f->person->name.n ? f->person->name : f->person->mail;
}

static enum verdict invite(const struct following *f, const struct meeting *m,
                           struct reason *why)
{
    struct notice n;
    enum verdict v;

    alone(f, &n, m->leaders ? "lm.invite" : "notice.issue", m);
    v = m->leaders ? leaders_meeting_view(f->dk, m, &n, why)
                   : notice_issue_view(f->dk, m, &n, why);
    n.discriminator =
        arena_printf(f->arena, "%lld,join-" SPAN_FMT, (long long)m->sequence,
                     SPAN_ARG(f->evidence));
    return v == VERDICT_DONE ? notice_send(f->dk, &n, why) : v;
}

static enum verdict disinvite(const struct following *f,
                              const struct meeting *m, struct reason *why)
{
    struct notice n;

    alone(f, &n, "meeting.cancelled", m);
    meeting_view(m, f->arena, n.view);
    view_text(n.view, "leaves", f->group);
    view_flag(n.view, "unit_left", false);
    view_flag(n.view, "office", true);
    view_text(n.view, "reason", SPAN_NONE);
    view_flag(n.view, "plenary", !m->leaders);
    view_flag(n.view, "urgent", false);
    view_flag(n.view, "not_held", false);
    view_flag(n.view, "notified", true);
    n.law_zh = SPAN("第四条、第五条、第八条");
    n.law_en = SPAN("Articles 4, 5, 8");
    n.discriminator =
        arena_printf(f->arena, "leave-" SPAN_FMT, SPAN_ARG(f->evidence));
    invitation_attach(&n, m, INVITE_CANCEL);
    return notice_send(f->dk, &n, why);
}

/* Who comes for a unit comes still. */
static enum verdict follow(const struct following *f, const struct meeting *m,
                           struct reason *why)
{
    struct notice readers;
    invitations all = { 0 };
    bool invited = false;
    bool called;
    enum verdict v = invitations_of(f->dk->store, m->id, f->arena, &all, why);

    notice_init(&readers, f->arena, "meeting.cancelled", m->id);
    readers.group = f->group;
    if (v == VERDICT_DONE)
        v = meeting_audience(f->dk, m, &readers, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&all, i) invited =
        invited || (!i->ended && span_eq_nocase(i->person, f->person->mail));
    called = invitation_reaches(&readers, f->person->mail);
    if (called == invited)
        return v;
    return called ? invite(f, m, why) : disinvite(f, m, why);
}

enum verdict invitation_follow_office(struct desk *dk, struct arena *arena,
                                      struct span group,
                                      const struct person *person,
                                      struct span evidence, struct reason *why)
{
    struct following f = { dk, arena, group, evidence, person };
    enum verdict v = VERDICT_DONE;

    assert(person);
    for (int leaders = 0; leaders < 2 && v == VERDICT_DONE; leaders++) {
        struct meeting_query q = { .group = group,
                                   .leaders = leaders,
                                   .from = desk_now(dk) + 1,
                                   .to = INT64_MAX };
        meetings all = { 0 };
        v = meetings_of(dk->store, &q, arena, &all, why);
        for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
            if (meeting_is_ahead(dk, &all.at[i]) && meeting_is_told(&all.at[i]))
                v = follow(&f, &all.at[i], why);
    }
    return v;
}
