/* Groups, seal and documents of an application. Private to form_check. */
#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/uscc.h"
#include "convoke/desk/reference.h"
#include "findings.h"
#include "fold.h"

enum { SEAL_MOST_DAYS = 180, GROUPS_MOST = 16, NAMES_LISTED = 10 };

/* WG1 coordinates, WG2 keeps secrets: the annex offers neither. */
static bool never_open(struct span id)
{
    return span_eq(id, SPAN("WG1")) || span_eq(id, SPAN("WG2"));
}

static const struct form_group *group_of(const struct form_input *in,
                                         struct span id)
{
    for (size_t i = 0; i < in->n_groups; i++) {
        if (span_eq_nocase(in->groups[i].id, id))
            return &in->groups[i];
    }
    return NULL;
}

static void group_add(struct check *c, struct span id)
{
    list_each(&c->to->groups, have)
    {
        if (span_eq(*have, id))
            return;
    }
    *list_push(&c->to->groups, c->arena) = id;
}

static struct span joined(struct check *c, struct span all, struct span one)
{
    return all.n ? arena_printf(c->arena, SPAN_FMT "、" SPAN_FMT, SPAN_ARG(all),
                                SPAN_ARG(one))
                 : arena_span(c->arena, one);
}

struct ticked {
    struct span closed, unknown; /* lists for people */
};

/* One value may name several groups: "WG5、WG6". */
static void tick(struct check *c, struct span value, struct ticked *t)
{
    struct reference all[GROUPS_MOST];
    size_t n = reference_all(value, REFERENCE_GROUP, all, GROUPS_MOST);

    for (size_t i = 0; i < n && i < GROUPS_MOST; i++) {
        struct span id = reference_span(&all[i]);
        const struct form_group *g = group_of(c->in, id);

        if (g && g->open)
            group_add(c, g->id);
        else if (g || never_open(id))
            t->closed = joined(c, t->closed, id);
        else
            t->unknown = joined(c, t->unknown, id);
    }
    if (!n)
        t->unknown = joined(c, t->unknown, value);
}

static struct span groups_hint(struct check *c, const struct ticked *t)
{
    if (t->closed.n)
        return arena_printf(c->arena,
                            SPAN_FMT "不通过本表接受申请，请选择其他工作组",
                            SPAN_ARG(t->closed));
    if (t->unknown.n)
        return arena_printf(c->arena, "没有名为" SPAN_FMT "的工作组",
                            SPAN_ARG(t->unknown));
    return SPAN_NONE;
}

static struct span groups_hint_en(struct check *c, const struct ticked *t)
{
    if (t->closed.n)
        return arena_printf(c->arena,
                            SPAN_FMT " take no applications by this form",
                            SPAN_ARG(t->closed));
    if (t->unknown.n)
        return arena_printf(c->arena, "there is no group " SPAN_FMT,
                            SPAN_ARG(t->unknown));
    return SPAN_NONE;
}

void check_groups(struct check *c)
{
    struct span values[GROUPS_MOST];
    struct ticked t = { SPAN_NONE, SPAN_NONE };
    size_t n = field_values(c, "groups", values, ARRAY_LEN(values));

    for (size_t i = 0; i < n && i < ARRAY_LEN(values); i++)
        tick(c, values[i], &t);
    if (!c->to->groups.n && c->form)
        finding_add(c, FORM_MISSING, "groups", groups_hint(c, &t),
                    groups_hint_en(c, &t));
    else if (t.closed.n || t.unknown.n)
        finding_add(c, FORM_ASKED, "groups.closed", groups_hint(c, &t),
                    groups_hint_en(c, &t));
}

static void check_seal_date(struct check *c, struct span text)
{
    civil_day day = 0;

    if (!civil_parse(text, &day))
        finding_hint(c, FORM_MISSING, "seal_date", "请按YYYY-MM-DD填写",
                     "please write YYYY-MM-DD");
    else if (day > c->in->received)
        finding_hint(c, FORM_MISSING, "seal_date",
                     "盖章日期晚于来件日期，请核对",
                     "the date lies in the future");
    else if (c->in->received - day > SEAL_MOST_DAYS)
        finding_hint(c, FORM_ASKED, "seal_date",
                     "盖章日期距今超过180天，请确认",
                     "older than 180 days: please confirm");
}

static struct span name_of(const struct document *d)
{
    return d->name.n ? d->name : SPAN("（无文件名）");
}

/* `zh` asks for the scan; whoever sent a file that may be both is told why it
 * does not count, and what makes it count. */
