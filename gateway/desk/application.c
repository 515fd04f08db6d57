/* An application from its first mail to the dispatch (requirements.md 4.1). */
#include <assert.h>

#include "application_mail.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/base/uscc.h"
#include "convoke/desk/domain.h"

static struct span value_of(const struct facts *f, const char *key)
{
    return facts_form_value(f, span_str(key));
}

/* As it is compared: without blanks, in capitals; a wrong one as it is. */
static struct span code_of(struct arena *arena, struct span written)
{
    char good[USCC_TEXT];

    if (uscc_check(written, good) != USCC_GOOD)
        return written;
    return arena_span(arena, span_str(good));
}

bool intake_is_applicant(const struct intake *in, const struct application *a)
{
    if (!span_eq_nocase(in->who.from, a->applicant))
        return false;
    return in->who.level >= AUTHORITY_L1 ||
           (in->token.hash.n && span_eq_nocase(in->token.actor, a->applicant));
}

enum verdict application_change(struct intake *in, struct application *a,
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

/* One mail and the application it belongs to. */
struct filing {
    struct application app;
    bool fresh;   /* the mail began it */
    bool by_unit; /* found by the unit's code or name */
    bool own;     /* the applicant or who may speak for him: his word counts */
    bool sender;  /* at least the address is the applicant's */
};

static enum verdict find_by_unit(struct intake *in, struct filing *g,
                                 bool *ret_found, struct reason *why)
{
    enum verdict v = application_match(
        in->dk->store, code_of(in->arena, value_of(in->f, "uscc")),
        fold_name(in->arena, value_of(in->f, "name_zh")), in->arena, &g->app,
        ret_found, why);

    g->by_unit = *ret_found;
    return v;
}

/* Of the applicant himself: his supplement without any reference, or the form
 * after a first mail that did not even name the unit. */
static enum verdict find_by_sender(struct intake *in, struct filing *g,
                                   bool *ret_found, struct reason *why)
{
    enum verdict v = application_of(in->dk->store, in->who.from, in->arena,
                                    &g->app, ret_found, why);

    if (v == VERDICT_DONE && in->what.kind == INTAKE_APPLICATION)
        *ret_found = *ret_found && span_is_empty(g->app.folded_name);
    return v;
}

static bool is_over(const struct application *a)
{
    return a->state == APPLICATION_LAPSED || a->state == APPLICATION_WITHDRAWN;
}

/* What a token names is certain; the unit's code or name comes before an id
 * that anybody can write. */
static enum verdict find_open(struct intake *in, struct span object,
                              struct filing *g, bool *ret_found,
                              struct reason *why)
{
    struct span id;
    struct span group;
    enum verdict v = VERDICT_DONE;

    review_split(object, &id, &group);
    *ret_found = false;
    if (!in->token.hash.n)
        v = find_by_unit(in, g, ret_found, why);
    if (v == VERDICT_DONE && !*ret_found && id.n) {
        v = application_get(in->dk->store, id, in->arena, &g->app, ret_found,
                            why);
        *ret_found = *ret_found && !is_over(&g->app) &&
                     (in->token.hash.n || in->what.kind == INTAKE_SUPPLEMENT ||
                      span_eq_nocase(in->who.from, g->app.applicant));
    }
    if (v == VERDICT_DONE && !*ret_found)
        v = find_by_sender(in, g, ret_found, why);
    return v;
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
        .changed_at = in->m->received_at,
        .paper_at = MOMENT_NONE,
    };
    return application_add(in->dk->store, ret, why);
}

/* A colleague, proved: the same organisation, and not a public provider. */
static bool is_colleague(const struct intake *in, const struct application *a)
{
    struct span domain = domain_of(a->applicant);

    return in->who.level >= AUTHORITY_L1 && !domain_is_public(domain) &&
           domain_aligned(in->who.domain, domain);
}

static void weigh(const struct intake *in, struct filing *g)
{
    g->sender = span_eq_nocase(in->who.from, g->app.applicant);
    g->own = g->fresh || in->confirmed || intake_is_applicant(in, &g->app) ||
             is_colleague(in, &g->app);
}

/* A stranger who names the same unit may add what is missing; what the
 * applicant said himself stays. */
