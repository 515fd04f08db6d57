#include "convoke/render/slots.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "scope.h"

/* One sample value. `code` says for which notifications: NULL all, "*.rem" by
 * ending, else one; the first row that fits wins. `place` is a slot, or
 * list.item.slot. Days are counted from SAMPLE_DAY. */
struct sample {
    const char *code, *place;
    const char *zh, *en; /* `en` NULL: a text for both */
    enum value_kind kind;
    int64_t number;
};

#define TEXT(code, place, zh)                                                  \
    {                                                                          \
        code, place, zh, NULL, VALUE_TEXT, 0                                   \
    }
#define BOTH(code, place, zh, en)                                              \
    {                                                                          \
        code, place, zh, en, VALUE_BOTH, 0                                     \
    }
#define NUMBER(code, place, kind, n)                                           \
    {                                                                          \
        code, place, NULL, NULL, kind, n                                       \
    }

enum { SAMPLE_DAY = 20486 }; /* 2026-02-02 */

/* clang-format off */
static const struct sample samples[] = {
    BOTH(NULL, "committee", "网安标委", "TC260"),
    BOTH("app.review.*", "group", "WG5", "WG5"),
    BOTH("app.result", "group", "WG5", "WG5"),
    BOTH("app.approved", "group", "WG5", "WG5"),
    BOTH("app.rejected", "group", "WG5", "WG5"),
    BOTH("member.welcome", "group", "WG5", "WG5"),
    BOTH("rep.*", "group", "WG5", "WG5"),
    BOTH("account.*", "group", "WG5", "WG5"),
    BOTH(NULL, "group", "", ""),
    TEXT("help.reply", "object", ""),
    TEXT("held.*", "object", "M-2026-0417"),
    TEXT("auth.fail", "object", "M-2026-0418"),
    TEXT("member.welcome", "object", "M12/WG5"),
    TEXT("account.*", "object", "M12/WG5"),
    TEXT("rep.*", "object", "M12/WG5"),
    TEXT(NULL, "object", "APP-2026-001"),
    BOTH(NULL, "help",
         "网安标委秘书处 钱联络，电话 010-5555 0100，sec@tc.example",
         "Secretariat, Ms Qian, +86 10 5555 0100, sec@tc.example"),
    BOTH("app.ack", "law",
         "第十二条第1项、第2项；服务时限：分派3个工作日、审核15个工作日",
         "Art. 12(1), 12(2); service time: 3 + 15 working days"),
    BOTH("app.incomplete", "law", "第十二条第1项；服务时限：补正期30天",
         "Art. 12(1); service time: 30 days to complete"),
    BOTH("app.supp.rem", "law", "第十二条第1项；服务时限：补正期30天",
         "Art. 12(1); service time: 30 days to complete"),
    BOTH("app.dispatch.*", "law", "第十二条第2项；服务时限：3个工作日",
         "Art. 12(2); service time: 3 working days"),
    BOTH("app.new", "law", "第十二条第2项；服务时限：3个工作日",
         "Art. 12(2); service time: 3 working days"),
    BOTH("app.review.*", "law", "第十二条第2项、第3项；服务时限：15个工作日",
         "Art. 12(2), 12(3); service time: 15 working days"),
    BOTH("app.notify.*", "law", "第十二条第3项；服务时限：5个工作日",
         "Art. 12(3); service time: 5 working days"),
    BOTH("app.result", "law", "第十二条第3项；服务时限：5个工作日",
         "Art. 12(3); service time: 5 working days"),
    BOTH("app.approved", "law",
         "第十一条第1项、第2项，第十二条第3项；服务时限：30天",
         "Art. 11(1), 11(2), 12(3); service time: 30 days"),
    BOTH("app.*", "law", "第十二条第1项", "Art. 12(1)"),
    BOTH("rep.*", "law", "第十一条第2项、第二十条第7项",
         "Art. 11(2), 20(7)"),
    BOTH("member.welcome", "law", "第十条、第十一条、第十三条",
         "Art. 10, 11, 13"),
    BOTH("account.*", "law", "服务时限：3个工作日",
         "service time: 3 working days"),
    BOTH("held.*", "law", "第十一条第1项；服务时限：2个工作日",
         "Art. 11(1); service time: 2 working days"),
    BOTH(NULL, "law", "第十一条第1项", "Art. 11(1)"),
    TEXT("app.incomplete", "token", "7f3k9qxm2tvd0a1b2c3d4e5f6g"),
    TEXT("app.supp.rem", "token", "7f3k9qxm2tvd0a1b2c3d4e5f6g"),
    TEXT("app.new", "token", "4hb8k2rw6yne0a1b2c3d4e5f6g"),
    TEXT("app.dispatch.*", "token", "4hb8k2rw6yne0a1b2c3d4e5f6g"),
    TEXT("app.review.*", "token", "m5zc1dgp8sjv0a1b2c3d4e5f6g"),
    TEXT("app.result", "token", "q9te3xka7bfr0a1b2c3d4e5f6g"),
    TEXT("app.notify.*", "token", "q9te3xka7bfr0a1b2c3d4e5f6g"),
    TEXT("app.approved", "token", "w2pn6cmh5kdj0a1b2c3d4e5f6g"),
    TEXT("rep.reject", "token", "w2pn6cmh5kdj0a1b2c3d4e5f6g"),
    TEXT("account.*", "token", "e8vg4rtb1qsz0a1b2c3d4e5f6g"),
    TEXT("held.confirm", "token", "n3ya7jwx9fkc0a1b2c3d4e5f6g"),
    TEXT(NULL, "token", ""),
    BOTH("account.*", "actions.0.label", "完成", "DONE"),
    BOTH("app.incomplete", "actions.0.label", "", ""),
    BOTH("app.supp.rem", "actions.0.label", "", ""),
    BOTH("app.approved", "actions.0.label", "", ""),
    BOTH("rep.*", "actions.0.label", "", ""),
    BOTH("app.result", "actions.0.label", "通知", "NOTIFY"),
    BOTH("app.notify.*", "actions.0.label", "通知", "NOTIFY"),
    BOTH(NULL, "actions.0.label", "同意", "APPROVE"),
    BOTH("app.new", "actions.1.label", "分派", "DISPATCH"),
    BOTH("app.review.*", "actions.2.label", "补正", "MORE"),
    BOTH("app.review.*", "actions.1.label", "不同意", "REJECT"),
    BOTH("held.confirm", "actions.1.label", "不同意", "REJECT"),
    BOTH("app.result", "actions.1.label", "不同意", "REJECT"),

    TEXT(NULL, "unit", "新例智能科技有限公司"),
    NUMBER(NULL, "received", VALUE_MOMENT, SAMPLE_DAY * 86400LL + 6000),
    NUMBER("app.incomplete", "due", VALUE_DUE, 30),
    NUMBER("app.supp.rem", "due", VALUE_DUE, 30),
    NUMBER("app.lapsed", "due", VALUE_DUE, 30),
    NUMBER("app.review.*", "due", VALUE_DUE, 31),
    NUMBER("app.approved", "due", VALUE_DUE, 64),
    NUMBER("app.result", "due", VALUE_DUE, 36),
    NUMBER("app.notify.*", "due", VALUE_DUE, 36),
    NUMBER("account.*", "due", VALUE_DUE, 49),
    NUMBER(NULL, "due", VALUE_DUE, 3),
    NUMBER("*.overdue", "left", VALUE_LEFT, -2),
    NUMBER("app.supp.rem", "left", VALUE_LEFT, 23),
    NUMBER("app.review.rem", "left", VALUE_LEFT, 6),
    NUMBER(NULL, "left", VALUE_LEFT, 0),
    NUMBER("app.review.rem", "checkpoint", VALUE_FLAG, 1),
    NUMBER("app.review.rem", "milestone", VALUE_DAY, 25),
    NUMBER("app.review.rem", "milestone_left", VALUE_LEFT, 0),
    NUMBER("app.result", "overruled", VALUE_FLAG, 0),
    NUMBER("app.review.req", "days", VALUE_INT, 15),
    NUMBER(NULL, "days", VALUE_INT, 30),
    NUMBER(NULL, "dispatch_days", VALUE_INT, 3),
    NUMBER(NULL, "review_days", VALUE_INT, 15),
    NUMBER(NULL, "count", VALUE_INT, 3),
    TEXT(NULL, "group_id", "WG5"),
    TEXT("app.dup", "other", "APP-2026-001"),

    TEXT(NULL, "files.0.name", "工作组成员申请表.docx"),
    BOTH(NULL, "files.0.kind", "申请表", "application form"),
    NUMBER(NULL, "files.0.size", VALUE_OCTETS, 48213),
    TEXT(NULL, "files.1.name", "申请表-盖章扫描件.pdf"),
    BOTH(NULL, "files.1.kind", "盖章页扫描件", "sealed scan"),
    NUMBER(NULL, "files.1.size", VALUE_OCTETS, 1403322),
    TEXT(NULL, "files.2.name", "营业执照副本.jpg"),
    BOTH(NULL, "files.2.kind", "企业法人营业执照副本", "business licence"),
    NUMBER(NULL, "files.2.size", VALUE_OCTETS, 622100),
    TEXT(NULL, "groups.0.name", "WG5"),
    TEXT(NULL, "groups.1.name", "WG7"),
    BOTH(NULL, "missing.0.label", "法人代表姓名", "name of legal representative"),
    BOTH(NULL, "missing.0.hint", "申请表第4行", "row 4 of the form"),
    BOTH(NULL, "missing.1.label", "企业法人营业执照副本复印件",
         "copy of business licence"),
    BOTH(NULL, "missing.1.hint", "附注第1项，扫描件即可，纸质件后补",
         "note 1; a scan is enough, paper later"),
    BOTH(NULL, "asked.0.label", "英文名称", "English name"),
    BOTH(NULL, "asked.0.hint", "", ""),
    BOTH(NULL, "asked.1.label", "通信地址邮编", "postal code"),
    BOTH(NULL, "asked.1.hint", "6位数字", "6 digits"),
    BOTH(NULL, "notes.0.text",
         "联系人邮箱与来函地址不属于同一域名，请核对。",
         "the contact's address is of another domain than the sender's"),
    BOTH(NULL, "fields.0.label", "单位名称", "Name"),
    TEXT(NULL, "fields.0.value", "新例智能科技有限公司"),
    BOTH(NULL, "fields.1.label", "统一社会信用代码", "Credit code"),
    TEXT(NULL, "fields.1.value", "91110108MA0000000A"),
    BOTH(NULL, "fields.2.label", "办公地址", "Address"),
    TEXT(NULL, "fields.2.value",
         "北京市海淀区示例路1号样本大厦A座12层1203室（邮编100000）"),
    BOTH(NULL, "fields.3.label", "法人代表", "Legal representative"),
    TEXT(NULL, "fields.3.value", "周法人"),
    BOTH(NULL, "fields.4.label", "单位性质", "Nature"),
    TEXT(NULL, "fields.4.value", "企业"),
    BOTH(NULL, "fields.5.label", "联系人", "Contact"),
    TEXT(NULL, "fields.5.value",
         "吴联系，市场部经理，13800000012，c@m12.example"),
    BOTH(NULL, "fields.6.label", "传真", "Fax"),
    TEXT(NULL, "fields.6.value", ""),
    BOTH(NULL, "fields.7.label", "主要业务领域", "Business"),
    TEXT(NULL, "fields.7.value",
         "网络安全风险评估、渗透测试与安全运营服务；面向关键信息基础设施运营者"
         "提供评估工具与咨询，参与编制国家标准2项、行业标准5项。"),

    NUMBER(NULL, "reviewing", VALUE_FLAG, 0),
    BOTH("held.info", "reason", "来件地址未登记，已请该单位联系人确认",
         "unknown address; the unit's contact has been asked"),
    TEXT("app.incomplete", "reason", ""),
    TEXT("app.result", "reason", ""),
    TEXT(NULL, "reason", "不具备法人资格（第九条第1项）"),
    NUMBER(NULL, "supplement", VALUE_FLAG, 1),
    NUMBER(NULL, "formalities", VALUE_FLAG, 0),
    NUMBER(NULL, "approved", VALUE_FLAG, 1),
    NUMBER(NULL, "papers", VALUE_FLAG, 1),
    BOTH(NULL, "reviewer", "组长 张示例", "Zhang Shili, leader"),
    NUMBER(NULL, "decided", VALUE_MOMENT,
           (SAMPLE_DAY + 29) * 86400LL + 3 * 3600),
    NUMBER(NULL, "effective", VALUE_DAY, 46),
    TEXT(NULL, "contact", "吴联系，13800000012，c@m12.example"),
    TEXT(NULL, "representatives.0.name", "郑代表"),
    TEXT(NULL, "representatives.0.mail", "r1@m12.example"),
    NUMBER(NULL, "representatives.0.voter", VALUE_FLAG, 1),
    TEXT(NULL, "representatives.1.name", "王代表"),
    TEXT(NULL, "representatives.1.mail", "r2@m12.example"),
    NUMBER(NULL, "representatives.1.voter", VALUE_FLAG, 0),
    BOTH(NULL, "meetings.0.name", "WG5 2026年第一次全体会议",
         "WG5 first plenary of 2026"),
    NUMBER(NULL, "meetings.0.date", VALUE_DAY, 57),
    TEXT(NULL, "persons.0.name", "郑代表"),
    TEXT(NULL, "persons.0.title", "高级工程师"),
    TEXT(NULL, "persons.0.mail", "r1@m12.example"),
    BOTH(NULL, "persons.0.role", "代表、投票代表", "representative, voter"),
    NUMBER(NULL, "persons.0.voter", VALUE_FLAG, 1),
    TEXT(NULL, "persons.1.name", "欧阳代表"),
    TEXT(NULL, "persons.1.title", ""),
    TEXT(NULL, "persons.1.mail", "r2@m12.example"),
    BOTH(NULL, "persons.1.role", "代表", "representative"),
    NUMBER(NULL, "persons.1.voter", VALUE_FLAG, 0),
    BOTH("rep.reject", "problem", "代表应为1至2名，来函列明3名",
         "1 or 2 representatives are allowed, 3 were named"),
    BOTH(NULL, "problem", "该申请当前不能分派",
         "the application cannot be dispatched now"),
    TEXT("rep.reject", "words",
         "代表：张三，高级工程师，zhangsan@example.com，投票代表\n"
         "代表：李四，工程师，lisi@example.com"),
    BOTH(NULL, "state", "审核中", "under review"),
    TEXT(NULL, "words.0.word", "同意"),
    BOTH(NULL, "words.0.meaning", "同意所请事项", "approve"),
    TEXT(NULL, "words.1.word", "不同意 理由：……"),
    BOTH(NULL, "words.1.meaning", "不同意，须写明理由",
         "refuse, with the reason"),
    TEXT(NULL, "words.2.word", "[帮助]"),
    BOTH(NULL, "words.2.meaning", "取得本使用说明", "get these instructions"),
    TEXT("cmd.refused", "subject", "回复：新申请待分派 [APP-2026-001]"),
    TEXT(NULL, "subject", "[联系人变更] 新例智能科技有限公司"),
    TEXT("auth.fail", "sender", "leader@wg5.example"),
    TEXT(NULL, "sender", "office@unknown.example"),
    BOTH(NULL, "facts.0.label", "身份验证结果", "Authentication"),
    TEXT(NULL, "facts.0.value", "dmarc=fail spf=softfail dkim=none"),
    BOTH(NULL, "facts.1.label", "所需级别", "Level needed"),
    TEXT(NULL, "facts.1.value", "L2（登记地址并附令牌）"),
};
/* clang-format on */

