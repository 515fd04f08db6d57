/* A leader or deputy resigns (Art. 8, item 1): it goes on to the secretariat,
 * whose [任命] ends the office. */
#include <assert.h>

#include "appointment.h"
#include "convoke/base/moment.h"
#include "filed.h"
#include "leaders.h"

/* The office he holds; of the group that he names, else the only one. */
static enum verdict find_office(struct intake *in, struct office *ret,
                                size_t *ret_n, struct reason *why)
{
    struct span named = reference_span(&in->what.group);
    offices held = { 0 };
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    *ret_n = 0;
    list_each(&held, o)
    {
        if ((o->role != ROLE_GL && o->role != ROLE_DGL) ||
            (named.n && !span_eq(named, o->group)))
            continue;
        *ret = *o;
        ++*ret_n;
    }
    return v;
}

/* His words, and his letter when it is a document. */
static void attach(struct intake *in, struct notice *n)
{
    if (in->f->words.n)
        *list_push(&n->files, in->arena) =
            (struct notice_file){ .name = SPAN("辞任来函.txt"),
                                  .media_type = SPAN("text/plain"),
                                  .bytes = in->f->words };
    if (filed_forbidden(in->f))
        return;
    list_each(&in->f->files, file)
    {
        if (filed_is_document(file))
            *list_push(&n->files, in->arena) =
                (struct notice_file){ .name = file->name,
                                      .media_type = file->media_type,
                                      .message_sha256 = in->m->sha256,
                                      .part = file->part };
    }
}

static enum verdict forward(struct intake *in, const struct office *o,
                            struct reason *why)
{
    const char *en;
    const char *zh = appointment_office(o->role, &en);
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "held.info", SPAN_NONE);
    n.group = o->group;
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    view_text(n.view, "sender", in->who.from);
    view_text(n.view, "subject", in->m->subject);
    view_moment(n.view, "received", in->m->received_at);
    view_both(n.view, "reason",
              arena_printf(in->arena,
                           SPAN_FMT "%s请辞（第八条第1项），原文见附件；经主任"
                                    "委员批准后，请发“[任命] " SPAN_FMT
                                    "”登记离任",
                           SPAN_ARG(o->group), zh, SPAN_ARG(o->group)),
              arena_printf(in->arena,
                           "the %s of " SPAN_FMT " resigns; once it is "
                           "approved, record it with [APPOINT] " SPAN_FMT,
                           en, SPAN_ARG(o->group), SPAN_ARG(o->group)));
    view_text(n.view, "unit", SPAN_NONE);
    view_text(n.view, "lookalike", SPAN_NONE);
    view_text(n.view, "due", SPAN_NONE);
    n.discriminator = intake_evidence(in);
    attach(in, &n);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict record(struct intake *in, const struct office *o,
                           struct reason *why)
{
    struct change c = {
        .entity = "office",
        .id = arena_printf(in->arena, SPAN_FMT "/%s", SPAN_ARG(o->group),
                           role_name(o->role)),
        .from = arena_str(in->arena, in->who.from),
        .to = arena_str(in->arena, in->who.from),
        .event = "office.resigning",
    };
    enum verdict v = intake_audit(in, &c, why);

    if (v == VERDICT_DONE)
        v = forward(in, o, why);
    /* It waits in the digest until the secretariat has dealt with it. */
    intake_end(in, MESSAGE_HELD, o->group, "组长、副组长请辞，待秘书处办理");
    return v == VERDICT_DONE
               ? appointment_passed_on(
                     in, o->group, "辞任",
                     SPAN("已登记并转报秘书处；经批准并登记离任之前，职责照旧"),
                     why)
               : v;
}

enum verdict resignation_receive(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct office o = { .role = ROLE_GL };
    size_t n = 0;
    enum verdict v = VERDICT_DONE;

    (void)object;
    assert(in);
    if (in->who.level >= AUTHORITY_L1)
        v = find_office(in, &o, &n, why);
    if (v != VERDICT_DONE)
        return v;
    if (n > 1)
        return refuse_command(in, SPAN_NONE,
                              "请在主题中写明工作组，如“[辞任] WG5”",
                              "name the group in the subject", NULL, 0, why);
    if (n == 0)
        return refuse_authority(in, "只有组长、副组长本人可用登记邮箱辞任",
                                "only the leader himself resigns", why);
    return record(in, &o, why);
}
