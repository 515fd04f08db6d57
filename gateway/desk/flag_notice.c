/* The mails about a flag: flag.raised, flag.preexit, flag.dismissed,
 * flag.deferred, flag.objection, flag.objection.expired, flag.voided. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "evidence.h"
#include "filed.h"
#include "flag_view.h"
#include "reminder.h"

enum { LINES_MOST = 100 };

static enum verdict attach(struct desk *dk, struct notice *n,
                           const struct flag *f, struct reason *why)
{
    bool found = false;
    enum verdict v = evidence_attach(dk, f, n, &found, why);

    view_flag(n->view, "pack", found);
    return v;
}

/* Until when the secretariat is to decide. */
static enum verdict view_decide(struct desk *dk, struct notice *n,
                                const struct flag *f, struct reason *why)
{
    civil_day due = 0;
    enum verdict v = flag_decide_day(dk, f, n->arena, &due, why);

    if (f->state == FLAG_DEFERRED)
        due = civil_of(f->until - 1);
    view_due(n->view, "due", due);
    view_left(n->view, "left", due - civil_of(desk_now(dk)));
    return v;
}

/* ---- flag.raised ---- */

/* Its first mail, or one after days that it was put off for, says so; others
 * bring what a later plenary added. */
struct telling {
    bool first, again;
    struct span last; /* the last plenary that was missed */
};

static enum verdict how_to_tell(struct desk *dk, struct arena *arena,
                                const struct flag *f, struct telling *ret,
                                struct reason *why)
{
    struct flag_record r = { .last = 0 };
    enum verdict v = VERDICT_DONE;

    if (f->ground == FLAG_ABSENCE)
        v = flag_record_of(dk, f, arena, &r, why);
    *ret = (struct telling){
        .first = f->told_at == MOMENT_NONE,
        .again = f->told_at != MOMENT_NONE && f->state == FLAG_OPEN &&
                 f->stepped_at > f->told_at,
        .last = r.last ? r.rows.at[r.last - 1].meeting : f->cause,
    };
    return v;
}

static enum verdict note_told(struct desk *dk, struct flag *f,
                              struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (f->state == FLAG_OPEN)
        v = ledger_open(dk, "flag.decide", f->object, desk_now(dk), NULL, why);
    f->told_at = desk_now(dk);
    return v == VERDICT_DONE ? flag_set(dk->store, f, why) : v;
}

static enum verdict send_raised(struct desk *dk, struct arena *arena,
                                const struct flag *f, const struct telling *t,
                                struct reason *why)
{
    struct notice n;
    enum verdict v = flag_notice_begin(dk, &n, arena, "flag.raised", f, why);

    if (v == VERDICT_DONE)
        v = flag_to_roles(dk, &n, f, SPAN("SEC,GL,GS,LIA"), why);
    if (v == VERDICT_DONE)
        v = attach(dk, &n, f, why);
    if (v == VERDICT_DONE)
        v = view_decide(dk, &n, f, why);
    view_flag(n.view, "update", !t->first && !t->again);
    view_flag(n.view, "again", t->again);
    view_flag(n.view, "open",
              f->state == FLAG_OPEN || f->state == FLAG_DEFERRED);
    if (f->state != FLAG_OPEN)
        view_both(n.view, "state", span_str(flag_state_zh(f->state)),
                  span_str(flag_state_en(f->state)));
    else
        view_text(n.view, "state", SPAN_NONE);
    view_text(n.view, "missed", t->last);
    n.discriminator = arena_printf(arena, "%lld/" SPAN_FMT,
                                   (long long)f->stepped_at, SPAN_ARG(t->last));
    flag_give_token(&n, f);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

enum verdict flag_tell_raised(struct desk *dk, struct arena *arena,
                              struct flag *f, struct reason *why)
{
    struct telling t;
    enum verdict v;

    assert(dk && f && flag_lives(f->state));
    v = how_to_tell(dk, arena, f, &t, why);
    if (v == VERDICT_DONE && (t.first || t.again))
        v = evidence_take(dk, arena, f, why);
    if (v == VERDICT_DONE && (t.first || t.again))
        v = note_told(dk, f, why);
    return v == VERDICT_DONE ? send_raised(dk, arena, f, &t, why) : v;
}

/* ---- the unit is told, and may state its view ---- */

enum verdict flag_tell_preexit(struct intake *in, const struct flag *f,
                               struct reason *why)
{
    struct notice n;
    enum verdict v =
        flag_notice_begin(in->dk, &n, in->arena, "flag.preexit", f, why);

