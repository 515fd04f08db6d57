#include "meeting_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "fold.h"
#include "standing.h"

static bool is_meeting_token(const struct intake *in)
{
    return in->token.hash.n &&
           (span_eq(in->token.purpose, SPAN("meeting")) ||
            span_eq(in->token.purpose, SPAN("meeting.release")));
}

/* "P1" in a subject or under 会议: of this group, in this year. */
static struct span short_id(struct intake *in, struct span text,
                            struct span group)
{
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    bool joined = false;
    unsigned c;
    size_t n;

    while (group.n && (n = fold_char(text, &c))) {
        struct span rest = text;
        struct reference r;
        if (!joined && reference_take_short(&rest, &r) &&
            r.kind == REFERENCE_MEETING && reference_complete(&r, group, year))
            return arena_span(in->arena, reference_span(&r));
        joined = fold_is_alnum(c) || c == '-';
        text = span_from(text, n);
    }
    return SPAN_NONE;
}

static struct span full_id(struct intake *in, struct span text)
{
    struct reference r;

    return reference_find(text, REFERENCE_MEETING, &r)
               ? arena_span(in->arena, reference_span(&r))
               : SPAN_NONE;
}

struct span meeting_named(struct intake *in, struct span group)
{
    struct span id = SPAN_NONE;

    list_each(&in->f->to, to)
    {
        if (!id.n)
            id = full_id(in, to->mail);
    }
    if (!id.n)
        id = full_id(in, in->f->subject);
    return id.n ? id : short_id(in, in->f->subject, group);
}

/* …or in his own words, which may speak of other meetings too. */
static struct span named_in_words(struct intake *in, struct span group)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span label = particulars_value(&p, PARTICULAR_MEETING);
    struct span id = full_id(in, label);

    if (!id.n)
        id = short_id(in, label, group);
    return id.n ? id : full_id(in, in->f->words);
}

/* ---- authority ---- */

/* A token's meeting says the group too. */
static enum verdict group_of_token(struct intake *in, struct span *ret,
                                   struct reason *why)
{
    struct meeting m;
    bool found = false;
    enum verdict v;

    *ret = SPAN_NONE;
    if (!in->token.hash.n)
        return VERDICT_DONE;
    v = meeting_get(in->dk->store, in->token.object, in->arena, &m, &found,
                    why);
    if (v == VERDICT_DONE && found)
        *ret = m.group;
    return v;
}

/* What stands in the subject or the address before what the text speaks of,
 * which may be of other groups too. */
static enum verdict group_of_mail(struct intake *in, const char *who,
                                  struct span *ret, struct reason *why)
{
    struct intake head = *in;
    struct reference r;
    struct span id = meeting_named(in, SPAN_NONE);
    enum verdict v;

    head.what.meeting = head.what.project = head.what.group =
        (struct reference){ .kind = REFERENCE_NONE };
    if (id.n)
        reference_find(id, REFERENCE_MEETING, &head.what.meeting);
    else if (reference_find(in->f->subject, REFERENCE_GROUP, &r))
        head.what.group = r;
    if (!id.n && head.what.group.kind == REFERENCE_NONE) {
        v = group_of_token(in, ret, why);
        if (v != VERDICT_DONE || ret->n)
            return v;
    }
    v = standing_group(&head, who, ret, why);
    *ret = arena_span(in->arena, *ret); /* `head` goes */
    return v == VERDICT_DONE && !ret->n ? standing_group(in, who, ret, why) : v;
}

/* Nobody said what it is: a member's remarks on a plan are no plan. */
static bool is_told_by_file(const struct intake *in)
{
    bool answers =
        in->what.via == INTAKE_VIA_TOKEN || in->what.via == INTAKE_VIA_THREAD;

    return in->what.via == INTAKE_VIA_FILE ||
           (answers && in->what.second_via == INTAKE_VIA_FILE);
}

enum verdict meeting_group(struct intake *in, const char *who,
                           struct span *ret_group, bool *ret_go,
                           struct reason *why)
{
    bool may = false;
    enum verdict v = group_of_mail(in, who, ret_group, why);

    assert(in && ret_group && ret_go);
    *ret_go = false;
    if (v == VERDICT_DONE)
        v = standing_is(in, who, *ret_group, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!may && is_told_by_file(in))
        return hold_for_person(in, "仅凭附件名称识别的来件，需人工阅处",
                               "recognised by a file's name only", why);
    if (!may)
        return refuse_authority(in, "发件人不是该工作组有权办理此事的人员",
                                "the sender holds no office of that group",
                                why);
    if (!ret_group->n)
        return refuse_command(in, SPAN_NONE, "请在主题中注明工作组或会议编号",
                              "please name the group or the meeting in the "
                              "subject",
                              NULL, 0, why);
    *ret_go = true;
    return VERDICT_DONE;
}

/* ---- which meeting ---- */

static bool is_wanted(const struct meeting_wanted *w, const struct meeting *m)
{
    return (w->unnamed >> m->state) & 1u;
}

/* The only one of the group that such a mail can be about. */
static enum verdict find_only(struct intake *in, struct span group,
                              const struct meeting_wanted *w,
                              struct meeting *ret, bool *ret_found,
                              struct reason *why)
{
    enum { SPAN_DAYS = 400 };
    int64_t now = desk_now(in->dk);
    struct meeting_query q = { group, w->sort == MEETING_SORT_LEADERS,
                               now - (int64_t)SPAN_DAYS * CIVIL_DAY,
                               now + (int64_t)SPAN_DAYS * CIVIL_DAY };
    meetings all = { 0 };
    size_t n = 0;
    enum verdict v = meetings_of(in->dk->store, &q, in->arena, &all, why);

