#include "outflow.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/backlog.h"
#include "convoke/store/outbox.h"
#include "convoke/store/pause.h"
#include "delivery.h"
#include "settings.h"

enum { OUTFLOW_DOMAINS = 5 };

struct outflow {
    const struct context *ctx;
    struct arena *arena;
    outflow_lines *to;
    int64_t now;
    int64_t not_before; /* nothing leaves until then */
};

static void line(struct outflow *o, const char *zh, const char *en,
                 struct span words)
{
    *list_push(o->to, o->arena) = (struct outflow_line){ zh, en, words };
}

static struct span who(const struct outflow *o, struct span domain)
{
    if (domain.n)
        return domain;
    return o->ctx->chinese ? SPAN("所有收件人") : SPAN("everybody");
}

static void wait_until(struct outflow *o, int64_t at)
{
    if (o->not_before < at)
        o->not_before = at;
}

static void tell_pause(struct outflow *o, const struct pause *p)
{
    char until[MOMENT_TEXT];

    moment_print_short(p->until_at, until);
    line(o, "发信暂停", "sending paused",
         arena_printf(o->arena,
                      o->ctx->chinese ? SPAN_FMT
                          "：对方要求放慢，暂停到 %s，%lld 封等候"
                          "；对方答复：" SPAN_FMT
                                      : SPAN_FMT
                          ": told to slow down, until %s, %lld wait; "
                          "the reply: " SPAN_FMT,
                      SPAN_ARG(who(o, p->domain)), until, (long long)p->waiting,
                      SPAN_ARG(p->reply)));
}

static enum verdict tell_pauses(struct outflow *o, struct reason *why)
{
    pause_list pauses = { 0 };
    enum verdict v = pauses_all(o->ctx->store, o->arena, &pauses, why);

    list_each(&pauses, p)
    {
        if (p->until_at <= o->now)
            continue;
        tell_pause(o, p);
        if (p->domain.n == 0)
            wait_until(o, p->until_at);
    }
    return v;
}

static void tell_login(struct outflow *o, int64_t until)
{
    char text[MOMENT_TEXT];

    moment_print_short(until, text);
    line(o, "发信暂停", "sending paused",
         arena_printf(o->arena,
                      o->ctx->chinese
                          ? "登录被邮件服务器拒绝，%s 再试；密码文件换新后即刻"
                            "再试"
                          : "the mail server refused our login: the next try "
                            "at %s, or as soon as the password file is "
                            "replaced",
                      text));
}

static void tell_rate(struct outflow *o, const struct backlog_domain *b)
{
    const struct settings *set = o->ctx->set;
    int64_t most =
        b->domain.n ? set->transport.domain_rate : set->transport.rate;

    line(o, "限速等候", "held by the rate",
         arena_printf(o->arena,
                      o->ctx->chinese
                          ? SPAN_FMT "：每分钟至多 %lld 封，%lld 封等候，"
                                     "%lld 秒后再发"
                          : SPAN_FMT ": at most %lld a minute, %lld wait, the "
                                     "next in %lld s",
                      SPAN_ARG(who(o, b->domain)), (long long)most,
                      (long long)b->waiting, (long long)(b->until - o->now)));
}

/* What a running service holds back, for another reason than a pause. */
static void tell_service(struct outflow *o, int64_t waiting)
{
    struct backlog_domain all = { .waiting = waiting };
    bool login = false;
    int64_t until =
        o->ctx->core ? delivery_held_until(o->ctx->core, &login) : 0;

    if (until <= o->now || until <= o->not_before)
        return;
    all.until = until;
    wait_until(o, until);
    if (login)
        tell_login(o, until);
    else if (waiting)
        tell_rate(o, &all);
}

static enum verdict tell_domains(struct outflow *o, struct reason *why)
{
    backlog_domains put_off = { 0 };
    enum verdict v =
        backlog_put_off(o->ctx->store, o->now, o->arena, &put_off, why);

    for (size_t i = 0; i < put_off.n && i < OUTFLOW_DOMAINS; i++)
        tell_rate(o, &put_off.at[i]);
    return v;
}

static void tell_waiting(struct outflow *o, const struct backlog *b)
{
    struct span said = b->said;

    if (b->waiting == 0)
        return;
    line(o, "等候发送", "mails waiting",
         said.n
             ? arena_printf(o->arena,
                            o->ctx->chinese ? "%lld 封；最后的答复：" SPAN_FMT
                                            : "%lld; the last reply: " SPAN_FMT,
                            (long long)b->waiting, SPAN_ARG(said))
             : arena_printf(o->arena, o->ctx->chinese ? "%lld 封" : "%lld",
                            (long long)b->waiting));
}

enum verdict outflow_tell(const struct context *ctx, struct arena *arena,
                          outflow_lines *ret, int64_t *ret_at,
                          struct reason *why)
{
    struct backlog b = { 0 };
    struct outflow o = {
        .ctx = ctx, .arena = arena, .to = ret, .now = clock_now(&ctx->clock)
    };
    enum verdict v;

    assert(ctx && ret && ret_at);
    v = outbox_next_due(ctx->store, ret_at, why);
    if (v == VERDICT_DONE)
        v = backlog_of(ctx->store, arena, &b, why);
    if (v == VERDICT_DONE)
        v = tell_pauses(&o, why);
    if (v != VERDICT_DONE)
        return v;
    tell_service(&o, b.waiting);
    v = tell_domains(&o, why);
    tell_waiting(&o, &b);
    if (*ret_at < o.not_before)
        *ret_at = o.not_before;
    return v;
}
