#include "large_mail.h"

#include <assert.h>

#include "bounce.h"
#include "convoke/base/civil.h"
#include "convoke/render/phrase.h"
#include "convoke/store/outbox.h"

/* An attachment grows by more than a third on its way: lines of base64. */
static uint64_t files_most(uint64_t mail)
{
    return mail / 10 * 7;
}

static struct span reason_of(const struct intake *in, const char *answered)
{
    uint64_t most = (uint64_t)in->dk->set->message_most;

    return arena_printf(
        in->arena, "邮件过大（" SPAN_FMT "，上限" SPAN_FMT "），内容未收取，%s",
        SPAN_ARG(phrase_octets(in->arena, PHRASE_ZH, in->f->remnant_of)),
        SPAN_ARG(phrase_octets(in->arena, PHRASE_ZH, most)), answered);
}

static void end(struct intake *in, const char *answered)
{
    intake_end(in, MESSAGE_QUARANTINED, SPAN_NONE, NULL);
    in->reason = reason_of(in, answered);
}

static enum verdict answers_of_today(struct intake *in, int64_t *ret,
                                     struct reason *why)
{
    return outbox_count_recent(in->dk->store, in->who.from,
                               desk_now(in->dk) - CIVIL_DAY, SPAN("mail.large"),
                               ret, why);
}

/* What the secretariat reads must not say more than was done: notice_send
 * itself keeps to the limits and tells nobody. */
static enum verdict send(struct intake *in, struct notice *n,
                         struct reason *why)
{
    int64_t before = 0;
    int64_t after = 0;
    enum verdict v = answers_of_today(in, &before, why);

    if (v == VERDICT_DONE)
        v = notice_send(in->dk, n, why);
    if (v == VERDICT_DONE)
        v = answers_of_today(in, &after, why);
    end(in, after > before
                ? "已答复发件人"
                : "未答复（此前已答复、当日答复已达上限或地址不可用）");
    return v;
}

enum verdict large_mail_refuse(struct intake *in, bool silent,
                               struct reason *why)
{
    uint64_t most = (uint64_t)in->dk->set->message_most;
    struct notice n;

    assert(in->f->remnant_of);
    if (silent || bounce_came_to(in)) {
        end(in, "未予答复");
        return VERDICT_DONE;
    }
    notice_init(&n, in->arena, "mail.large", SPAN_NONE);
    notice_to(&n, SPAN_NONE, in->who.from, false);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "subject", in->m->subject);
    view_octets(n.view, "size", in->f->remnant_of);
    view_octets(n.view, "limit", most);
    view_octets(n.view, "fits", files_most(most));
    n.law_zh = SPAN("第十一条");
    n.law_en = SPAN("Article 11");
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    return send(in, &n, why);
}
