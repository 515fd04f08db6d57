/* What an application consists of, and how notices say it. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "papers.h"

enum verdict papers_load(struct desk *dk, struct span id, struct arena *arena,
                         struct papers *ret, bool *ret_found,
                         struct reason *why)
{
    enum verdict v;

    assert(ret);
    *ret = (struct papers){ 0 };
    v = application_get(dk->store, id, arena, &ret->app, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    v = application_fields_get(dk->store, id, arena, &ret->fields, why);
    if (v == VERDICT_DONE)
        v = application_documents_get(dk->store, id, arena, &ret->documents,
                                      why);
    if (v == VERDICT_DONE)
        v = reviews_of(dk->store, id, arena, &ret->reviews, why);
    return v;
}

struct span papers_value(const struct papers *p, const char *key)
{
    list_each(
        &p->fields,
        field) if (span_eq(field->key, span_str(key))) return field->value;
    return SPAN_NONE;
}

struct review *papers_review(struct papers *p, struct span group)
{
    list_each(&p->reviews, r) if (span_eq(r->group, group)) return r;
    return NULL;
}

struct state_words {
    const char *zh, *en;
};

static const struct state_words application_words[] = {
    [APPLICATION_INCOMPLETE] = { "待补正", "items missing" },
    [APPLICATION_ACCEPTED] = { "已受理，待分派", "accepted, to be dispatched" },
    [APPLICATION_REVIEWING] = { "审核中", "under review" },
    [APPLICATION_DECIDED] = { "已有审核结果", "reviewed" },
    [APPLICATION_LAPSED] = { "期满终止", "lapsed" },
    [APPLICATION_WITHDRAWN] = { "已撤回", "withdrawn" },
};
static_assert(ARRAY_LEN(application_words) == APPLICATION_STATE_COUNT,
              "every state needs its words");

static const struct state_words review_words[] = {
    [REVIEW_WAITING] = { "待审核", "under review" },
    [REVIEW_APPROVED] = { "审核同意，待通知", "approved, to be told" },
    [REVIEW_REJECTED] = { "审核不同意，待通知", "rejected, to be told" },
    [REVIEW_FORMALITIES] = { "办理手续中", "formalities running" },
    [REVIEW_REFUSED] = { "未通过，已告知", "rejected and told" },
    [REVIEW_ACTIVE] = { "已是成员", "a member" },
    [REVIEW_LAPSED] = { "期满终止", "lapsed" },
    [REVIEW_WITHDRAWN] = { "已撤回", "withdrawn" },
};
static_assert(ARRAY_LEN(review_words) == REVIEW_STATE_COUNT,
              "every state needs its words");

enum verdict papers_state(struct desk *dk, struct span object,
                          struct arena *arena, struct span *ret_zh,
                          struct span *ret_en, struct reason *why)
{
    struct application a;
    struct review r;
    struct span id;
    struct span group;
    const struct state_words *w = NULL;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    v = application_get(dk->store, id, arena, &a, &found, why);
    if (v == VERDICT_DONE && found)
        w = &application_words[a.state];
    if (v == VERDICT_DONE && found && group.n && a.state == APPLICATION_DECIDED)
        v = review_get(dk->store, id, group, arena, &r, &found, why);
    if (v == VERDICT_DONE && found && group.n && a.state == APPLICATION_DECIDED)
        w = &review_words[r.state];
    *ret_zh = w ? span_str(w->zh) : SPAN("未作任何变更");
    *ret_en = w ? span_str(w->en) : SPAN("nothing was changed");
    return v;
}

static enum facts_form_source source_from(struct span name)
{
    for (int i = 0; i < FACTS_FORM_SOURCE_COUNT; i++)
        if (span_eq(name, span_str(facts_form_source_name(i))))
            return (enum facts_form_source)i;
    return FACTS_FORM_NONE;
}

static enum facts_file_type type_from(struct span name)
{
    for (int i = 0; i < FACTS_FILE_TYPE_COUNT; i++)
        if (span_eq(name, span_str(facts_file_type_name(i))))
            return (enum facts_file_type)i;
    return FACTS_FILE_UNKNOWN;
}

static void add_documents(const struct papers *p, struct arena *arena,
                          struct form_input *in)
{
    struct document *docs =
        arena_alloc(arena, (p->documents.n + 1) * sizeof(*docs));

    for (size_t i = 0; i < p->documents.n; i++) {
        const struct application_document *d = &p->documents.at[i];
        struct facts_file file = {
            .name = d->name,
            .type = type_from(d->type),
            .encrypted = d->encrypted,
            .cloud_link = d->cloud_link,
            .inside = d->inside,
        };
        docs[i] = document_of_file(&file);
    }
    in->documents = docs;
    in->n_documents = p->documents.n;
}

static enum verdict add_groups(struct desk *dk, struct arena *arena,
                               struct form_input *in, struct reason *why)
{
    working_groups all = { 0 };
    struct form_group *groups;
    enum verdict v = groups_all(dk->store, arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    groups = arena_alloc(arena, (all.n + 1) * sizeof(*groups));
    for (size_t i = 0; i < all.n; i++)
        groups[i] = (struct form_group){
            .id = all.at[i].id,
            .open = all.at[i].takes_applications,
            .crypto = span_has(all.at[i].name_zh, SPAN("密码")),
        };
    in->groups = groups;
    in->n_groups = all.n;
    return VERDICT_DONE;
}

enum verdict papers_check(struct desk *dk, const struct papers *p,
                          struct arena *arena, struct form_verdict *ret,
                          struct reason *why)
{
    facts_fields fields = { 0 };
    struct form_input in = {
        .fields = &fields,
        .source = source_from(p->app.form_source),
        .received = civil_of(p->app.changed_at),
        .sender = p->app.applicant,
    };
    enum verdict v = add_groups(dk, arena, &in, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&p->fields, field) * list_push(&fields, arena) =
        (struct facts_field){
            .key = field->key,
            .value = field->value,
        };
    add_documents(p, arena, &in);
    form_check(&in, arena, ret);
    return VERDICT_DONE;
}

/* Labels of the annex, in its order; keys of requirements.md 6.3. */
static const struct {
    const char *key, *zh, *en;
} labels[] = {
    { "name_zh", "单位名称（中文）", "Name (Chinese)" },
    { "name_en", "单位名称（英文）", "Name (English)" },
    { "uscc", "统一社会信用代码", "Unified social credit code" },
    { "addr", "办公地址", "Office address" },
    { "zip", "邮编", "Postal code" },
    { "legal_rep", "法人代表姓名", "Legal representative" },
    { "nature", "单位性质", "Nature" },
    { "foreign", "是否外企", "Foreign enterprise" },
    { "c_name", "联系人", "Contact" },
    { "c_title", "联系人职务", "Contact's title" },
    { "c_tel", "联系人电话", "Contact's telephone" },
    { "c_mobile", "联系人手机", "Contact's mobile" },
    { "c_mail", "联系人电子邮件", "Contact's mail" },
    { "c_addr", "通信地址", "Postal address" },
    { "profile", "单位简介", "Profile" },
    { "business", "主要业务领域", "Main business" },
    { "products", "产品或研究成果", "Products or research" },
    { "groups", "申请加入的工作组", "Working groups" },
    { "seal_date", "盖章日期", "Date of the seal" },
};