static enum verdict merge_fields(struct intake *in, const struct filing *g,
                                 struct reason *why)
{
    application_fields old = { 0 };
    application_fields put = { 0 };
    enum verdict v =
        application_fields_get(in->dk->store, g->app.id, in->arena, &old, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&in->f->form, field)
    {
        bool known = false;
        list_each(&old, had) known = known || span_eq(had->key, field->key);
        if (field->value.n && (g->own || !known))
            *list_push(&put, in->arena) = (struct application_field){
                .key = field->key,
                .value = field->value,
            };
    }
    return application_fields_put(in->dk->store, g->app.id, &put, why);
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

static enum verdict merge_documents(struct intake *in, const struct filing *g,
                                    struct reason *why)
{
    list_each(&in->f->files, file)
    {
        struct application_document d = {
            .message = in->m->id,
            .part = file->part,
            .kind = kinds_text(in->arena, document_of_file(file).kinds),
            .name = file->name,
            .type = span_str(facts_file_type_name(file->type)),
            .sha256 = file->sha256,
            .media_type = file->media_type,
            .size = (int64_t)file->size,
            .encrypted = file->encrypted,
            .cloud_link = file->cloud_link,
            .inside = file->inside,
        };
        enum verdict v;
        if (!is_paper(file))
            continue;
        v = application_document_add(in->dk->store, g->app.id, &d, why);
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

static enum verdict merge(struct intake *in, struct filing *g,
                          struct papers *ret, struct reason *why)
{
    struct application *a = &g->app;
    bool found = false;
    struct span name;
    enum verdict v = merge_fields(in, g, why);

    if (v == VERDICT_DONE)
        v = merge_documents(in, g, why);
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
    a->uscc = code_of(in->arena, papers_value(ret, "uscc"));
    a->changed_at = in->m->received_at;
    a->version++;
    ret->app = *a;
    return application_set(in->dk->store, a, why);
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
        v = tell_incomplete(in, p, f, due, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "材料不齐，已告知缺项");
    return v;
}

static enum verdict close_supplement(struct intake *in, struct papers *p,
                                     enum application_state to,
                                     const char *event, struct reason *why)
{
    enum verdict v = ledger_close(in->dk, "app.supplement", p->app.id,
                                  in->m->received_at, intake_evidence(in), why);

    return v == VERDICT_DONE ? application_change(in, &p->app, to, event, why)
                             : v;
}

static enum verdict accept(struct intake *in, struct papers *p,
                           const struct form_verdict *f, struct reason *why)
{
    civil_day due = 0;
    enum verdict v =
        close_supplement(in, p, APPLICATION_ACCEPTED, "app.accepted", why);

    if (v == VERDICT_DONE)
        v = ledger_open(in->dk, "app.dispatch", p->app.id, in->m->received_at,
                        &due, why);
    if (v == VERDICT_DONE)
        v = tell_received(in, p, f, why);
    if (v == VERDICT_DONE)
        v = tell_new(in, p, f, due, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "材料齐备，已受理");
    return v;
}

/* The group that asked for more gets it, and its clock begins anew. */
static enum verdict resume_review(struct intake *in, struct papers *p,
                                  const struct form_verdict *f,
                                  struct reason *why)
{
    struct span groups = p->app.asked_by;
    enum verdict v;

    p->app.asked_by = SPAN_NONE;
    v = close_supplement(in, p, APPLICATION_REVIEWING, "app.supplemented", why);
    if (v == VERDICT_DONE)
        v = tell_received(in, p, f, why);
    if (v == VERDICT_DONE)
        v = review_again(in, p, groups, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "补正材料已转工作组");
    return v;
}

/* Who decides next reads what came in after the first answer. */
static enum verdict pass_on(struct intake *in, struct papers *p,
                            const struct form_verdict *f, struct reason *why)
{
    civil_day due = civil_of(in->m->received_at);
    bool found = false;
    enum verdict v = tell_received(in, p, f, why);

    if (v == VERDICT_DONE)
        v = ledger_due(in->dk, "app.dispatch", p->app.id, &due, &found, why);
    if (v == VERDICT_DONE && p->app.state == APPLICATION_ACCEPTED)
        v = tell_new(in, p, f, due, why);
    else if (v == VERDICT_DONE)
        v = review_again(in, p, SPAN_NONE, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "材料已并入申请并转告");
    return v;
}

static enum verdict decide(struct intake *in, struct papers *p,
                           struct reason *why)
{
    struct form_verdict f = { 0 };
    enum verdict v = papers_check(in->dk, p, in->arena, &f, why);

    if (v != VERDICT_DONE)
        return v;
    if (p->app.state == APPLICATION_DECIDED)
        return hold_for_person(in, "申请已有审核结果，材料已并入",
                               "papers after the result, kept with the rest",
                               why);
    if (p->app.state != APPLICATION_INCOMPLETE)
        return pass_on(in, p, &f, why);
    if (f.missing)
        return stay_incomplete(in, p, &f, why);
    return p->app.asked_by.n ? resume_review(in, p, &f, why)
                             : accept(in, p, &f, why);
}

/* A second application of the unit: merged into the first. The sender is told
 * so; the applicant hears only when it made his complete. */
static enum verdict decide_duplicate(struct intake *in, struct papers *p,
                                     struct reason *why)
{
    struct form_verdict f = { 0 };
    enum verdict v = tell_duplicate(in, p, why);

    if (v == VERDICT_DONE)
        v = papers_check(in->dk, p, in->arena, &f, why);
    if (v != VERDICT_DONE)
        return v;
    if (p->app.state == APPLICATION_INCOMPLETE && !f.missing &&
        !p->app.asked_by.n)
        return accept(in, p, &f, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "重复申请，已并入");
    return VERDICT_DONE;
}

/* What a group asked for may be answered in plain words. */
static bool says_nothing(const struct intake *in, const struct filing *g)
{
    return in->f->form.n == 0 && in->f->files.n == 0 &&
           in->what.kind != INTAKE_APPLICATION &&
           !(g->app.asked_by.n && in->f->words.n);
}

static enum verdict end_if_late(struct intake *in, struct filing *g,
                                bool *ret_ended, struct reason *why)
{
    enum verdict v =
        ledger_end_if_late(in->dk, in->arena, "app.supplement", g->app.id,
                           in->m->received_at, ret_ended, why);

    if (v == VERDICT_DONE && *ret_ended)
        intake_end(in, MESSAGE_APPLIED, g->app.id, "补正期已过，申请终止");
    return v;
}

static enum verdict file_mail(struct intake *in, struct filing *g,
                              struct reason *why)
{
    struct papers p;
    enum verdict v;

    weigh(in, g);
    if (!g->by_unit && !g->own && !g->sender) {
        /* Only the number is known to him: that proves nothing. */
        struct facts_address to = { g->app.applicant_name, g->app.applicant };
        return hold_for_contact(in, g->app.name, &to, g->app.id, why);
    }
    if (says_nothing(in, g))
        return hold_for_person(in, "补正来函没有材料",
                               "an answer without any papers", why);
    v = merge(in, g, &p, why);
    if (v != VERDICT_DONE)
        return v;
    if (!g->fresh && in->what.kind == INTAKE_APPLICATION &&
        !(g->sender && p.app.state == APPLICATION_INCOMPLETE))
        return decide_duplicate(in, &p, why);
    return decide(in, &p, why);
}

enum verdict application_receive(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct filing g = { 0 };
    bool found = false;
    bool ended = false;
    enum verdict v;

    assert(in->who.from.n);
    v = find_open(in, object, &g, &found, why);
    if (v == VERDICT_DONE && found)
        v = end_if_late(in, &g, &ended, why);
    if (v != VERDICT_DONE)
        return v;
    if (ended && in->what.kind != INTAKE_APPLICATION)
        return VERDICT_DONE;
    g.fresh = !found || ended;
    if (g.fresh && in->f->form.n == 0 && in->f->files.n == 0 &&
        in->what.kind != INTAKE_APPLICATION)
        return hold_for_person(in, "没有找到所补正的申请",
                               "no open application to supplement", why);
    if (g.fresh)
        v = new_application(in, &g.app, why);
    return v == VERDICT_DONE ? file_mail(in, &g, why) : v;
}