static void ask_scan(struct check *c, const char *key, const char *zh,
                     const char *en)
{
    struct span name;

    if (c->form_file == c->in->n_documents) {
        finding_hint(c, FORM_MISSING, key, zh, en);
        return;
    }
    name = name_of(&c->in->documents[c->form_file]);
    finding_add(c, FORM_MISSING, key,
                arena_printf(c->arena,
                             "%s；" SPAN_FMT "已作为申请表读取，如其上已盖章，"
                             "请在文件名中注明“盖章”后重新发送",
                             zh, SPAN_ARG(name)),
                arena_printf(c->arena,
                             "%s; " SPAN_FMT " was read as the form: if it "
                             "bears the seal, please send it again with "
                             "\"sealed\" in its name",
                             en, SPAN_ARG(name)));
}

void check_seal(struct check *c)
{
    struct span agree = field_value(c, "agree");
    struct span date = field_value(c, "seal_date");

    if (fold_is(agree, "altered"))
        finding_hint(c, FORM_MISSING, "agree", "声明文字不得改动",
                     "its words must not be changed");
    else if (fold_is(agree, "否") || fold_is(agree, "no"))
        finding_hint(c, FORM_MISSING, "agree", "须同意申请表所载声明",
                     "the form's statement must be agreed to");
    if (!c->sealed && !date.n)
        ask_scan(c, "seal",
                 "请附加盖公章并注明日期的申请表扫描件（PDF、OFD或图片）",
                 "a scan of the sealed and dated form (PDF, OFD or picture)");
    else if (!c->sealed)
        ask_scan(c, "seal.scan", "请附加盖公章的申请表扫描件（PDF、OFD或图片）",
                 "a scan of the sealed form (PDF, OFD or picture)");
    else if (!date.n)
        finding_plain(c, FORM_MISSING, "seal_date");
    if (date.n)
        check_seal_date(c, date);
}

/* 密码 said of the business, and not to deny it. */
static bool works_in_crypto(struct span s)
{
    static const char *const denials[] = { "不涉及密码", "不涉及商用密码",
                                           "不从事密码", "非密码", "无密码" };

    for (size_t i = 0; i < ARRAY_LEN(denials); i++) {
        if (fold_has(s, denials[i]))
            return false;
    }
    return fold_has(s, "密码") || fold_has(s, "商密");
}

static bool needs_crypto(const struct check *c)
{
    list_each(&c->to->groups, id)
    {
        const struct form_group *g = group_of(c->in, *id);

        if (g && g->crypto)
            return true;
    }
    return works_in_crypto(field_value(c, "business")) ||
           works_in_crypto(field_value(c, "products"));
}

/* Since 2015 a licence carries the code that replaced the certificate (Q28):
 * only who founds itself on an approval without that code still needs it. */
static bool needs_code(const struct check *c)
{
    if (c->kinds & (DOCUMENT_LICENCE | DOCUMENT_CODE))
        return false;
    return (c->kinds & DOCUMENT_FOUNDING) &&
           uscc_check(field_value(c, "uscc"), NULL) != USCC_GOOD;
}

static bool is_locked(const struct document *d)
{
    return d->encrypted && d->type != FACTS_FILE_PROGRAM;
}

static bool is_link(const struct document *d)
{
    return d->cloud_link;
}

static bool is_program(const struct document *d)
{
    return d->type == FACTS_FILE_PROGRAM;
}

/* Called the form, open to all, and yet nothing came of it. */
static bool is_no_form(const struct document *d)
{
    return (d->kinds & DOCUMENT_FORM) && !d->encrypted && !d->cloud_link &&
           !is_program(d);
}

/* With how long a link lasts, in its provider's words. */
static struct span named(struct check *c, const struct document *d)
{
    struct span name = name_of(d);

    return d->expiry.n ? arena_printf(c->arena, SPAN_FMT "（" SPAN_FMT "到期）",
                                      SPAN_ARG(name), SPAN_ARG(d->expiry))
                       : name;
}

static struct span names_of(struct check *c,
                            bool (*is_one)(const struct document *d))
{
    struct span all = SPAN_NONE;
    int listed = 0;

    for (size_t i = 0; i < c->in->n_documents; i++) {
        const struct document *d = &c->in->documents[i];

        if (!is_one(d))
            continue;
        if (listed++ < NAMES_LISTED)
            all = joined(c, all, named(c, d));
    }
    return all;
}

void check_no_form(struct check *c)
{
    struct span names = names_of(c, is_no_form);
    struct span zh = SPAN("请同时附可编辑的申请表(docx)或按下列格式填写正文");
    struct span en = SPAN("please attach the editable form (docx) as well, or "
                          "write its fields into the text of the mail");

    if (names.n) {
        zh = arena_printf(c->arena, SPAN_FMT "中未能读出申请表，" SPAN_FMT,
                          SPAN_ARG(names), SPAN_ARG(zh));
        en = arena_printf(c->arena,
                          "no form could be read in " SPAN_FMT ": " SPAN_FMT,
                          SPAN_ARG(names), SPAN_ARG(en));
    }
    finding_add(c, FORM_MISSING, "form", zh, en);
}