static void add_field(const struct papers *p, size_t label, struct view *v)
{
    list_each(&p->fields, field)
    {
        struct view *item;
        if (!span_eq(field->key, span_str(labels[label].key)))
            continue;
        item = view_item(v, "fields");
        view_both(item, "label", span_str(labels[label].zh),
                  span_str(labels[label].en));
        view_text(item, "value", field->value);
    }
}

static void add_group_names(const struct papers *p, struct view *v)
{
    view_list(v, "groups");
    list_each(&p->fields, field) if (span_eq(field->key, SPAN("groups")))
        view_text(view_item(v, "groups"), "name", field->value);
}

void papers_view(const struct papers *p, struct view *v)
{
    view_text(v, "unit", p->app.name);
    view_moment(v, "received", p->app.received_at);
    view_list(v, "fields");
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        add_field(p, i, v);
    view_list(v, "files");
    list_each(&p->documents, d)
    {
        struct view *item = view_item(v, "files");
        view_text(item, "name", d->name.n ? d->name : SPAN("（无文件名）"));
        view_text(item, "kind", d->kind);
        view_octets(item, "size", (uint64_t)d->size);
    }
    add_group_names(p, v);
}

void findings_view(const struct form_verdict *f, struct view *v)
{
    static const char *const lists[] = {
        [FORM_MISSING] = "missing",
        [FORM_ASKED] = "asked",
        [FORM_NOTE] = "notes",
    };

    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        view_list(v, lists[i]);
    list_each(&f->findings, finding)
    {
        struct view *item = view_item(v, lists[finding->kind]);
        if (finding->kind == FORM_NOTE) {
            view_both(item, "text", finding->zh, finding->en);
            continue;
        }
        view_both(item, "label", finding->zh, finding->en);
        view_both(item, "hint", finding->hint_zh, finding->hint_en);
    }
}

