#include "convoke/desk/notice.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/base/random.h"
#include "convoke/render/phrase.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"
#include "convoke/store/token.h"
#include "invitation.h"

enum { DAY = 86400, ID_DIGITS = 32, NOTICE_ARENA = 8 * 1024 * 1024 };

void notice_init(struct notice *n, struct arena *arena, const char *code,
                 struct span object)
{
    assert(n);
    *n = (struct notice){
        .arena = arena,
        .code = code,
        .object = object,
        .view = view_new(arena),
        .law_zh = SPAN("服务时限"),
        .law_en = SPAN("service period"),
    };
}

void notice_to(struct notice *n, struct span name, struct span mail,
               bool may_act)
{
    assert(n);
    *list_push(&n->targets, n->arena) = (struct notice_target){
        .to = { .name = name, .mail = mail },
        .may_act = may_act,
    };
}

void notice_item(struct notice *n, struct span mail, struct span item)
{
    assert(n);
    n->itemised = true;
    list_each(&n->targets, to)
    {
        bool known = false;
        if (mail.n && !span_eq_nocase(to->to.mail, mail))
            continue;
        list_each(&to->items, had) known = known || span_eq(*had, item);
        if (!known)
            *list_push(&to->items, n->arena) = item;
    }
}

static void to_configured(struct notice *n, const struct span *mails,
                          size_t n_mails, bool may_act)
{
    for (size_t i = 0; i < n_mails; i++)
        notice_to(n, SPAN_NONE, mails[i], may_act);
}

/* How a letter to the holder of a role begins. */
static const char *const role_dear[ROLE_COUNT] = {
    [ROLE_SEC] = "秘书处",   [ROLE_LIA] = "联络员",
    [ROLE_GL] = "组长",      [ROLE_DGL] = "副组长",
    [ROLE_GS] = "秘书",      [ROLE_ADM] = "平台管理员",
    [ROLE_FIN] = "会费经办", [ROLE_OPS] = "系统管理员",
};

static void greet(struct notice *n, size_t from, enum role role)
{
    bool of_group = role == ROLE_GL || role == ROLE_DGL || role == ROLE_GS ||
                    role == ROLE_LIA;

    for (size_t i = from; i < n->targets.n; i++)
        n->targets.at[i].dear = arena_printf(
            n->arena, SPAN_FMT "%s", SPAN_ARG(of_group ? n->group : SPAN_NONE),
            role_dear[role]);
}

static enum verdict add_role(struct desk *dk, struct notice *n, enum role role,
                             bool may_act, struct reason *why)
{
    people found = { 0 };
    enum verdict v;

    assert(dk);
    assert(n);
    if (role == ROLE_SEC ||
        (role == ROLE_ADM && dk->set->administrators_n == 0) ||
        (role == ROLE_FIN && dk->set->clerks_n == 0)) {
        /* The duty mailbox is read by all operators. */
        to_configured(n, dk->set->secretariat, dk->set->secretariat_n > 0,
                      may_act);
        return VERDICT_DONE;
    }
    if (role == ROLE_ADM) {
        to_configured(n, dk->set->administrators, dk->set->administrators_n,
                      may_act);
        return VERDICT_DONE;
    }
    if (role == ROLE_FIN) {
        to_configured(n, dk->set->clerks, dk->set->clerks_n, may_act);
        return VERDICT_DONE;
    }
    v = office_holders(dk->store, role, n->group, n->arena, &found, why);
    /* Without a group secretary his mail is the leader's (Art. 5). */
    if (v == VERDICT_DONE && role == ROLE_GS && found.n == 0)
        v = office_holders(dk->store, ROLE_GL, n->group, n->arena, &found, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&found, person) notice_to(n, person->name, person->mail, may_act);
    return VERDICT_DONE;
}

enum verdict notice_to_role(struct desk *dk, struct notice *n, enum role role,
                            bool may_act, struct reason *why)
{
    size_t had;
    enum verdict v;

    assert(dk);
    assert(n);
    had = n->targets.n;
    v = add_role(dk, n, role, may_act, why);
    greet(n, had, role);
    for (size_t i = had; i < n->targets.n; i++)
        n->targets.at[i].optional = role == ROLE_SEC || role == ROLE_LIA;
    return v;
}

enum verdict notice_to_unit(struct desk *dk, struct notice *n,
                            const struct unit *u, bool may_act,
                            struct reason *why)
{
    struct notice_target *target;
    struct person contact;
    representations stand = { 0 };
    enum verdict v;

