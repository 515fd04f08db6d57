/* An answer to a digest, line by line (R-G4): the item a number stood for, the
 * act its word means, done at once or said back first. */
#include "digest_answer.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/store/intention.h"

struct answering {
    struct intake *in;
    int64_t digest;
    receipt_lines told;
    echo_lines echoed;
};

static bool number_behind(struct span object, int64_t *ret)
{
    uint64_t n = 0;

    object = span_from(object, span_find_char(object, ':') + 1);
    if (!number_parse(object, INT64_MAX, &n))
        return false;
    *ret = (int64_t)n;
    return true;
}

static void tell(struct answering *a, struct span line, struct span thing,
                 struct digest_words said)
{
    *list_push(&a->told, a->in->arena) =
        (struct receipt_line){ .line = line, .thing = thing, .said = said };
}

/* "豁免 5" */
static struct span short_line(struct arena *arena, enum digest_verb verb,
                              int number)
{
    return arena_printf(arena, "%s %d", digest_word(verb)->zh, number);
}

/* What may be said about a thing, as it now stands. */
static struct digest_words accepted_words(struct desk *dk, struct arena *a,
                                          const struct digest_target *t)
{
    struct digest_words all = { SPAN_NONE, SPAN_NONE };

    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++) {
        const struct digest_word *w = digest_word(v);
        if (!digest_act_of(dk, t, v))
            continue;
        all.zh = arena_printf(
            a, SPAN_FMT "%s“%s%s%s”", SPAN_ARG(all.zh), all.zh.n ? "、" : "",
            w->zh, w->parameter ? " " : "", w->parameter ? w->parameter : "");
        all.en = arena_printf(a, SPAN_FMT "%s%s", SPAN_ARG(all.en),
                              all.en.n ? ", " : "", w->en);
    }
    if (!all.zh.n)
        return (struct digest_words){
            SPAN("该项不能用回复办理"),
            SPAN("nothing can be done to it by an answer")
        };
    return (struct digest_words){
        arena_printf(a, "该项不能这样办理，可用：" SPAN_FMT, SPAN_ARG(all.zh)),
        arena_printf(a, "not possible; accepted: " SPAN_FMT, SPAN_ARG(all.en)),
    };
}

static struct digest_words stale_words(struct arena *a,
                                       const struct digest_target *t)
{
    return (struct digest_words){
        arena_printf(a, "日报发出后情况已变化，未执行。现为：" SPAN_FMT,
                     SPAN_ARG(t->now.zh)),
        arena_printf(a, "it has changed since; now: " SPAN_FMT,
                     SPAN_ARG(t->now.en)),
    };
}

/* One number of one line. */
struct one {
    const struct digest_order *order;
    struct span line, thing;
    struct digest_item_row row;
    struct digest_target target;
    const struct digest_act *act;
};

static enum verdict intend(struct answering *a, const struct one *o,
                           struct reason *why)
{
    struct intake *in = a->in;
    struct intention i = {
        .actor = in->who.from,
        .act = span_str(digest_word(o->order->verb)->name),
        .object = o->target.ref,
        .state = o->target.state,
        .argument = o->order->reason,
        .message = in->m->id,
        .at = desk_now(in->dk),
    };

    *list_push(&a->echoed, in->arena) =
        (struct echo_line){ .line = o->line,
                            .thing = o->thing,
                            .reason = o->order->reason,
                            .effect = digest_act_effect(o->act) };
    return intention_add(in->dk->store, &i, why);
}

static enum verdict act_on(struct answering *a, const struct one *o,
                           struct reason *why)
{
    struct digest_deed deed = { .act = o->act,
                                .target = &o->target,
                                .verb = o->order->verb,
                                .reason = o->order->reason,
                                .rest = o->order->rest,
                                .date = o->order->date };
    struct receipt_line *line;
    enum verdict v;

    if (digest_act_echoes(o->act))
        return intend(a, o, why);
    line = list_push(&a->told, a->in->arena);
    *line = (struct receipt_line){ .line = o->line, .thing = o->thing };
    v = digest_act_run(a->in, &deed, &line->done, &line->said, why);
    return v;
}

static enum verdict weigh(struct answering *a, struct one *o, bool *ret_go,
                          struct reason *why)
{
    struct desk *dk = a->in->dk;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret_go = false;
    if (o->row.ref.n)
        v = digest_target_load(dk, o->row.ref, a->in->arena, &o->target, &found,
                               why);
    if (v != VERDICT_DONE)
        return v;
    if (found && !span_eq(o->target.state, o->row.state)) {
        tell(a, o->line, o->thing, stale_words(a->in->arena, &o->target));
        return VERDICT_DONE;
    }
    o->act = found ? digest_act_of(dk, &o->target, o->order->verb) : NULL;
    if (!o->act) {
        tell(a, o->line, o->thing,
             accepted_words(dk, a->in->arena, &o->target));
        return VERDICT_DONE;
    }
    *ret_go = true;
    return VERDICT_DONE;
}

static enum verdict take_number(struct answering *a,
                                const struct digest_order *order, int number,
                                struct reason *why)
{
    struct arena *arena = a->in->arena;
    struct one o = { .order = order,
                     .line = short_line(arena, order->verb, number) };
    bool found = false;
    bool go = false;
    enum verdict v = digest_item_get(a->in->dk->store, a->digest, number, arena,
                                     &o.row, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found) {
        tell(a, o.line, SPAN_NONE,
             (struct digest_words){ SPAN("该日报中没有这个编号"),
                                    SPAN("no such number in that digest") });
        return VERDICT_DONE;
    }
    o.thing = o.row.text;
    v = weigh(a, &o, &go, why);
    return v == VERDICT_DONE && go ? act_on(a, &o, why) : v;
}

