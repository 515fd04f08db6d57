/* The mails that left for the unit, what its servers answered, and the delivery
 * reports that came back (R-X9). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "evidence_case.h"

bool evidence_has_code(const char *codes, struct span code)
{
    struct span rest = span_str(codes);
    struct span word;

    while (span_cut(&rest, ' ', &word))
        if (span_eq(word, code))
            return true;
    return false;
}

static const char *const outcomes[] = {
    [DELIVERY_READY] = "待发出",
    [DELIVERY_CLAIMED] = "正在发出",
    [DELIVERY_AT_DOT] = "正在发出",
    [DELIVERY_SENT] = "对方服务器已接收",
    [DELIVERY_REFUSED] = "对方服务器拒收",
    [DELIVERY_RETRY] = "暂未接收，将重试",
    [DELIVERY_UNCERTAIN] = "是否接收不能确定",
    [DELIVERY_HELD] = "暂停发出",
    [DELIVERY_DROPPED] = "未发出",
};
static_assert(ARRAY_LEN(outcomes) == DELIVERY_STATE_COUNT,
              "every state needs its words");

/* "c@m07.example：对方服务器已接收", and below it when and in which words. */
static struct span outcome(struct arena *arena, const struct trail_mail *m)
{
    bool settled = m->settled_at != MOMENT_NONE;

    return arena_printf(
        arena, SPAN_FMT "：%s%s" SPAN_FMT "%s" SPAN_FMT "%s",
        SPAN_ARG(m->recipient), outcomes[m->state], settled ? "\n" : "",
        SPAN_ARG(settled ? evidence_moment(arena, m->settled_at) : SPAN_NONE),
        m->reply.n ? " “" : "", SPAN_ARG(m->reply), m->reply.n ? "”" : "");
}

/* One mail and all its addresses, from `i` on; gives the next mail's place. */
static size_t add_row(struct evidence_case *c, const trail_mails *all, size_t i)
{
    const struct trail_mail *m = &all->at[i];
    struct span outcomes_zh = SPAN_NONE;
    struct span cells[] = {
        evidence_moment(c->arena, m->queued_at),
        arena_printf(c->arena, "%s\n<" SPAN_FMT ">",
                     evidence_notice_zh(m->code), SPAN_ARG(m->message_id)),
        SPAN_NONE,
    };

    for (; i < all->n && all->at[i].outbox == m->outbox; i++)
        outcomes_zh =
            arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT,
                         SPAN_ARG(outcomes_zh), outcomes_zh.n ? "\n" : "",
                         SPAN_ARG(outcome(c->arena, &all->at[i])));
    cells[2] = outcomes_zh;
    paper_row(&c->paper, cells, ARRAY_LEN(cells));
    return i;
}

void evidence_mails(struct evidence_case *c, const trail_mails *all,
                    const char *codes, const char *none)
{
    static const struct paper_column columns[] = {
        { SPAN("交付发送"), 18 },
        { SPAN("邮件及其Message-ID"), 41 },
        { SPAN("各收件地址的投递结果和对方服务器的答复"), 41 },
    };
    bool open = false;

    assert(c && all && codes);
    for (size_t i = 0; i < all->n;) {
        if (!evidence_has_code(codes, all->at[i].code)) {
            i++;
            continue;
        }
        if (!open)
            paper_table(&c->paper, columns, ARRAY_LEN(columns));
        open = true;
        i = add_row(c, all, i);
    }
    if (!open && none)
        paper_words(&c->paper, span_str(none));
}

static const char *class_zh(struct span class)
{
    if (span_eq(class, SPAN("hard")))
        return "不能投递";
    return span_eq(class, SPAN("soft")) ? "暂时不能投递" : "投递情况不明";
}

static void add_report(struct evidence_case *c, const struct trail_report *r)
{
    const struct span cells[] = {
        evidence_moment(c->arena, r->at),
        arena_printf(c->arena, "%s\n" SPAN_FMT, evidence_notice_zh(r->code),
                     SPAN_ARG(r->recipient)),
        arena_printf(c->arena, "%s " SPAN_FMT "\n" SPAN_FMT, class_zh(r->class),
                     SPAN_ARG(r->status), SPAN_ARG(r->said)),
        r->accepted_at == MOMENT_NONE
            ? SPAN("—")
            : arena_printf(c->arena, SPAN_FMT "\n“" SPAN_FMT "”",
                           SPAN_ARG(evidence_moment(c->arena, r->accepted_at)),
                           SPAN_ARG(r->accepted_reply)),
        r->message ? evidence_cite(c, r->message) : SPAN("当场拒收"),
    };

    paper_row(&c->paper, cells, ARRAY_LEN(cells));
}

/* A server may have taken a mail and report later that it went nowhere. */
void evidence_reports(struct evidence_case *c, const trail_reports *all,
                      const char *codes)
{
    static const struct paper_column columns[] = {
        { SPAN("退信时间"), 18 },   { SPAN("邮件和收件地址"), 23 },
        { SPAN("退信的说明"), 26 }, { SPAN("此前的接收"), 19 },
        { SPAN("来件"), 14 },
    };
    bool open = false;

    assert(c && all && codes);
    list_each(all, r)
    {
        if (!evidence_has_code(codes, r->code))
            continue;
        if (!open)
            paper_table(&c->paper, columns, ARRAY_LEN(columns));
        open = true;
        add_report(c, r);
    }
    if (!open)
        paper_words(&c->paper,
                    SPAN("至编制之时，没有收到这些邮件的退信（DSN）。"));
}