    assert(dk);
    assert(n);
    assert(u);
    v = person_get(dk->store, u->contact, n->arena, &contact, why);
    if (v == VERDICT_DONE)
        v = representations_of(dk->store, u->id, n->group, n->arena, &stand,
                               why);
    if (v != VERDICT_DONE)
        return v;
    notice_to(n, contact.name, contact.mail, may_act);
    target = &n->targets.at[n->targets.n - 1];
    target->dear = u->name_zh;
    target->party = u->id;
    list_each(&stand, rep)
    {
        if (span_eq_nocase(rep->person.mail, contact.mail))
            continue;
        *list_push(&target->cc, n->arena) = (struct facts_address){
            .name = rep->person.name,
            .mail = rep->person.mail,
        };
    }
    return VERDICT_DONE;
}

void notice_law_of_duty(struct notice *n, const struct duty *d)
{
    assert(n);
    if (!d)
        return;
    n->law_zh = span_str(d->article_zh);
    n->law_en = span_str(d->article_en);
}

static struct span key_of(const struct notice *n, struct span recipient)
{
    return arena_printf(n->arena, "%s:" SPAN_FMT ":" SPAN_FMT ":" SPAN_FMT,
                        n->code, SPAN_ARG(n->object), SPAN_ARG(recipient),
                        SPAN_ARG(n->discriminator));
}

/* Nobody outside can guess it, and a retry repeats it. */
static struct span message_id_of(struct desk *dk, struct arena *arena,
                                 struct span key)
{
    char hex[HASH_HEX];

    hash_keyed(store_secret(dk->store), key, hex);
    return arena_printf(arena, "%.*s@" SPAN_FMT, ID_DIGITS, hex,
                        SPAN_ARG(dk->set->domain));
}

static int64_t token_days(const struct notice *n)
{
    if (n->days)
        return n->days;
    return n->lasting ? NOTICE_LASTING_DAYS : NOTICE_TOKEN_DAYS;
}

static enum verdict give_token(struct desk *dk, const struct notice *n,
                               const struct notice_target *to,
                               struct span message_id, struct span *ret_word,
                               struct reason *why)
{
    char word[TOKEN_WORD + 1];
    int64_t now = desk_now(dk);
    struct token t = {
        .purpose = span_str(n->purpose),
        .object = n->token_object.n ? n->token_object : n->object,
        .actor = to->to.mail,
        .single = !n->lasting,
        .message_id = message_id,
        .issued_at = now,
        /* A lasting one says who writes; it ends with its object. */
        .expires_at = now + token_days(n) * DAY,
    };

    random_word(word, TOKEN_WORD);
    *ret_word = arena_span(n->arena, span_of(word, TOKEN_WORD));
    return token_add(dk->store, *ret_word, &t, why);
}

/* How one recipient answers. */
struct notice_way {
    struct span word;    /* of the token; empty: an answer does nothing */
    struct span address; /* with it */
    bool invited;        /* he is asked whether he comes */
};

struct span notice_address(const struct desk *dk, struct arena *arena,
                           struct span word)
{
    size_t at = span_find_char(dk->set->service, '@');

    assert(dk);
    return arena_printf(arena, SPAN_FMT "%ct." SPAN_FMT SPAN_FMT,
                        SPAN_ARG(span_sub(dk->set->service, 0, at)),
                        dk->set->separator, SPAN_ARG(word),
                        SPAN_ARG(span_from(dk->set->service, at)));
}

/* A button, and what the mail it opens says. */
struct button {
    const char *zh, *en;
    struct span words;
};

static void add_button(const struct notice *n, const struct notice_way *way,
                       const struct button *b)
{
    struct span subject = arena_printf(n->arena, "Re: " SPAN_FMT " %s",
                                       SPAN_ARG(n->object), b->zh);
    struct span body = arena_printf(n->arena, SPAN_FMT "\n\n令牌: " SPAN_FMT,
                                    SPAN_ARG(b->words), SPAN_ARG(way->word));

    view_action(n->view, span_str(b->zh), span_str(b->en),
                phrase_mailto(n->arena, way->address, subject, body));
}

/* Whoever has no calendar program, or one without such buttons, answers in
 * words (interop.md 50). */
static void add_answers(const struct notice *n, const struct notice_way *way)
{
    static const struct button answers[] = {
        { "参加", "ACCEPT", SPAN("参加") },
        { "不参加", "DECLINE", SPAN("不参加，因为：") },
        { "待定", "TENTATIVE", SPAN("待定") },
    };

    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        add_button(n, way, &answers[i]);
}

static void add_actions(const struct notice *n, const struct notice_way *way)
{
    view_list(n->view, "actions");
    if (way->word.n && way->invited)
        add_answers(n, way);
    for (size_t i = 0; way->word.n && i < n->actions_n; i++) {
        const struct command_word *w = command_word(n->actions[i]);
        struct span parameter = span_str(w->parameter);
        struct button b = { w->zh, w->en,
                            arena_printf(n->arena, "%s%s" SPAN_FMT, w->zh,
                                         parameter.n ? " " : "",
                                         SPAN_ARG(parameter)) };
        add_button(n, way, &b);
    }
}

