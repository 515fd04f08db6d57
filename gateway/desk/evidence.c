#include "evidence.h"

#include <assert.h>

#include "convoke/base/log.h"
#include "evidence_case.h"

static enum verdict groups_of_unit(struct evidence_case *c, struct reason *why)
{
    working_groups all = { 0 };
    enum verdict v = groups_all(c->dk->store, c->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(c->dk->store, c->flag->unit, all.at[i].id, c->arena,
                           &m, &found, why);
        if (v == VERDICT_DONE && found)
            c->group = arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT,
                                    SPAN_ARG(c->group), c->group.n ? "、" : "",
                                    SPAN_ARG(all.at[i].id));
    }
    return v;
}

static enum verdict load(struct evidence_case *c, struct reason *why)
{
    struct store *st = c->dk->store;
    struct flag_evidence last = { .version = 0 };
    struct working_group g;
    bool found = false;
    enum verdict v =
        unit_get(st, c->flag->unit, c->arena, &c->unit, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "evidence.unit",
                          SPAN_FMT ": there is no such unit",
                          SPAN_ARG(c->flag->unit));
    if (v == VERDICT_DONE)
        v = flag_evidence_last(st, c->flag->id, c->arena, &last, &found, why);
    c->version = last.version + 1;
    if (v != VERDICT_DONE || c->flag->ground == FLAG_DUES)
        return v == VERDICT_DONE ? groups_of_unit(c, why) : v;
    v = group_get(st, c->flag->group, c->arena, &g, &found, why);
    c->group = c->flag->group;
    if (v == VERDICT_DONE && found)
        c->group = arena_printf(c->arena, SPAN_FMT SPAN_FMT, SPAN_ARG(g.id),
                                SPAN_ARG(g.name_zh));
    return v;
}

/* Representatives in one group, each address once. */
static enum verdict add_representatives(struct evidence_case *c,
                                        struct span group, struct span *list,
                                        struct reason *why)
{
    representations all = { 0 };
    enum verdict v = representations_of(c->dk->store, c->unit.id, group,
                                        c->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct span word = arena_printf(c->arena, "、" SPAN_FMT "（代表）",
                                        SPAN_ARG(all.at[i].person.mail));
        if (!span_has(*list, word))
            *list = arena_printf(c->arena, SPAN_FMT SPAN_FMT, SPAN_ARG(*list),
                                 SPAN_ARG(word));
    }
    return v;
}

/* Whom mail to the unit reaches today. */
static enum verdict addresses_zh(struct evidence_case *c, struct span *ret,
                                 struct reason *why)
{
    struct person contact;
    working_groups all = { 0 };
    enum verdict v =
        person_get(c->dk->store, c->unit.contact, c->arena, &contact, why);

    if (v == VERDICT_DONE)
        v = groups_all(c->dk->store, c->arena, &all, why);
    if (v == VERDICT_DONE)
        *ret = arena_printf(c->arena, SPAN_FMT "（联系人）",
                            SPAN_ARG(contact.mail));
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (!c->flag->group.n || span_eq(all.at[i].id, c->flag->group))
            v = add_representatives(c, all.at[i].id, ret, why);
    return v;
}

static void add_head(struct evidence_case *c, struct span addresses)
{
    const struct flag *f = c->flag;
    struct paper *p = &c->paper;
    bool absent = f->ground == FLAG_ABSENCE;

    paper_title(p, SPAN("视为自动退出情形的证据材料"), f->object,
                SPAN("内部资料"));
    paper_pair(p, "单位",
               arena_printf(c->arena, SPAN_FMT "（" SPAN_FMT "）",
                            SPAN_ARG(c->unit.name_zh), SPAN_ARG(c->unit.id)));
    if (c->unit.uscc.n)
        paper_pair(p, "统一社会信用代码", c->unit.uscc);
    paper_pair(p, "登记的地址", addresses);
    paper_pair(p, "工作组", c->group);
    paper_pair(p, "情形",
               absent ? SPAN("连续无故不参加工作组的全体会议（第十三条第2项）")
                      : SPAN("无故1年不缴纳会费（第十三条第2项）"));
    paper_pair(p, "标记编号", f->object);
    paper_pair(p, "标记时间", evidence_moment(c->arena, f->raised_at));
    paper_pair(p, "目前状态", span_str(evidence_state_zh(f->state)));
    paper_pair(p, "编制",
               arena_printf(c->arena,
                            "第%lld版，" SPAN_FMT "；时间均为北京时间（UTC+8）",
                            (long long)c->version,
                            SPAN_ARG(evidence_moment(c->arena, p->made_at))));
    paper_pair(p, "编制单位", c->dk->set->committee_zh);
    paper_pair(p, "联系", c->dk->set->help_zh);
}

