/* The secretariat's keywords without a token, [拟退出] M07: told back first,
 * and done when that is answered 同意 (R-A2, X30). */
#include <assert.h>

#include "flag_word.h"
#include "meeting_echo.h"
#include "standing.h"

/* ---- which flag ---- */

static bool names(struct span text, const struct flag *f)
{
    return span_has(text, f->object);
}

/* How many of the living ones a text names; by their own names when one of
 * them is there, else by their units. */
static size_t count_named(struct span text, const flags *all,
                          const struct flag **ret)
{
    size_t n = 0;

    list_each(all, f)
    {
        if (!names(text, f))
            continue;
        *ret = f;
        n++;
    }
    if (n)
        return n;
    list_each(all, f)
    {
        if (!standing_names(text, f->unit))
            continue;
        *ret = f;
        n++;
    }
    return n;
}

static enum verdict refuse_which(struct intake *in, const flags *all, size_t n,
                                 struct reason *why)
{
    struct span ids = SPAN_NONE;
    const char *lead = n ? "该单位有不止一项退出标记，请写明编号"
                         : "没有找到所写单位待决定的退出标记";

    list_each(all, f) ids =
        arena_printf(in->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(ids),
                     ids.n ? "、" : "", SPAN_ARG(f->object));
    return refuse_command(
        in, SPAN_NONE,
        arena_str(in->arena,
                  arena_printf(in->arena, "%s；现有：" SPAN_FMT, lead,
                               SPAN_ARG(ids.n ? ids : SPAN("无")))),
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "name one of the flags that wait: " SPAN_FMT,
                               SPAN_ARG(ids.n ? ids : SPAN("none")))),
        NULL, 0, why);
}

static enum verdict find_flag(struct intake *in, struct flag *ret, bool *ret_go,
                              struct reason *why)
{
    struct flag_query q = { .living = true };
    const struct flag *one = NULL;
    flags all = { 0 };
    size_t n;
    enum verdict v = flags_of(in->dk->store, &q, in->arena, &all, why);

    *ret_go = false;
    if (v != VERDICT_DONE)
        return v;
    n = count_named(in->f->subject, &all, &one);
    if (!n)
        n = count_named(in->f->words, &all, &one);
    *ret_go = n == 1;
    if (!*ret_go)
        return refuse_which(in, &all, n, why);
    *ret = *one;
    return v;
}

/* ---- another one than the token's ---- */

/* What stands before a reason: a reason may speak of anybody. */
static struct span without_reason(struct span line)
{
    return span_sub(line, 0, span_find(line, SPAN("理由")));
}

static enum verdict names_unit(struct intake *in, struct span text,
                               const struct flag *f, bool *ret_other,
                               struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &groups, why);

    *ret_other = false;
    if (standing_names(text, f->unit))
        return v;
    for (size_t g = 0; g < groups.n && v == VERDICT_DONE; g++) {
        members all = { 0 };
        v = members_of(in->dk->store, groups.at[g].id, in->arena, &all, why);
        list_each(&all, m) *ret_other =
            *ret_other || standing_names(text, m->unit.id);
    }
    return v;
}

static enum verdict names_flag(struct intake *in, struct span text,
                               const struct flag *f, bool *ret_other,
                               struct reason *why)
{
    struct flag_query q = { .unit = f->unit };
    flags all = { 0 };
    enum verdict v = flags_of(in->dk->store, &q, in->arena, &all, why);

    *ret_other = false;
    if (!names(text, f))
        list_each(&all, had) *ret_other = *ret_other || names(text, had);
    return v;
}

enum verdict flag_names_other(struct intake *in, const struct flag *f,
                              bool *ret, struct reason *why)
{
    struct span texts[2];
    enum verdict v = VERDICT_DONE;

    assert(in && f && ret);
    *ret = false;
    /* A list's line names it by its number. */
    if (in->receipt)
        return v;
    texts[0] = in->f->subject;
    texts[1] = without_reason(in->command.line);
    for (size_t i = 0; i < ARRAY_LEN(texts) && v == VERDICT_DONE && !*ret;
         i++) {
        v = names_unit(in, texts[i], f, ret, why);
        if (v == VERDICT_DONE && !*ret)
            v = names_flag(in, texts[i], f, ret, why);
    }
    return v;
}

/* ---- the echo ---- */

static struct meeting_words what_of(const struct flag_word *w, struct span unit)
{
    struct arena *a = w->in->arena;
    const struct command_word *c = command_word(w->verb);
    struct span more_zh = SPAN_NONE;
    struct span more_en = SPAN_NONE;
    char day[CIVIL_TEXT];

    if (w->verb == COMMAND_DEFER) {
        civil_print(w->until, day);
        more_zh = arena_printf(a, "至%s", day);
        more_en = arena_printf(a, " until %s", day);
    }
    if (w->verb == COMMAND_DISMISS)
        more_zh = arena_printf(a, "，理由：" SPAN_FMT, SPAN_ARG(w->reason));
    return (struct meeting_words){
        arena_printf(
            a, "%s" SPAN_FMT "，" SPAN_FMT " " SPAN_FMT "（" SPAN_FMT "）",
            c->zh, SPAN_ARG(more_zh), SPAN_ARG(w->flag.unit), SPAN_ARG(unit),
            SPAN_ARG(w->flag.object)),
        arena_printf(a, "%s" SPAN_FMT ", " SPAN_FMT, c->en, SPAN_ARG(more_en),
                     SPAN_ARG(w->flag.object)),
    };
}

static enum verdict echo(struct flag_word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct command_echo e = {
        .object = w->flag.object,
        .group = w->flag.group,
        .state = { span_str(flag_state_zh(w->flag.state)),
                   span_str(flag_state_en(w->flag.state)) },
    };
    struct unit u;
    bool found = false;
    enum verdict v =
        unit_get(in->dk->store, w->flag.unit, in->arena, &u, &found, why);

    if (v != VERDICT_DONE)
        return v;
    e.what = what_of(w, found ? u.name_zh : SPAN_NONE);
    return command_echo(in, &e, why);
}

/* The token of the echo, or of a mail about this very flag. */
static enum verdict has_token(struct intake *in, struct flag *ret,
                              bool *ret_has, struct reason *why)
{
    struct span purpose = in->token.purpose;

    *ret_has = false;
    if (!in->token.hash.n ||
        (!span_eq(purpose, SPAN("flag")) && !span_eq(purpose, SPAN("meeting"))))
        return VERDICT_DONE;
    return flag_get(in->dk->store, in->token.object, in->arena, ret, ret_has,
                    why);
}

enum verdict flag_command(struct intake *in, struct span object,
                          struct reason *why)
{
    struct flag_word w;
    struct flag f;
    const char *fault;
    const char *en;
    bool may = false;
    bool go = false;
    enum verdict v = flag_may_decide(in, &may, why);

    (void)object;
    if (v == VERDICT_DONE && may)
        v = has_token(in, &f, &go, why);
    if (v != VERDICT_DONE || !may)
        return v;
    if (go) {
        in->token.purpose = SPAN("flag");
        return flag_decide(in, f.object, why);
    }
    v = find_flag(in, &f, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    flag_word_read(in, &f, &w);
    fault = flag_word_fault(&w, &en);
    return fault ? refuse_command(in, f.object, fault, en, NULL, 0, why)
                 : echo(&w, why);
}