static bool fits(const char *pattern, const char *code)
{
    struct span p = span_str(pattern);
    struct span c = span_str(code);

    if (!pattern)
        return true;
    if (p.p[0] == '*')
        return span_ends(c, span_from(p, 1));
    if (span_ends(p, SPAN("*")))
        return span_starts(c, span_sub(p, 0, p.n - 1));
    return span_eq(p, c);
}

static const struct sample *find_sample(const char *code, struct span place)
{
    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        if (fits(samples[i].code, code) &&
            span_eq(span_str(samples[i].place), place))
            return &samples[i];
    return NULL;
}

static void put(struct view *to, struct span name, const struct sample *s)
{
    struct value value = { .kind = s->kind, .number = s->number };

    if (s->kind == VALUE_TEXT)
        value.text = span_str(s->zh);
    if (s->kind == VALUE_BOTH) {
        value.both.zh = span_str(s->zh);
        value.both.en = span_str(s->en);
    }
    if (s->kind == VALUE_DUE || s->kind == VALUE_DAY)
        value.number += SAMPLE_DAY;
    view_put(to, name, value);
}

static void fill_item(struct view *item, const struct scope *scope,
                      const char *code, struct span prefix)
{
    for (size_t i = 0; i < scope->slots.n; i++) {
        struct span name = scope->slots.at[i].name;
        const struct sample *s =
            find_sample(code, arena_printf(item->arena, SPAN_FMT "." SPAN_FMT,
                                           SPAN_ARG(prefix), SPAN_ARG(name)));
        if (s)
            put(item, name, s);
    }
}