static enum verdict lay_out(struct evidence_case *c, struct reason *why)
{
    struct span addresses = SPAN_NONE;
    enum verdict v = load(c, why);

    if (v == VERDICT_DONE)
        v = addresses_zh(c, &addresses, why);
    if (v != VERDICT_DONE)
        return v;
    add_head(c, addresses);
    v = c->flag->ground == FLAG_ABSENCE ? evidence_attendance(c, why)
                                        : evidence_dues(c, why);
    if (v == VERDICT_DONE)
        v = evidence_steps(c, why);
    return v == VERDICT_DONE ? evidence_sources(c, why) : v;
}

/* Without it the text is all there is, and that is enough. */
static void print(struct evidence_case *c, struct span *ret)
{
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    struct desk_press *press = c->dk->press;
    struct reason why;
    enum verdict v;

    *ret = SPAN_NONE;
    paper_write(&c->paper, &wire);
    if (!press)
        v = reason_set(&why, VERDICT_NEVER, "evidence.print",
                       "nothing is printed here");
    else if (wire.over)
        v = reason_set(&why, VERDICT_NEVER, "evidence.print",
                       "longer than %zu octets", wire.ceiling);
    else
        v = press->print(press, text_span(&wire), c->arena, ret, &why);
    if (v == VERDICT_DONE)
        return;
    *ret = SPAN_NONE;
    log_event(LOG_WARNING, "evidence.unprinted", KV("object", c->flag->object),
              KV_WHY(&why));
}

enum verdict evidence_take(struct desk *dk, struct arena *arena,
                           const struct flag *f, struct reason *why)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(PAPER_MAX_OCTETS);
    struct evidence_case c = { .dk = dk, .arena = arena, .flag = f };
    struct flag_evidence e = { .at = desk_now(dk) };
    enum verdict v;

    assert(dk && arena && f);
    paper_init(&c.paper, arena, e.at);
    v = lay_out(&c, why);
    if (v != VERDICT_DONE)
        return v;
    paper_print(&c.paper, &text);
    if (text.over)
        return reason_set(why, VERDICT_BROKEN, "evidence.print",
                          SPAN_FMT ": longer than %zu octets",
                          SPAN_ARG(f->object), text.ceiling);
    e.flag = f->id;
    e.text = text_span(&text);
    print(&c, &e.pdf);
    return flag_evidence_add(dk->store, &e, why);
}

/* "evidence-M07-ABS-WG5-2026-P1.txt" */
static struct span file_name(struct arena *arena, struct span object,
                             const char *ending)
{
    char *name = arena_str(arena, arena_printf(arena, "evidence-" SPAN_FMT "%s",
                                               SPAN_ARG(object), ending));

    for (char *p = name; *p; p++)
        if (*p == '/')
            *p = '-';
    return span_str(name);
}

static void attach(struct notice *n, struct span name, const char *media_type,
                   struct span bytes)
{
    if (!bytes.n)
        return;
    *list_push(&n->files, n->arena) = (struct notice_file){
        .name = name, .media_type = span_str(media_type), .bytes = bytes
    };
}

enum verdict evidence_attach(struct desk *dk, const struct flag *f,
                             struct notice *n, bool *ret_found,
                             struct reason *why)
{
    struct flag_evidence e;
    enum verdict v;

    assert(dk && f);
    assert(n && ret_found);
    v = flag_evidence_last(dk->store, f->id, n->arena, &e, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    attach(n, file_name(n->arena, f->object, ".pdf"), "application/pdf", e.pdf);
    /* A desktop that opens it without asking for the charset sees the mark. */
    attach(n, file_name(n->arena, f->object, ".txt"),
           "text/plain; charset=UTF-8",
           arena_printf(n->arena, "\xEF\xBB\xBF" SPAN_FMT, SPAN_ARG(e.text)));
    return v;
}
