/* An application from its first mail to the dispatch, or to its end
 * (requirements.md 4.1). */
#include <assert.h>

#include "case.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"

static struct span value_of(const struct facts *f, const char *key)
{
    return facts_form_value(f, span_str(key));
}

bool intake_is_applicant(const struct intake *in, const struct application *a)
{
    if (in->token.hash.n && span_eq_nocase(in->token.actor, a->applicant))
        return true;
    return in->who.level >= AUTHORITY_L1 &&
           span_eq_nocase(in->who.from, a->applicant);
}

static bool same_domain(struct span a, struct span b)
{
    return span_eq_nocase(span_from(a, span_find_char(a, '@')),
                          span_from(b, span_find_char(b, '@')));
}

/* The open application this mail belongs to: by the object it names, the
 * unit's code, its name, or its writer. */
static enum verdict find_open(struct intake *in, struct span object,
                              struct application *ret, bool *ret_found,
                              struct reason *why)
{
    struct store *st = in->dk->store;
    struct span id;
    struct span group;
    enum verdict v;

    review_split(object, &id, &group);
    if (id.n) {
        v = application_get(st, id, in->arena, ret, ret_found, why);
        if (v != VERDICT_DONE || *ret_found)
            return v;
    }
    v = application_match(st, value_of(in->f, "uscc"),
                          fold_name(in->arena, value_of(in->f, "name_zh")),
                          in->arena, ret, ret_found, why);
    if (v != VERDICT_DONE || *ret_found || in->what.kind != INTAKE_SUPPLEMENT)
        return v;
    return application_of(st, in->who.from, in->arena, ret, ret_found, why);
}

static enum verdict new_application(struct intake *in, struct application *ret,
                                    struct reason *why)
{
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    struct span series = arena_printf(in->arena, "APP-%d", year);
    int64_t number = 0;
    enum verdict v = store_number(in->dk->store, series, &number, why);

    if (v != VERDICT_DONE)
        return v;
    *ret = (struct application){
        .id = arena_printf(in->arena, "APP-%d-%03lld", year, (long long)number),
        .applicant = in->who.from,
        .applicant_name = in->f->from.at[0].name,
        .state = APPLICATION_INCOMPLETE,
        .received_at = in->m->received_at,
        .paper_at = MOMENT_NONE,
    };
    return application_add(in->dk->store, ret, why);
}

/* A stranger who names the same unit may add what is missing; what the
 * applicant said himself stays. */
static enum verdict merge_fields(struct intake *in, const struct application *a,
                                 bool trusted, struct reason *why)
{
    application_fields old = { 0 };
    application_fields put = { 0 };
    enum verdict v =
        application_fields_get(in->dk->store, a->id, in->arena, &old, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&in->f->form, field)
    {
        bool known = false;
        list_each(&old, had) known = known || span_eq(had->key, field->key);
        if (field->value.n && (trusted || !known))
            *list_push(&put, in->arena) = (struct application_field){
                .key = field->key,
                .value = field->value,
            };
    }
    return application_fields_put(in->dk->store, a->id, &put, why);
}

static struct span kinds_text(struct arena *arena, unsigned kinds)
{
    struct span all = SPAN_NONE;

    for (unsigned k = 1; k <= DOCUMENT_REQUEST; k <<= 1) {
        if (!(kinds & k))
            continue;
        all = all.n ? arena_printf(arena, SPAN_FMT "、%s", SPAN_ARG(all),
                                   document_kind_zh((enum document_kind)k))
                    : span_str(document_kind_zh((enum document_kind)k));
    }
    return all.n ? all : SPAN("未能识别");
}

/* A person's inline signature pictures are no papers. */
static bool is_paper(const struct facts_file *file)
{
    return file->type != FACTS_FILE_CALENDAR &&
           !(file->type == FACTS_FILE_IMAGE && span_is_empty(file->name));
}

