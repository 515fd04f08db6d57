/* The mails that left for the unit, what its servers answered, and the delivery
 * reports that came back. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/mail/facts.h"
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

/* "c@m07.example：对方服务器已接收，2026-03-09 10:00:05，“250 2.0.0 Ok”" */
static struct span outcome(struct arena *arena, const struct trail_mail *m)
{
    bool settled = m->settled_at != MOMENT_NONE;

    return arena_printf(
        arena, SPAN_FMT "：%s%s" SPAN_FMT "%s" SPAN_FMT "%s",
        SPAN_ARG(m->recipient), outcomes[m->state], settled ? "，" : "",
        SPAN_ARG(settled ? evidence_moment(arena, m->settled_at) : SPAN_NONE),
        m->reply.n ? "，“" : "", SPAN_ARG(m->reply), m->reply.n ? "”" : "");
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
    *list_push(&c->bounced, c->arena) = m->message_id;
    if (c->first_at == MOMENT_NONE || m->queued_at < c->first_at)
        c->first_at = m->queued_at;
    return i;
}

void evidence_mails(struct evidence_case *c, const trail_mails *all,
                    const char *codes, const char *none)
{
    static const struct paper_column columns[] = {
        { SPAN("交付发送"), 18 },
        { SPAN("邮件及其Message-ID"), 38 },
        { SPAN("各收件地址的投递结果"), 44 },
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

static bool names_one(const struct evidence_case *c, const struct facts *f)
{
    list_each(&c->bounced, id)
    {
        if (span_has(f->text, *id) || span_eq(f->in_reply_to, *id))
            return true;
        list_each(&f->references, r) if (span_eq(*r, *id)) return true;
    }
    return false;
}

static enum verdict add_report(struct evidence_case *c, int64_t id, size_t *n,
                               struct reason *why)
{
    struct message m;
    struct facts f;
    enum verdict v = message_get(c->dk->store, id, c->arena, &m, why);

    if (v != VERDICT_DONE || m.facts.n == 0)
        return v;
    /* A report that cannot be read is no reason to leave out the rest. */
    if (facts_decode(m.facts, c->arena, &f, NULL) != VERDICT_DONE ||
        !names_one(c, &f))
        return VERDICT_DONE;
    ++*n;
    paper_words(&c->paper,
                arena_printf(c->arena,
                             SPAN_FMT " 收到退信：" SPAN_FMT "（" SPAN_FMT "）",
                             SPAN_ARG(evidence_moment(c->arena, m.received_at)),
                             SPAN_ARG(m.subject),
                             SPAN_ARG(evidence_cite(c, id))));
    return VERDICT_DONE;
}

enum verdict evidence_reports(struct evidence_case *c, struct reason *why)
{
    trail_numbers all = { 0 };
    size_t n = 0;
    enum verdict v = VERDICT_DONE;

    assert(c);
    if (c->first_at != MOMENT_NONE)
        v = trail_reports(c->dk->store, c->first_at, desk_now(c->dk) + 1,
                          c->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = add_report(c, all.at[i], &n, why);
    if (v == VERDICT_DONE && c->first_at != MOMENT_NONE && !n)
        paper_words(&c->paper,
                    SPAN("至编制之时，没有收到提及上述邮件的退信（DSN）。"));
    c->bounced.n = 0;
    c->first_at = MOMENT_NONE;
    return v;
}
