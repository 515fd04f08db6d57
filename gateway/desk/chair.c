/* The leader entrusts a deputy with the chair of a plenary (Art. 20, item 2).
 */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/store/filing.h"
#include "leaders.h"
#include "meeting_mail.h"
#include "plenary.h"
#include "release_notice.h"

/* The deputy under 受托人; else the only one whom the mail names. */
static const struct leader *deputy_of(struct intake *in,
                                      const leaders_list *all)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span label = particulars_value(&p, PARTICULAR_DEPUTY);
    struct span texts[3] = { label, in->f->subject, in->f->words };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        const struct leader *found = NULL;
        size_t n = 0;
        list_each(all, l)
        {
            if (span_eq(l->role, SPAN("GL")) || l->person.name.n < 4 ||
                !span_has(texts[i], l->person.name))
                continue;
            found = l;
            n++;
        }
        if (n == 1)
            return found;
    }
    return NULL;
}

static enum verdict tell(struct intake *in, const struct meeting *m,
                         const struct leader *deputy, struct reason *why)
{
    struct span name = deputy->person.name;
    struct release_check found;
    struct notice_check c = {
        .m = m,
        .found = &found,
        .news = {
            arena_printf(in->arena, "组长已委托副组长" SPAN_FMT "主持本次会议",
                         SPAN_ARG(name)),
            arena_printf(in->arena,
                         "the leader has entrusted " SPAN_FMT
                         " with the chair",
                         SPAN_ARG(name)),
        },
    };
    enum verdict v = release_check(in->dk, m, in->arena, &found, why);

    if (v == VERDICT_DONE)
        v = notice_check_group(in, &c, why);
    return v == VERDICT_DONE ? notice_check_inform(in, &c, why) : v;
}

static enum verdict delegate(struct intake *in, struct meeting *m,
                             const struct leader *deputy, struct reason *why)
{
    struct filing f = { .object = m->id,
                        .kind = SPAN("chair"),
                        .message = in->m->id,
                        .filed_at = in->m->received_at,
                        .filed_by = in->who.from,
                        .state = FILING_APPROVED,
                        .note = deputy->person.name };
    enum verdict v = filing_add(in->dk->store, &f, why);

    m->chair = deputy->person.name;
    if (v == VERDICT_DONE)
        v = meeting_change(in, m, m->state, "meeting.chair",
                           deputy->person.name, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "已登记委托主持");
    return v == VERDICT_DONE ? tell(in, m, deputy, why) : v;
}

enum verdict chair_delegate(struct intake *in, struct span object,
                            struct reason *why)
{
    static const struct meeting_wanted wanted = { "GL", MEETINGS_TO_COME,
                                                  MEETING_SORT_PLENARY };
    leaders_list all = { 0 };
    const struct leader *deputy;
    struct meeting_mail mm;
    bool leads = false;
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v == VERDICT_DONE && go)
        v = intake_has_role(in, ROLE_GL, mm.group, &leads, why);
    if (v != VERDICT_DONE || !go)
        return v;
    /* Nobody acts in the leader's name, the secretariat neither. */
    if (!leads)
        return refuse_authority(in, "委托主持须由组长本人发出",
                                "only the leader entrusts the chair", why);
    if (mm.m.leaders || !meeting_is_ahead(in->dk, &mm.m))
        return refuse_command(
            in, mm.m.id, "只有尚未召开的全体会议可以委托主持",
            "the chair of a plenary to come is entrusted only", NULL, 0, why);
    v = leaders_load(in->dk, mm.group, in->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    deputy = deputy_of(in, &all);
    if (!deputy)
        return refuse_command(in, mm.m.id,
                              "请写明受委托的副组长姓名，如“受托人：李样本”",
                              "name the deputy whom you entrust", NULL, 0, why);
    return delegate(in, &mm.m, deputy, why);
}