static void fill_list(struct view *v, const struct slot *slot, const char *code)
{
    struct span list = arena_span(v->arena, slot->name);
    struct span first = slot->inside->slots.at[0].name;

    view_list(v, list.p);
    for (unsigned i = 0;; i++) {
        struct span prefix =
            arena_printf(v->arena, SPAN_FMT ".%u", SPAN_ARG(list), i);
        const struct sample *s =
            find_sample(code, arena_printf(v->arena, SPAN_FMT "." SPAN_FMT,
                                           SPAN_ARG(prefix), SPAN_ARG(first)));
        if (!s)
            return;
        fill_item(view_item(v, list.p), slot->inside, code, prefix);
    }
}

/* Buttons go with a token; a plain answer by mail needs none. */
static void fill_actions(struct view *v, const char *code)
{
    static const char *const places[] = { "actions.0.label", "actions.1.label",
                                          "actions.2.label" };
    const struct value *token = view_find(v, SPAN("token"));

    view_list(v, "actions");
    for (size_t i = 0; token->text.n && i < ARRAY_LEN(places); i++) {
        const struct sample *s = find_sample(code, span_str(places[i]));
        struct span address = arena_printf(
            v->arena, "gw+t." SPAN_FMT "@sec.example", SPAN_ARG(token->text));
        if (s && *s->zh)
            view_action(v, span_str(s->zh), span_str(s->en),
                        phrase_mailto(v->arena, address, SPAN("答复"),
                                      span_str(s->zh)));
    }
}

static void fill(struct view *v, const struct scope *scope, const char *code)
{
    for (size_t i = 0; i < scope->slots.n; i++) {
        const struct slot *slot = &scope->slots.at[i];
        const struct sample *s = find_sample(code, slot->name);
        if (slot->kind == SLOT_LIST && !span_eq(slot->name, SPAN("actions")))
            fill_list(v, slot, code);
        else if (s)
            put(v, slot->name, s);
    }
}

struct view *slots_sample(const char *code, struct arena *arena)
{
    struct view *v = view_new(arena);
    struct scope scope = { 0 };
    const char *own = NULL;

    assert(code);
    for (size_t i = 0; i < slots_of_notices_n; i++)
        if (strcmp(slots_of_notices[i].code, code) == 0)
            own = slots_of_notices[i].slots;
    if (!own ||
        scope_parse(arena, slots_common, &scope, NULL) != VERDICT_DONE ||
        scope_parse(arena, own, &scope, NULL) != VERDICT_DONE)
        return NULL;
    fill(v, &scope, code);
    fill_actions(v, code);
    return v;
}