static enum verdict add_common(struct desk *dk, struct notice *n,
                               struct reason *why)
{
    const struct desk_settings *set = dk->set;
    struct working_group g = { 0 };
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (n->group.n)
        v = group_get(dk->store, n->group, n->arena, &g, &found, why);
    if (v != VERDICT_DONE)
        return v;
    view_both(n->view, "committee", set->committee_zh, set->committee_en);
    view_both(n->view, "group", found ? g.id : SPAN_NONE,
              found ? g.id : SPAN_NONE);
    view_text(n->view, "object", n->object);
    view_both(n->view, "help", set->help_zh, set->help_en);
    view_both(n->view, "law", n->law_zh, n->law_en);
    return VERDICT_DONE;
}

/* Only who wrote is answered: the others never saw his mail. */
static bool is_answer(const struct notice *n, struct span mail)
{
    return n->answers && n->answers->from.n == 1 &&
           span_eq_nocase(n->answers->from.at[0].mail, mail);
}

static void add_thread(const struct notice *n, struct letter_spec *spec)
{
    const struct facts *f = n->answers;
    struct span *ids;

    if (!is_answer(n, spec->to[0].mail) || span_is_empty(f->message_id))
        return;
    ids = arena_alloc(n->arena, (f->references.n + 1) * sizeof(*ids));
    for (size_t i = 0; i < f->references.n; i++)
        ids[i] = f->references.at[i];
    ids[f->references.n] = f->message_id;
    spec->in_reply_to = f->message_id;
    spec->references = ids;
    spec->references_n = f->references.n + 1;
}

static void add_recipients(const struct notice *n,
                           const struct notice_target *to,
                           struct notice_mail *mail)
{
    struct span *all = arena_alloc(n->arena, (to->cc.n + 1) * sizeof(*all));

    all[0] = to->to.mail;
    for (size_t i = 0; i < to->cc.n; i++)
        all[i + 1] = to->cc.at[i].mail;
    mail->recipients = all;
    mail->recipients_n = to->cc.n + 1;
}

/* What concerns this recipient alone. */
static void add_items(const struct notice *n, const struct notice_target *to)
{
    if (!n->itemised)
        return;
    view_list(n->view, "items");
    list_each(&to->items, item)
        view_text(view_item(n->view, "items"), "text", *item);
}

static void view_for(const struct notice *n, const struct notice_target *to,
                     const struct notice_way *way)
{
    view_text(n->view, "token", way->word);
    add_actions(n, way);
    add_items(n, to);
    view_text(n->view, "dear", to->dear);
}

enum verdict notice_show(struct desk *dk, struct notice *n, struct arena *arena,
                         struct rendered *ret, struct reason *why)
{
    static const struct notice_target nobody = { .may_act = false };
    static const struct notice_way none = { .invited = false };
    const struct notice_target *to = n->targets.n ? n->targets.at : &nobody;
    enum verdict v = add_common(dk, n, why);

    if (v != VERDICT_DONE)
        return v;
    view_for(n, to, &none);
    return catalog_render(dk->catalog, n->code, n->view, arena, ret, why);
}

static bool is_request(const struct notice *n)
{
    return n->calendar && n->calendar_method == INVITE_REQUEST;
}

/* The mail's own token, else that of its invitation. A cancellation shows none:
 * there is nothing left to answer. */
static enum verdict find_way(struct desk *dk, struct notice *n,
                             const struct notice_target *to,
                             struct invitation_mail *im, struct notice_way *ret,
                             struct reason *why)
{
    bool acts = n->purpose && to->may_act;
    struct span id = im->message_id;
    enum verdict v = VERDICT_DONE;

    *ret = (struct notice_way){ .invited = false };
    if (acts) {
        v = give_token(dk, n, to, id, &ret->word, why);
        im->message_id = SPAN_NONE;
    }
    if (v == VERDICT_DONE && n->calendar)
        v = invitation_make(dk, n, to, im, why);
    if (v != VERDICT_DONE)
        return v;
    ret->invited = is_request(n) && im->word.n;
    if (!acts)
        ret->word = im->word;
    if (ret->word.n)
        ret->address = notice_address(dk, n->arena, ret->word);
    if (!acts && n->calendar_method == INVITE_CANCEL)
        ret->word = SPAN_NONE;
    return v;
}