/* What cannot be read stops the application only while something that may be
 * in it is missing: a later mail must be able to cure it. */
static void check_unreadable(struct check *c, enum form_finding_kind kind)
{
    struct span encrypted = names_of(c, is_locked);
    struct span cloud = names_of(c, is_link);
    struct span program = names_of(c, is_program);

    if (program.n)
        finding_add(c, kind, "doc.program",
                    arena_printf(c->arena,
                                 SPAN_FMT "为可执行程序或含宏，未予收取，请改发"
                                          "不含宏的docx、xlsx或PDF文件",
                                 SPAN_ARG(program)),
                    arena_printf(c->arena,
                                 SPAN_FMT ": a program or with macros, not "
                                          "taken in; please send a docx, xlsx "
                                          "or PDF without macros",
                                 SPAN_ARG(program)));
    if (encrypted.n)
        finding_add(c, kind, "doc.encrypted",
                    arena_printf(c->arena,
                                 SPAN_FMT
                                 "已加密，无法读取，请发送未加密的文件",
                                 SPAN_ARG(encrypted)),
                    arena_printf(c->arena,
                                 SPAN_FMT ": please send it without a password",
                                 SPAN_ARG(encrypted)));
    if (cloud.n)
        finding_add(
            c, kind, "doc.cloud",
            arena_printf(c->arena,
                         SPAN_FMT
                         "为网盘或超大附件链接，到期即不可取，请作为普通附件"
                         "发送（30MB以内）",
                         SPAN_ARG(cloud)),
            arena_printf(c->arena,
                         SPAN_FMT ": the link expires, please attach the file "
                                  "itself (at most 30 MB)",
                         SPAN_ARG(cloud)));
}

/* The file the form was read from needs no name of its own. */
static bool is_form_file(const struct form_input *in, const struct document *d)
{
    static const enum facts_form_source from[FACTS_FILE_TYPE_COUNT] = {
        [FACTS_FILE_DOCX] = FACTS_FORM_DOCX, [FACTS_FILE_DOC] = FACTS_FORM_DOC,
        [FACTS_FILE_PDF] = FACTS_FORM_PDF,   [FACTS_FILE_OFD] = FACTS_FORM_OFD,
        [FACTS_FILE_ZIP] = FACTS_FORM_ZIP,   [FACTS_FILE_RAR] = FACTS_FORM_ZIP,
        [FACTS_FILE_7Z] = FACTS_FORM_ZIP,    [FACTS_FILE_ODT] = FACTS_FORM_ODT,
    };

    return from[d->type] && in->source == from[d->type];
}

static void check_unrecognised(struct check *c)
{
    struct span names = SPAN_NONE;
    bool form_seen = false;
    int listed = 0;

    for (size_t i = 0; i < c->in->n_documents; i++) {
        const struct document *d = &c->in->documents[i];

        if (d->kinds || d->encrypted || d->cloud_link || is_program(d) ||
            i == c->seal_guess || d->type == FACTS_FILE_CALENDAR ||
            document_is_decoration(d->name))
            continue;
        if (!form_seen && is_form_file(c->in, d)) {
            form_seen = true;
            continue;
        }
        if (listed++ < NAMES_LISTED)
            names = joined(c, names, name_of(d));
    }
    if (names.n)
        finding_add(c, FORM_ASKED, "doc.unrecognised",
                    arena_printf(c->arena,
                                 SPAN_FMT "：未能识别，请在文件名中注明",
                                 SPAN_ARG(names)),
                    arena_printf(c->arena,
                                 SPAN_FMT ": please say in the file name what "
                                          "it is",
                                 SPAN_ARG(names)));
}

void check_documents(struct check *c)
{
    size_t before = c->to->missing;

    if (!(c->kinds & (DOCUMENT_LICENCE | DOCUMENT_FOUNDING)))
        finding_plain(c, FORM_MISSING, "doc.licence");
    if (needs_code(c))
        finding_plain(c, FORM_MISSING, "doc.code");
    if (needs_crypto(c) && !(c->kinds & DOCUMENT_CRYPTO))
        finding_plain(c, FORM_MISSING, "doc.crypto");
    check_unreadable(c, c->to->missing > before || !c->sealed || !c->form
                            ? FORM_MISSING
                            : FORM_ASKED);
    check_unrecognised(c);
}
