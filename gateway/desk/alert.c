/* ops.alert: the machine is in trouble, or well again. */
#include "convoke/desk/alert.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"

enum { AGAIN = 86400, ALERT_ARENA = 1024 * 1024 };

/* The end of a key that says that it is over. */
#define OVER "-over"

static const struct {
    const char *object;
    struct span zh, en;
    const char *slot;
} kinds[] = {
    [ALERT_DISK] = { "OPS-DISK", SPAN("磁盘空间不足"), SPAN("disk nearly full"),
                     "disk" },
    [ALERT_QUEUE] = { "OPS-QUEUE", SPAN("邮件发送受阻"),
                      SPAN("mails cannot leave"), "queue" },
    [ALERT_SOURCE] = { "OPS-SOURCE", SPAN("无法读取来信"),
                       SPAN("incoming mail cannot be read"), "source" },
};
static_assert(ARRAY_LEN(kinds) == ALERT_COUNT, "every kind has its words");

const char *alert_object(enum alert_kind kind)
{
    assert(kind < ALERT_COUNT);
    return kinds[kind].object;
}

enum verdict alert_people(struct desk *dk, struct notice *n, struct reason *why)
{
    enum verdict v = notice_to_role(dk, n, ROLE_OPS, false, why);

    if (v == VERDICT_DONE && n->targets.n == 0)
        v = notice_to_role(dk, n, ROLE_SEC, false, why);
    return v;
}

/* What was said last. */
struct said {
    bool open;  /* trouble, and not yet its end */
    int64_t at; /* MOMENT_NONE: nothing yet */
};

static enum verdict last_said(struct desk *dk, const struct notice *n,
                              struct said *ret, struct reason *why)
{
    struct outbox_line line;
    int64_t id = 0;
    bool found = false;
    enum verdict v;

    *ret = (struct said){ .open = false, .at = MOMENT_NONE };
    if (n->targets.n == 0)
        return VERDICT_DONE;
    v = outbox_newest(dk->store, span_str(n->code), n->targets.at[0].to.mail,
                      n->object, &id, why);
    if (v == VERDICT_DONE && id > 0)
        v = outbox_next(dk->store, id - 1, n->arena, &line, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    ret->open = !span_ends(line.key, SPAN(OVER));
    ret->at = line.queued_at;
    return v;
}

static enum verdict begin(struct desk *dk, struct notice *n,
                          struct arena *arena, enum alert_kind kind,
                          struct said *ret, struct reason *why)
{
    enum verdict v;

    notice_init(n, arena, "ops.alert", span_str(kinds[kind].object));
    v = alert_people(dk, n, why);
    return v == VERDICT_DONE ? last_said(dk, n, ret, why) : v;
}

static void fill(const struct desk *dk, const struct alert *a,
                 const struct said *said, struct view *to)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        view_flag(to, kinds[i].slot, i == (size_t)a->kind);
    view_both(to, "trouble", kinds[a->kind].zh, kinds[a->kind].en);
    view_flag(to, "over", !a->bad);
    view_flag(to, "again", a->bad && said->open);
    view_moment(to, "seen", desk_now(dk));
    view_octets(to, "free", a->free);
    view_octets(to, "least", a->least);
    view_int(to, "waiting", a->waiting);
    view_moment(to, "since", a->bad ? a->since : said->at);
    view_text(to, "said", a->said);
}

/* Once an hour for each kind at most, whatever comes and goes. */
static struct span discriminator(const struct desk *dk, const struct alert *a,
                                 struct arena *arena)
{
    char at[MOMENT_TEXT];
    struct span hour;

    moment_print(desk_now(dk), at);
    hour = span_sub(span_str(at), 0, strlen("2026-03-02T09"));
    return arena_printf(arena, SPAN_FMT "%s", SPAN_ARG(hour),
                        a->bad ? "" : OVER);
}

enum verdict alert_tell(struct desk *dk, const struct alert *a, bool *ret_said,
                        struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ALERT_ARENA);
    struct said said;
    struct said now = { .at = MOMENT_NONE };
    struct notice n;
    enum verdict v;

    assert(dk && a && ret_said);
    *ret_said = false;
    v = begin(dk, &n, &arena, a->kind, &said, why);
    if (v != VERDICT_DONE || n.targets.n == 0)
        return v;
    if (a->bad ? said.open && desk_now(dk) < said.at + AGAIN : !said.open)
        return v;
    fill(dk, a, &said, n.view);
    n.law_zh = SPAN("服务时限（系统运行）");
    n.law_en = SPAN("service period (operation)");
    n.discriminator = discriminator(dk, a, &arena);
    v = notice_send(dk, &n, why);
    if (v == VERDICT_DONE)
        v = last_said(dk, &n, &now, why);
    *ret_said = now.open != said.open || now.at != said.at;
    return v;
}

enum verdict alert_is_open(struct desk *dk, enum alert_kind kind, bool *ret,
                           struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ALERT_ARENA);
    struct said said;
    struct notice n;
    enum verdict v;

    assert(dk && ret);
    v = begin(dk, &n, &arena, kind, &said, why);
    if (v == VERDICT_DONE)
        *ret = said.open;
    return v;
}