static enum verdict put_mail(struct desk *dk, struct notice *n,
                             const struct notice_target *to, struct span key,
                             struct reason *why)
{
    /* A plenary's notice goes to thousands: each mail's words end with it. */
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(NOTICE_ARENA);
    struct span id = message_id_of(dk, n->arena, key);
    struct invitation_mail im = { .arena = &arena, .message_id = id };
    struct notice_way way;
    struct rendered words;
    struct notice_mail mail = { .key = key,
                                .code = span_str(n->code),
                                .object = n->object,
                                .yields = dk->of_stranger,
                                .law_zh = n->law_zh,
                                .law_en = n->law_en,
                                .files = n->files.at,
                                .files_n = n->files.n };
    enum verdict v = find_way(dk, n, to, &im, &way, why);

    if (v == VERDICT_DONE)
        v = add_common(dk, n, why);
    if (v != VERDICT_DONE)
        return v;
    view_for(n, to, &way);
    v = catalog_render(dk->catalog, n->code, n->view, &arena, &words, why);
    if (v != VERDICT_DONE)
        return v;
    mail.letter = (struct letter_spec){
        .from = { .name = dk->set->committee_zh, .mail = dk->set->service },
        .reply_to = { .mail = way.address },
        .to = &to->to,
        .to_n = 1,
        .cc = to->cc.at,
        .cc_n = to->cc.n,
        .subject = words.subject,
        .date = desk_now(dk),
        .message_id = id,
        .notice =
            arena_printf(n->arena, "%s; object=" SPAN_FMT "; key=" SPAN_FMT,
                         n->code, SPAN_ARG(n->object), SPAN_ARG(key)),
        .replied = is_answer(n, to->to.mail),
        .text = words.text,
        .html = words.html,
        .calendar = n->published ? *n->published : im.calendar,
    };
    add_thread(n, &mail.letter);
    add_recipients(n, to, &mail);
    return dk->post->put(dk->post, &mail, why);
}

/* Answers that ask for other words. Whoever says the same again within a day,
 * with no file, did not read ours: a program without any mark of one, as the
 * vacation replies of Chinese providers are. A command is refused each time:
 * who says it again has done something in between. */
static enum verdict was_told(struct desk *dk, const struct notice *n, bool *ret,
                             struct reason *why)
{
    static const char *const asks[] = {
        "help.reply", "app.incomplete", "rep.reject",
        "reason.ask", "notice.check",
    };
    struct message m = { .sender = n->answers->from.at[0].mail,
                         .body_hash = n->answers->body_hash,
                         .received_at = desk_now(dk) - DAY };
    struct span code = span_str(n->code);
    bool one = span_eq(code, SPAN("cmd.refused")) &&
               n->answers->in_reply_to.n &&
               command_parse(n->answers->words).verb == COMMAND_NONE;

    *ret = false;
    for (size_t i = 0; i < ARRAY_LEN(asks); i++)
        one = one || span_eq(code, span_str(asks[i]));
    if (!one || n->answers->files.n || !m.body_hash.n)
        return VERDICT_DONE;
    return message_was_told(dk->store, &m, code, ret, why);
}

/* Whoever writes a hundred times a day is answered twenty times (6.2). */
static enum verdict is_silenced(struct desk *dk, const struct notice *n,
                                struct span mail, bool *ret, struct reason *why)
{
    int64_t count = 0;
    enum verdict v;

    *ret = false;
    if (!is_answer(n, mail))
        return VERDICT_DONE;
    v = outbox_count_recent(dk->store, mail, desk_now(dk) - DAY, SPAN_NONE,
                            &count, why);
    *ret = count >= dk->set->replies_per_day;
    if (v == VERDICT_DONE && !*ret)
        v = was_told(dk, n, ret, why);
    if (*ret)
        log_event(LOG_NOTICE, "notice.silenced", KV_STR("code", n->code),
                  KV("recipient", mail), KV_INT("count", count));
    return v;
}

/* One address gets one copy (R-A5): a leader who also stands for the unit. */
static bool has_copy(const struct notice *n, const struct notice_target *to)
{
    for (const struct notice_target *t = n->targets.at; t < to; t++)
        list_each(&t->cc,
                  cc) if (span_eq_nocase(cc->mail, to->to.mail)) return true;
    return false;
}

enum verdict notice_send(struct desk *dk, struct notice *n, struct reason *why)
{
    assert(dk);
    assert(n);
    list_each(&n->targets, to)
    {
        struct span key = key_of(n, to->to.mail);
        bool skip = false;
        enum verdict v = VERDICT_DONE;
        if (has_copy(n, to))
            continue;
        if (!letter_address_sendable(to->to.mail)) {
            log_event(LOG_WARNING, "notice.unaddressable",
                      KV_STR("code", n->code), KV("object", n->object));
            continue;
        }
        v = outbox_has(dk->store, key, &skip, why);
        if (v == VERDICT_DONE && !skip)
            v = is_silenced(dk, n, to->to.mail, &skip, why);
        if (v == VERDICT_DONE && !skip)
            v = put_mail(dk, n, to, key, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}