static enum verdict merge_documents(struct intake *in,
                                    const struct application *a,
                                    struct reason *why)
{
    list_each(&in->f->files, file)
    {
        struct application_document d = {
            .message = in->m->id,
            .part = file->part,
            .kind =
                kinds_text(in->arena, document_kinds(file->name, file->type)),
            .name = file->name,
            .type = span_str(facts_file_type_name(file->type)),
            .sha256 = file->sha256,
            .media_type = file->media_type,
            .size = (int64_t)file->size,
            .encrypted = file->encrypted,
            .cloud_link = file->cloud_link,
        };
        enum verdict v;
        if (!is_paper(file))
            continue;
        v = application_document_add(in->dk->store, a->id, &d, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

/* A readable form replaces an unreadable one, never the other way round. */
static void note_form_source(struct intake *in, struct application *a)
{
    enum facts_form_source s = in->f->form_source;

    if (s == FACTS_FORM_NONE)
        return;
    if (s == FACTS_FORM_UNREADABLE && a->form_source.n)
        return;
    a->form_source = span_str(facts_form_source_name(s));
}

static enum verdict merge(struct intake *in, struct application *a,
                          bool trusted, struct papers *ret, struct reason *why)
{
    bool found = false;
    struct span name;
    enum verdict v = merge_fields(in, a, trusted, why);

    if (v == VERDICT_DONE)
        v = merge_documents(in, a, why);
    if (v == VERDICT_DONE)
        v = papers_load(in->dk, a->id, in->arena, ret, &found, why);
    if (v != VERDICT_DONE)
        return v;
    note_form_source(in, a);
    name = papers_value(ret, "name_zh");
    if (span_is_empty(name))
        name = papers_value(ret, "name_en");
    a->name = name.n ? name : a->applicant;
    a->folded_name = fold_name(in->arena, name);
    a->uscc = papers_value(ret, "uscc");
    a->version++;
    ret->app = *a;
    return application_set(in->dk->store, a, why);
}

static enum verdict send_incomplete(struct intake *in, const struct papers *p,
                                    const struct form_verdict *f, civil_day due,
                                    struct reason *why)
{
    const struct duty *d = ledger_duty(in->dk, "app.supplement");
    struct notice n;

    notice_init(&n, in->arena, "app.incomplete", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    findings_view(f, n.view);
    view_due(n.view, "due", due);
    view_int(n.view, "days", d ? d->period.n : 0);
    view_flag(n.view, "reviewing", false);
    view_text(n.view, "reason", SPAN_NONE);
    notice_law_of_duty(&n, d);
    /* The set of missing items alone would leave a second, equally lacking
     * supplement without any answer. */
    n.discriminator = arena_printf(in->arena, SPAN_FMT "#%lld",
                                   SPAN_ARG(form_missing_keys(f, in->arena)),
                                   (long long)p->app.version);
    n.purpose = "app.supplement";
    n.lasting = true;
    n.answers = in->f;
    attach_blank_form(&n);
    return notice_send(in->dk, &n, why);
}

static enum verdict stay_incomplete(struct intake *in, struct papers *p,
                                    const struct form_verdict *f,
                                    struct reason *why)
{
    struct change c = {
        "application", p->app.id,      "",
        "incomplete",  "app.received", form_missing_keys(f, in->arena)
    };
    civil_day due = 0;
    enum verdict v = ledger_open(in->dk, "app.supplement", p->app.id,
                                 in->m->received_at, &due, why);

    if (v == VERDICT_DONE)
        v = send_incomplete(in, p, f, due, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "材料不齐，已告知缺项");
    return v;
}

static enum verdict send_ack(struct intake *in, const struct papers *p,
                             const struct form_verdict *f, struct reason *why)
{
    const struct duty *dispatch = ledger_duty(in->dk, "app.dispatch");
    const struct duty *review = ledger_duty(in->dk, "app.review");
    struct notice n;

    notice_init(&n, in->arena, "app.ack", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    findings_view(f, n.view);
    view_list(n.view, "notes");
    view_int(n.view, "dispatch_days", dispatch ? dispatch->period.n : 0);
    view_int(n.view, "review_days", review ? review->period.n : 0);
    n.law_zh = SPAN("第十二条");
    n.law_en = SPAN("Art. 12");
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)p->app.version);
    n.purpose = "app.supplement";
    n.lasting = true;
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static enum verdict send_new(struct intake *in, const struct papers *p,
                             const struct form_verdict *f, civil_day due,
                             struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_DISPATCH };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.new", p->app.id);
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = papers_attach(in->dk, p, &n, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    findings_view(f, n.view);
    view_due(n.view, "due", due);
    notice_law_of_duty(&n, ledger_duty(in->dk, "app.dispatch"));
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)p->app.version);
    n.purpose = "app.dispatch";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

static enum verdict set_state(struct intake *in, struct application *a,
                              enum application_state to, const char *event,
                              struct reason *why)
{
    struct change c = { "application",
                        a->id,
                        application_state_name(a->state),
                        application_state_name(to),
                        event,
                        SPAN_NONE };
    enum verdict v;

    a->state = to;
    v = application_set(in->dk->store, a, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

static enum verdict accept(struct intake *in, struct papers *p,
                           const struct form_verdict *f, struct reason *why)
{
    civil_day due = 0;
    enum verdict v = ledger_close(in->dk, "app.supplement", p->app.id,
                                  in->m->received_at, intake_evidence(in), why);

    if (v == VERDICT_DONE)
        v = set_state(in, &p->app, APPLICATION_ACCEPTED, "app.accepted", why);
    if (v == VERDICT_DONE)
        v = ledger_open(in->dk, "app.dispatch", p->app.id, in->m->received_at,
                        &due, why);
    if (v == VERDICT_DONE)
        v = send_ack(in, p, f, why);
    if (v == VERDICT_DONE)
        v = send_new(in, p, f, due, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "材料齐备，已受理");
    return v;
}

/* What comes in while the group looks at it: it gets the new papers. */
static enum verdict resume_review(struct intake *in, struct papers *p,
                                  const struct form_verdict *f,
                                  struct reason *why)
{
    enum verdict v = ledger_close(in->dk, "app.supplement", p->app.id,
                                  in->m->received_at, intake_evidence(in), why);

    if (v == VERDICT_DONE)
        v = set_state(in, &p->app, APPLICATION_REVIEWING, "app.supplemented",
                      why);
    if (v == VERDICT_DONE)
        v = send_ack(in, p, f, why);
    if (v == VERDICT_DONE)
        v = review_again(in, &p->app, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "补正材料已转工作组");
    return v;
}

/* A second application of the same unit is merged into the first. */
static enum verdict send_duplicate(struct intake *in, const struct papers *p,
                                   struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.dup", p->app.id);
    notice_to(&n, in->f->from.at[0].name, in->who.from, false);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "other", p->app.id);
    n.law_zh = SPAN("第十二条第1项");
    n.law_en = SPAN("Art. 12(1)");
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static enum verdict decide(struct intake *in, struct papers *p,
                           struct reason *why)
{
    struct form_verdict f = { 0 };
    enum verdict v = papers_check(in->dk, p, in->arena, &f, why);

    if (v != VERDICT_DONE)
        return v;
    switch (p->app.state) {
    case APPLICATION_INCOMPLETE:
        if (f.missing)
            return stay_incomplete(in, p, &f, why);
        return p->app.asked_by.n ? resume_review(in, p, &f, why)
                                 : accept(in, p, &f, why);
    default:
        /* Later papers are kept with the rest; the first answer stands. */
        intake_end(in, MESSAGE_APPLIED, p->app.id, "材料已并入申请");
        return send_ack(in, p, &f, why);
    }
}

static bool says_nothing(const struct intake *in)
{
    return in->f->form.n == 0 && in->f->files.n == 0;
}

enum verdict application_receive(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct application a;
    struct papers p;
    bool found = false;
    bool fresh;
    enum verdict v;

    if (in->f->from.n != 1 || span_is_empty(in->who.from))
        return hold_for_person(in, "发件人地址无法识别",
                               "the sender's address cannot be read", why);
    v = find_open(in, object, &a, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found &&
        (a.state == APPLICATION_LAPSED || a.state == APPLICATION_WITHDRAWN))
        found = false;
    if (says_nothing(in) && in->what.kind != INTAKE_APPLICATION)
        return hold_for_person(in, "补正来函没有材料",
                               "an answer without any papers", why);
    fresh = !found;
    if (fresh)
        v = new_application(in, &a, why);
    if (v == VERDICT_DONE)
        v = merge(in, &a,
                  fresh || intake_is_applicant(in, &a) ||
                      same_domain(in->who.from, a.applicant),
                  &p, why);
    if (v == VERDICT_DONE && !fresh && in->what.kind == INTAKE_APPLICATION)
        v = send_duplicate(in, &p, why);
    if (v != VERDICT_DONE)
        return v;
    return decide(in, &p, why);
}

static enum verdict withdraw_reviews(struct intake *in, struct papers *p,
                                     struct reason *why)
{
    list_each(&p->reviews, r)
    {
        struct span object = review_object(in->arena, r->application, r->group);
        enum verdict v;
        if (r->state == REVIEW_ACTIVE || r->state == REVIEW_REFUSED)
            continue;
        r->state = REVIEW_WITHDRAWN;
        v = review_put(in->dk->store, r, why);
        for (size_t i = 0; i < 3 && v == VERDICT_DONE; i++) {
            static const char *const duties[] = { "app.review", "app.notify",
                                                  "app.formality" };
            v = ledger_void(in->dk, duties[i], object, why);
        }
        if (v == VERDICT_DONE)
            v = token_close_all(in->dk->store, object, SPAN_NONE,
                                desk_now(in->dk), SPAN("withdrawn"), why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

static enum verdict close_timers(struct desk *dk, struct span id,
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

static enum verdict tell_withdrawn(struct intake *in, const struct papers *p,
                                   struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.withdrawn", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, false);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    for (size_t i = 0; i < p->reviews.n && v == VERDICT_DONE; i++) {
        n.group = p->reviews.at[i].group;
        v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
        if (v == VERDICT_DONE)
            v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    }
    if (v != VERDICT_DONE)
        return v;
    n.group = SPAN_NONE;
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    n.law_zh = SPAN("第十二条第1项");
    n.law_en = SPAN("Art. 12(1)");
    n.discriminator = SPAN("withdrawn");
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

enum verdict application_withdraw(struct intake *in, struct span object,
                                  struct reason *why)
{
    struct papers p;
    struct application a;
    bool found = false;
    enum verdict v = find_open(in, object, &a, &found, why);

    if (v == VERDICT_DONE && !found)
        v = application_of(in->dk->store, in->who.from, in->arena, &a, &found,
                           why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || a.state == APPLICATION_LAPSED ||
        a.state == APPLICATION_WITHDRAWN)
        return refuse_command(
            in, object, "没有找到可撤回的申请，请注明申请编号",
            "no open application found: please name it", NULL, 0, why);
    if (!intake_is_applicant(in, &a) && !in->confirmed) {
        struct facts_address to = { a.applicant_name, a.applicant };
        return hold_for_contact(in, a.name, &to, a.id, why);
    }
    v = papers_load(in->dk, a.id, in->arena, &p, &found, why);
    if (v == VERDICT_DONE)
        v = set_state(in, &p.app, APPLICATION_WITHDRAWN, "app.withdrawn", why);
    if (v == VERDICT_DONE)
        v = withdraw_reviews(in, &p, why);
    if (v == VERDICT_DONE)
        v = close_timers(in->dk, a.id, "withdrawn", why);
    if (v == VERDICT_DONE)
        v = tell_withdrawn(in, &p, why);
    intake_end(in, MESSAGE_APPLIED, a.id, "申请已撤回");
    return v;
}

static enum verdict tell_lapsed(struct desk *dk, struct arena *arena,
                                const struct papers *p, struct span group,
                                const struct obligation_row *row,
                                struct reason *why)
{
    struct notice n;
    bool owes = false;
    enum verdict v;

    notice_init(&n, arena, "app.lapsed", p->app.id);
    n.group = group;
    notice_to(&n, p->app.applicant_name, p->app.applicant, false);
    v = notice_to_role(dk, &n, ROLE_SEC, false, why);
    if (v == VERDICT_DONE)
        v = papers_view_reminder(dk, p, group, arena, n.view, &owes, why);
    if (v != VERDICT_DONE)
        return v;
    view_due(n.view, "due", row->due_day);
    view_flag(n.view, "supplement", group.n == 0);
    view_flag(n.view, "formalities", group.n > 0);
    notice_law_of_duty(&n, ledger_duty(dk, arena_str(arena, row->duty)));
    n.discriminator = arena_printf(arena, "%lld", (long long)row->id);
    return notice_send(dk, &n, why);
}

/* The end of the supplement period or of a group's formalities. */
enum verdict application_lapse(struct desk *dk, struct arena *arena,
                               const struct obligation_row *row,
                               struct reason *why)
{
    struct change c = { "application", SPAN_NONE,    "",
                        "lapsed",      "app.lapsed", SPAN_NONE };
    struct obligation_row ended = *row;
    struct papers p;
    struct span group;
    bool found = false;
    enum verdict v;

    review_split(row->object, &c.id, &group);
    v = papers_load(dk, c.id, arena, &p, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    c.from = application_state_name(p.app.state);
    if (group.n == 0) {
        p.app.state = APPLICATION_LAPSED;
        v = application_set(dk->store, &p.app, why);
    }
    list_each(&p.reviews, r)
    {
        if (v != VERDICT_DONE || (group.n && !span_eq(r->group, group)) ||
            r->state == REVIEW_ACTIVE)
            continue;
        c.from = review_state_name(r->state);
        r->state = REVIEW_LAPSED;
        v = review_put(dk->store, r, why);
    }
    if (v == VERDICT_DONE && group.n == 0)
        v = close_timers(dk, c.id, "lapsed", why);
    ended.state = OBLIGATION_IS_MISSED;
    ended.closed_at = desk_now(dk);
    ended.next_at = INT64_MAX;
    if (v == VERDICT_DONE)
        v = obligation_set(dk->store, &ended, why);
    if (v == VERDICT_DONE)
        v = clock_audit(dk, &c, why);
    return v == VERDICT_DONE ? tell_lapsed(dk, arena, &p, group, row, why) : v;
}