static enum verdict take_order(struct answering *a,
                               const struct digest_order *order,
                               struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (order->problem_zh) {
        tell(a, order->line, SPAN_NONE,
             (struct digest_words){ span_str(order->problem_zh),
                                    span_str(order->problem_en) });
        return VERDICT_DONE;
    }
    for (size_t i = 0; i < order->numbers.n && v == VERDICT_DONE; i++)
        v = take_number(a, order, order->numbers.at[i], why);
    return v;
}

static enum verdict refuse_unread(struct intake *in, const char *zh,
                                  const char *en, struct reason *why)
{
    return refuse_command(in, SPAN_NONE, zh, en, /* words= */ NULL, 0, why);
}

static enum verdict is_secretariat(struct intake *in, bool *ret,
                                   struct reason *why)
{
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);

    if (v != VERDICT_DONE || *ret)
        return v;
    return refuse_authority(in, "日报只能由秘书处办理",
                            "only the secretariat answers its digest", why);
}

enum verdict digest_answered(struct intake *in, struct span object,
                             struct reason *why)
{
    struct answering a = { .in = in };
    digest_orders orders;
    bool may = false;
    enum verdict v = is_secretariat(in, &may, why);

    if (v != VERDICT_DONE || !may)
        return v;
    if (!number_behind(object, &a.digest))
        return reason_set(why, VERDICT_BROKEN, "digest.answered",
                          "a token for no digest");
    if (in->f->words_uncertain)
        return refuse_unread(in, "分不清哪些话是您写的、哪些是引用的原文",
                             "your words could not be told from the quoted "
                             "ones",
                             why);
    orders = digest_reply_read(in->f->words, in->arena);
    if (orders.n == 0)
        return refuse_unread(
            in, "没有读到指令：请写“词语 编号”，如“已阅 3”",
            "no command: write a word and a number, such as ACK 3", why);
    for (size_t i = 0; i < orders.n && v == VERDICT_DONE; i++)
        v = take_order(&a, &orders.at[i], why);
    if (v == VERDICT_DONE)
        v = receipt_send(in, &a.told, why);
    if (v == VERDICT_DONE)
        v = echo_send(in, &a.echoed, why);
    intake_end(in, MESSAGE_APPLIED, object, "对日报的答复");
    return v;
}

/* ---- the yes ---- */

static enum verdict carry_out(struct answering *a, const struct intention *i,
                              struct reason *why)
{
    struct intake *in = a->in;
    struct digest_deed deed = { .verb = digest_verb_of(i->act),
                                .reason = i->argument };
    struct digest_target t;
    struct receipt_line *line;
    bool found = false;
    enum verdict v =
        digest_target_load(in->dk, i->object, in->arena, &t, &found, why);

    if (v != VERDICT_DONE)
        return v;
    line = list_push(&a->told, in->arena);
    line->line = span_str(digest_word(deed.verb)->zh);
    line->thing = t.object;
    deed.target = &t;
    deed.act = found && span_eq(t.state, i->state)
                   ? digest_act_of(in->dk, &t, deed.verb)
                   : NULL;
    if (deed.act)
        v = digest_act_run(in, &deed, &line->done, &line->said, why);
    else
        line->said = stale_words(in->arena, &t);
    return v == VERDICT_DONE
               ? intention_done(in->dk->store, i->id, desk_now(in->dk), why)
               : v;
}

/* A no needs no reason: nothing had been done. */
static void leave_undone(struct answering *a, const intentions *all)
{
    list_each(all, i) tell(
        a, span_str(digest_word(digest_verb_of(i->act))->zh), i->object,
        (struct digest_words){ SPAN("按您的意见未执行"), SPAN("not done") });
}

static enum verdict answer_echo(struct answering *a, const intentions *all,
                                struct span object, struct reason *why)
{
    struct intake *in = a->in;
    enum verdict v = VERDICT_DONE;

    if (in->command.verb != COMMAND_APPROVE)
        leave_undone(a, all);
    else
        for (size_t i = 0; i < all->n && v == VERDICT_DONE; i++)
            v = carry_out(a, &all->at[i], why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("intention"),
                            desk_now(in->dk), intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = receipt_send(in, &a->told, why);
    intake_end(in, MESSAGE_APPLIED, object,
               in->command.verb == COMMAND_APPROVE ? "复述的指令已执行"
                                                   : "复述的指令未执行");
    return v;
}

enum verdict digest_confirmed(struct intake *in, struct span object,
                              struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct answering a = { .in = in };
    intentions all = { 0 };
    int64_t message = 0;
    bool may = false;
    enum verdict v = is_secretariat(in, &may, why);

    if (v != VERDICT_DONE || !may)
        return v;
    if (in->command.verb != COMMAND_APPROVE &&
        in->command.verb != COMMAND_REJECT &&
        in->command.verb != COMMAND_CANCEL)
        return refuse_command(in, SPAN_NONE, "没有读懂指令，尚未执行",
                              "not understood; nothing was done", words,
                              ARRAY_LEN(words), why);
    if (number_behind(object, &message))
        v = intentions_of(in->dk->store, message, in->arena, &all, why);
    return v == VERDICT_DONE ? answer_echo(&a, &all, object, why) : v;
}
