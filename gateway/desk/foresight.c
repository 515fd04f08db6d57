#include "convoke/desk/foresight.h"

#include <assert.h>
#include <stddef.h>

#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"
#include "meeting_try.h"
#include "reminder.h"

/* How far the clock moves when something is due and nothing was done. */
enum { FORESIGHT_PATIENCE = 60 };

/* One look ahead: a desk of its own on the same store. */
struct look {
    const struct foresight_spec *spec; /* borrowed */
    struct arena *arena;               /* borrowed */
    struct foresight *to;              /* borrowed */
    struct clock clock;
    struct desk desk;
    struct desk_post post;
    int64_t ends; /* clock_ticks(); 0: it may take its time */
};

static struct span join(struct arena *arena, const struct notice_mail *mail)
{
    struct span all = mail->recipients[0];

    for (size_t i = 1; i < mail->recipients_n; i++)
        all = arena_printf(arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(all),
                           SPAN_ARG(mail->recipients[i]));
    return arena_span(arena, all);
}

static enum verdict note(struct look *l, const struct notice_mail *mail,
                         struct reason *why)
{
    struct foreseen_mail *m;
    struct cause_mail of = { mail->key, mail->code, mail->object };

    if (l->to->mails.n == l->spec->most) {
        l->to->cut = true;
        return VERDICT_DONE;
    }
    m = list_push(&l->to->mails, l->arena);
    *m = (struct foreseen_mail){
        .at = desk_now(&l->desk),
        .key = arena_span(l->arena, mail->key),
        .code = arena_span(l->arena, mail->code),
        .object = arena_span(l->arena, mail->object),
        .subject = arena_span(l->arena, mail->letter.subject),
        .recipients = join(l->arena, mail),
        .law_zh = arena_span(l->arena, mail->law_zh),
        .law_en = arena_span(l->arena, mail->law_en),
    };
    return cause_find(&l->desk, &of, l->arena, &m->cause, &m->known, why);
}

/* The row keeps the key from being used twice, as it does in earnest. */
static enum verdict look_put(struct desk_post *post,
                             const struct notice_mail *mail, struct reason *why)
{
    struct look *l =
        (struct look *)((char *)post - offsetof(struct look, post));
    struct outbox_mail row = {
        .key = mail->key,
        .code = mail->code,
        .object = mail->object,
        .subject = mail->letter.subject,
        .message_id = mail->letter.message_id,
        .answers = mail->letter.in_reply_to,
        .queued_at = desk_now(&l->desk),
        .bytes = SPAN("-"),
        .size = 1,
        .recipients = mail->recipients,
        .recipients_n = mail->recipients_n,
        .automatic = mail->letter.replied,
    };
    bool fresh = false;
    enum verdict v = outbox_add(l->desk.store, &row, &fresh, why);

    return v == VERDICT_DONE && fresh ? note(l, mail, why) : v;
}

/* ---- changes ---- */

static enum verdict change(struct look *l, const struct foresight_change *c,
                           struct reason *why)
{
    struct meeting_try t = { .id = c->meeting, .start = c->start };
    enum verdict v = meeting_try(&l->desk, l->arena, &t, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&t.unmet, unmet)
    {
        struct meeting_due had = { .day = 0 };
        meeting_due(&l->desk, unmet->duty->closed_by, t.was.start_at, &had);
        *list_push(&l->to->impossible, l->arena) =
            (struct foreseen_duty){ unmet->duty, c->meeting, had.day,
                                    unmet->day };
    }
    return v;
}

/* ---- time ---- */

static bool is_tired(const struct look *l)
{
    return l->to->cut || (l->ends && clock_ticks() >= l->ends);
}

/* Everything due at the clock's instant; *ret_n counts. */
static enum verdict tick_all(struct look *l, size_t *ret_n, struct reason *why)
{
    bool more = true;
    enum verdict v = VERDICT_DONE;

    *ret_n = 0;
    l->desk.polled_at = desk_now(&l->desk);
    while (more && v == VERDICT_DONE && !is_tired(l)) {
        v = desk_tick(&l->desk, &more, why);
        *ret_n += more;
    }
    return v;
}

static enum verdict play(struct look *l, struct reason *why)
{
    for (;;) {
        size_t n = 0;
        int64_t due = INT64_MAX;
        enum verdict v = desk_next_due(&l->desk, &due, why);
        if (v != VERDICT_DONE)
            return v;
        if (due > l->spec->until)
            break;
        if (due > desk_now(&l->desk))
            l->clock = clock_fixed(due);
        v = tick_all(l, &n, why);
        if (v != VERDICT_DONE)
            return v;
        if (is_tired(l)) {
            l->to->cut = true;
            l->to->reached = desk_now(&l->desk);
            return VERDICT_DONE;
        }
        if (n == 0)
            l->clock = clock_fixed(desk_now(&l->desk) + FORESIGHT_PATIENCE);
    }
    l->to->reached = l->spec->until + 1;
    return VERDICT_DONE;
}

static enum verdict run(struct look *l, struct reason *why)
{
    enum verdict v = store_begin(l->desk.store, why);

    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < l->spec->changes_n && v == VERDICT_DONE; i++)
        v = change(l, &l->spec->changes[i], why);
    if (v == VERDICT_DONE)
        v = play(l, why);
    store_rollback(l->desk.store);
    return v;
}

enum verdict foresight_look(const struct desk *dk,
                            const struct foresight_spec *spec,
                            struct arena *arena, struct foresight *ret,
                            struct reason *why)
{
    struct look l = { .spec = spec, .arena = arena, .to = ret, .desk = *dk };
    enum log_level told;
    enum verdict v;

    assert(spec && ret);
    assert(!store_in_transaction(dk->store));
    *ret = (struct foresight){ .reached = desk_now(dk) };
    l.clock = clock_fixed(desk_now(dk));
    l.post.put = look_put;
    l.desk.clock = &l.clock;
    l.desk.post = &l.post;
    l.ends = spec->most_ms ? clock_ticks() + spec->most_ms : 0;
    /* What is only imagined has no place in the log. */
    told = log_set_level(LOG_ERROR);
    v = run(&l, why);
    log_set_level(told);
    return v;
}