    if (v == VERDICT_DONE)
        v = flag_to_unit(in->dk, &n, f, why);
    if (v == VERDICT_DONE)
        v = attach(in->dk, &n, f, why);
    view_moment(n.view, "decided", in->m->received_at);
    view_due(n.view, "due", civil_of(f->until - 1));
    view_left(n.view, "left",
              civil_of(f->until - 1) - civil_of(desk_now(in->dk)));
    n.purpose = "statement";
    n.token_object = f->object;
    n.lasting = true;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static void view_statement(struct intake *in, struct notice *n)
{
    struct span words = in->f->words;
    struct span line;
    size_t lines = 0;

    view_list(n->view, "lines");
    while (lines < LINES_MOST && span_line(&words, &line)) {
        line = span_trim_wide(line);
        if (!line.n)
            continue;
        view_text(view_item(n->view, "lines"), "text", line);
        lines++;
    }
    view_list(n->view, "files");
    list_each(&in->f->files, file)
    {
        struct view *item;
        if (!filed_is_document(file))
            continue;
        item = view_item(n->view, "files");
        view_text(item, "name", file->name.n ? file->name : SPAN("附件"));
        view_octets(item, "size", file->size);
    }
}

static void attach_statement(struct intake *in, struct notice *n)
{
    list_each(&in->f->files, file) if (filed_is_document(file)) *
        list_push(&n->files, n->arena) =
        (struct notice_file){ .name = file->name.n ? file->name : SPAN("附件"),
                              .media_type = file->media_type,
                              .message_sha256 = in->m->sha256,
                              .part = file->part };
}

static enum verdict send_objection(struct intake *in, const struct flag *f,
                                   bool in_time, bool own, struct reason *why)
{
    struct notice n;
    enum verdict v =
        flag_notice_begin(in->dk, &n, in->arena, "flag.objection", f, why);

    if (v == VERDICT_DONE)
        v = own ? flag_to_unit(in->dk, &n, f, why)
                : flag_to_roles(in->dk, &n, f, SPAN("SEC,GL"), why);
    if (v == VERDICT_DONE)
        v = view_decide(in->dk, &n, f, why);
    view_flag(n.view, "own", own);
    view_flag(n.view, "in_time", in_time);
    view_moment(n.view, "received", in->m->received_at);
    view_due(n.view, "until", civil_of(f->until - 1));
    view_text(n.view, "sender", in->who.from);
    view_statement(in, &n);
    n.discriminator = intake_evidence(in);
    if (own)
        n.answers = in->f;
    else {
        attach_statement(in, &n);
        flag_give_token(&n, f);
    }
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict flag_tell_objection(struct intake *in, const struct flag *f,
                                 bool in_time, struct reason *why)
{
    enum verdict v = send_objection(in, f, in_time, /* own= */ true, why);

    return v == VERDICT_DONE
               ? send_objection(in, f, in_time, /* own= */ false, why)
               : v;
}

enum verdict flag_tell_expired(struct desk *dk, struct arena *arena,
                               const struct flag *f, struct reason *why)
{
    struct notice n;
    enum verdict v =
        flag_notice_begin(dk, &n, arena, "flag.objection.expired", f, why);

    if (v == VERDICT_DONE)
        v = flag_to_roles(dk, &n, f, SPAN("SEC"), why);
    if (v == VERDICT_DONE)
        v = view_decide(dk, &n, f, why);
    view_due(n.view, "until", civil_of(f->until - 1));
    flag_give_token(&n, f);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

/* ---- the other decisions ---- */

/* Whether the unit has been told before that it might have to leave. */
static bool was_told(enum flag_state from)
{
    return from == FLAG_PRE_EXIT || from == FLAG_OBJECTED ||
           from == FLAG_EXPIRED;
}

static enum verdict send_dismissed(struct intake *in, const struct flag *f,
                                   enum flag_state from, bool own,
                                   struct reason *why)
{
    struct notice n;
    enum verdict v =
        flag_notice_begin(in->dk, &n, in->arena, "flag.dismissed", f, why);

    if (v == VERDICT_DONE)
        v = own ? flag_to_unit(in->dk, &n, f, why)
                : flag_to_roles(in->dk, &n, f, SPAN("GL,GS"), why);
    view_flag(n.view, "own", own);
    view_flag(n.view, "known", was_told(from));
    view_text(n.view, "reason", f->reason);
    view_moment(n.view, "decided", in->m->received_at);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict flag_tell_dismissed(struct intake *in, const struct flag *f,
                                 enum flag_state from, struct reason *why)
{
    enum verdict v = send_dismissed(in, f, from, /* own= */ true, why);

    return v == VERDICT_DONE
               ? send_dismissed(in, f, from, /* own= */ false, why)
               : v;
}

enum verdict flag_tell_deferred(struct intake *in, const struct flag *f,
                                struct reason *why)
{
    struct notice n;
    enum verdict v =
        flag_notice_begin(in->dk, &n, in->arena, "flag.deferred", f, why);

    if (v == VERDICT_DONE)
        v = flag_to_roles(in->dk, &n, f, SPAN("SEC,GL,GS"), why);
    view_due(n.view, "until", civil_of(f->until - 1));
    view_text(n.view, "reason", f->reason);
    view_moment(n.view, "decided", in->m->received_at);
    flag_give_token(&n, f);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* ---- flag.voided ---- */

static enum verdict send_voided(struct desk *dk, struct arena *arena,
                                const struct flag *f, bool own,
                                struct reason *why)
{
    struct notice n;
    enum verdict v = flag_notice_begin(dk, &n, arena, "flag.voided", f, why);

    if (v == VERDICT_DONE)
        v = own ? flag_to_unit(dk, &n, f, why)
                : flag_to_roles(dk, &n, f, SPAN("SEC"), why);
    view_flag(n.view, "own", own);
    view_moment(n.view, "voided", f->stepped_at);
    view_text(n.view, "reason", f->reason);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

enum verdict flag_tell_voided(struct desk *dk, struct arena *arena,
                              const struct flag *f, enum flag_state from,
                              struct reason *why)
{
    enum verdict v = send_voided(dk, arena, f, /* own= */ false, why);

    /* X21; a ledger that was behind concerns nobody who never heard of it. */
    if (v != VERDICT_DONE || (f->ground == FLAG_DUES && !was_told(from)))
        return v;
    return send_voided(dk, arena, f, /* own= */ true, why);
}