/* What the applicant himself still owes before he can become a member; the
 * paper originals are the secretariat's to tick. */
static enum verdict add_open_formalities(struct desk *dk,
                                         const struct papers *p,
                                         struct span group, struct arena *arena,
                                         struct view *v, bool *ret_owes,
                                         struct reason *why)
{
    nominees named = { 0 };
    enum verdict verdict =
        nominees_of(dk->store, p->app.id, group, arena, &named, why);
    struct view *item;

    *ret_owes = named.n == 0;
    view_list(v, "missing");
    if (verdict != VERDICT_DONE || !*ret_owes)
        return verdict;
    item = view_item(v, "missing");
    view_both(item, "label", SPAN("指派代表1至2名，其中投票代表1名"),
              SPAN("1 to 2 representatives, one of them voting"));
    view_both(item, "hint", SPAN("第十一条第2项"), SPAN("Art. 11(2)"));
    return VERDICT_DONE;
}

enum verdict papers_view_reminder(struct desk *dk, const struct papers *p,
                                  struct span group, struct arena *arena,
                                  struct view *v, bool *ret_owes,
                                  struct reason *why)
{
    struct form_verdict f = { 0 };
    enum verdict verdict = papers_check(dk, p, arena, &f, why);

    if (verdict != VERDICT_DONE)
        return verdict;
    papers_view(p, v);
    view_text(v, "group_id", group);
    view_flag(v, "approved", true);
    if (group.n == 0) {
        *ret_owes = true;
        findings_view(&f, v);
        return VERDICT_DONE;
    }
    list_each(&p->reviews, r) if (span_eq(r->group, group))
        view_flag(v, "approved", r->state != REVIEW_REJECTED);
    return add_open_formalities(dk, p, group, arena, v, ret_owes, why);
}

enum verdict papers_attach(struct desk *dk, const struct papers *p,
                           struct notice *n, struct reason *why)
{
    list_each(&p->documents, d)
    {
        struct message m;
        enum verdict v;
        if (d->cloud_link || type_from(d->type) == FACTS_FILE_PROGRAM)
            continue;
        v = message_get(dk->store, d->message, n->arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        *list_push(&n->files, n->arena) = (struct notice_file){
            .name = d->name,
            .media_type = d->media_type,
            .message_sha256 = m.sha256,
            .part = d->part,
        };
    }
    return VERDICT_DONE;
}

void attach_blank_form(struct notice *n)
{
    *list_push(&n->files, n->arena) = (struct notice_file){
        .name = SPAN("工作组成员申请表.docx"),
        .media_type = SPAN("application/vnd.openxmlformats-officedocument."
                           "wordprocessingml.document"),
        .blank = SPAN("application.docx"),
    };
}

void review_split(struct span object, struct span *ret_id,
                  struct span *ret_group)
{
    size_t slash = span_find_char(object, '/');

    *ret_id = span_sub(object, 0, slash);
    *ret_group = span_from(object, slash + 1);
}

struct span review_object(struct arena *arena, struct span id,
                          struct span group)
{
    return arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(id),
                        SPAN_ARG(group));
}