    list_each(&all, m)
    {
        if (!is_wanted(w, m))
            continue;
        *ret = *m;
        n++;
    }
    *ret_found = n == 1;
    return v;
}

static enum verdict ask_which(struct intake *in, struct span named,
                              struct reason *why)
{
    if (named.n)
        return refuse_command(in, SPAN_NONE,
                              arena_printf(in->arena, "没有编号为%.*s的会议",
                                           (int)named.n, named.p)
                                  .p,
                              arena_printf(in->arena,
                                           "there is no meeting %.*s",
                                           (int)named.n, named.p)
                                  .p,
                              NULL, 0, why);
    return refuse_command(in, SPAN_NONE,
                          "请在主题中写明会议编号，如 [会议方案] WG5-2026-P1",
                          "please name the meeting in the subject, as "
                          "WG5-2026-P1",
                          NULL, 0, why);
}

static enum verdict find(struct intake *in, struct span object,
                         const struct meeting_wanted *w,
                         struct meeting_mail *ret, struct span *ret_named,
                         bool *ret_found, struct reason *why)
{
    struct store *st = in->dk->store;
    enum verdict v = VERDICT_DONE;

    *ret_found = false;
    *ret_named = meeting_named(in, ret->group);
    if (!ret_named->n && is_meeting_token(in))
        *ret_named = in->token.object;
    if (!ret_named->n)
        *ret_named = named_in_words(in, ret->group);
    if (ret_named->n)
        return meeting_get(st, *ret_named, in->arena, &ret->m, ret_found, why);
    if (object.n && in->token.hash.n)
        v = meeting_get(st, object, in->arena, &ret->m, ret_found, why);
    /* Only quoted: good enough to file something, never to act. */
    if (v == VERDICT_DONE && !*ret_found &&
        in->what.meeting.kind != REFERENCE_NONE)
        v = meeting_get(st, reference_span(&in->what.meeting), in->arena,
                        &ret->m, ret_found, why);
    if (v != VERDICT_DONE || *ret_found)
        return v;
    ret->guessed = true;
    return find_only(in, ret->group, w, &ret->m, ret_found, why);
}

/* "暂不发布": what is put off is not done, whatever the subject says. A reason
 * may hold such words. */
static bool is_put_off(const struct intake *in)
{
    static const char *const words[] = {
        "暂不",   "暂缓",   "先不",    "缓发",   "不发布",
        "不要发", "不取消", "不要取",  "不改期", "不要改",
        "请勿",   "勿发",   "not yet", "do not", "don't",
    };
    static const char *const ends[] = { "理由", "原因", "因", "reason" };
    struct span said = command_parse(in->f->words).line;

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        said = span_sub(said, 0, span_find_nocase(said, span_str(ends[i])));
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (fold_has(said, words[i]))
            return true;
    return false;
}

enum verdict meeting_open(struct intake *in, struct span object,
                          const struct meeting_wanted *wanted,
                          struct meeting_mail *ret, bool *ret_go,
                          struct reason *why)
{
    struct span named;
    bool found = false;
    enum verdict v;

    assert(in && wanted && ret && ret_go);
    *ret = (struct meeting_mail){ .may_act = false };
    v = meeting_group(in, wanted->who, &ret->group, ret_go, why);
    if (v != VERDICT_DONE || !*ret_go)
        return v;
    *ret_go = false;
    v = find(in, object, wanted, ret, &named, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return ask_which(in, named, why);
    if (!span_eq(ret->m.group, ret->group))
        return refuse_authority(in, "该会议属于其他工作组",
                                "the meeting is another group's", why);
    ret->may_act = is_meeting_token(in) && in->who.level >= AUTHORITY_L2 &&
                   span_eq(in->token.object, ret->m.id) &&
                   !in->f->words_uncertain && !is_put_off(in);
    *ret_go = true;
    return VERDICT_DONE;
}

/* ---- changing it ---- */

enum verdict meeting_change(struct intake *in, struct meeting *m,
                            enum meeting_state to, const char *event,
                            struct span note, struct reason *why)
{
    struct change c = {
        "meeting", m->id, meeting_state_name(m->state), meeting_state_name(to),
        event,     note
    };
    enum verdict v;

    m->state = to;
    v = meeting_set(in->dk->store, m, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

enum verdict meeting_to_sender(struct intake *in, struct notice *n,
                               bool may_act, struct reason *why)
{
    static const struct {
        enum role role;
        const char *zh;
    } holders[] = { { ROLE_GL, "组长" }, { ROLE_GS, "秘书" } };
    struct notice_target *to;
    bool holds = false;
    enum verdict v = VERDICT_DONE;

    notice_to(n, SPAN_NONE, in->who.from, may_act);
    to = &n->targets.at[n->targets.n - 1];
    to->dear = SPAN("秘书处");
    for (size_t i = 0; i < ARRAY_LEN(holders) && v == VERDICT_DONE && !holds;
         i++) {
        v = office_held(in->dk->store, in->who.from, holders[i].role, n->group,
                        &holds, why);
        if (holds)
            to->dear = arena_printf(in->arena, SPAN_FMT "%s",
                                    SPAN_ARG(n->group), holders[i].zh);
    }
    return v;
}

enum verdict meeting_use_token(struct intake *in, struct reason *why)
{
    bool closed = false;

    if (!in->token.hash.n || !in->token.single)
        return VERDICT_DONE;
    return token_close(in->dk->store, in->token.hash, desk_now(in->dk),
                       intake_evidence(in), &closed, why);
}
