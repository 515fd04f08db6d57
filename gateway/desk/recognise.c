#include "convoke/desk/recognise.h"

#include <assert.h>

#include "fold.h"

enum {
    TOKEN_LEAST = 8,
    TOKEN_MOST = 64,
    REFERENCES_IN = 64 * 1024, /* octets of a body searched for ids */
};

static enum intake_kind kind_of_writer(enum facts_writer w)
{
    switch (w) {
    case FACTS_WRITER_AUTO_REPLY:
        return INTAKE_AUTO_REPLY;
    case FACTS_WRITER_LIST:
        return INTAKE_LIST;
    case FACTS_WRITER_BOUNCE:
        return INTAKE_BOUNCE;
    case FACTS_WRITER_RECEIPT:
        return INTAKE_RECEIPT;
    case FACTS_WRITER_CONVOKE:
        return INTAKE_LOOP;
    case FACTS_WRITER_PERSON:
    case FACTS_WRITER_COUNT:
        break;
    }
    return INTAKE_UNRECOGNISED;
}

/* What stands between the service's name and its @: "apply", "t.7f3k…". */
static bool plus_part(const struct recognise_context *ctx, struct span mail,
                      struct span *ret)
{
    size_t at = span_find_char(ctx->service, '@');
    struct span name = span_sub(ctx->service, 0, at);
    struct span domain = span_from(ctx->service, at);
    struct span rest;

    if (!name.n || !domain.n || !span_starts_nocase(mail, name) ||
        !span_ends_nocase(mail, domain))
        return false;
    rest = span_from(mail, name.n);
    if (rest.n <= domain.n || rest.p[0] != ctx->separator)
        return false;
    *ret = span_sub(rest, 1, rest.n - domain.n - 1);
    return ret->n > 0;
}

static bool is_token(struct span s)
{
    if (s.n < TOKEN_LEAST || s.n > TOKEN_MOST)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (!fold_is_alnum(c | 0x20))
            return false;
    }
    return true;
}

/* The reader has looked at addresses, subject and text already and forgiven
 * what clients do to a token; the address alone is the second chance. */
static struct span token_of(const struct facts *f,
                            const struct recognise_context *ctx)
{
    if (is_token(f->token))
        return f->token;
    list_each(&f->to, to)
    {
        struct span plus;

        if (plus_part(ctx, to->mail, &plus) &&
            span_starts_nocase(plus, SPAN("t.")) &&
            is_token(span_from(plus, 2)))
            return span_from(plus, 2);
    }
    return SPAN_NONE;
}

static enum intake_kind kind_of_plus(struct span plus)
{
    struct span first;

    if (!span_cut(&plus, '.', &first))
        return INTAKE_UNRECOGNISED;
    for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++) {
        const char *word = intake_row(k)->plus;

        if (word && span_eq_nocase(first, span_str(word)))
            return k;
    }
    return INTAKE_UNRECOGNISED;
}

static enum intake_kind kind_of_address(const struct facts *f,
                                        const struct recognise_context *ctx)
{
    enum intake_kind kind = INTAKE_UNRECOGNISED;
    struct span plus;

    for (size_t i = 0; i < f->to.n && kind == INTAKE_UNRECOGNISED; i++) {
        if (plus_part(ctx, f->to.at[i].mail, &plus))
            kind = kind_of_plus(plus);
    }
    return kind;
}

/* The first bracket whose word is one of the grammar's: "[WG5] [会议方案]". */
static enum intake_kind kind_of_subject(struct span subject)
{
    enum intake_kind kind = INTAKE_UNRECOGNISED;
    unsigned c;
    size_t n;

    while (kind == INTAKE_UNRECOGNISED && (n = fold_char(subject, &c))) {
        size_t inside = 0;
        size_t step = 0;

        subject = span_from(subject, n);
        if (c != '[')
            continue;
        while ((step = fold_char(span_from(subject, inside), &c)) && c != ']')
            inside += step;
        if (!step)
            break;
        kind = intake_of_keyword(span_sub(subject, 0, inside));
    }
    return kind;
}

/* The longest word wins: a 退出申请表 is a request to leave. */
static enum intake_kind kind_of_files(const struct facts *f)
{
    enum intake_kind kind = INTAKE_UNRECOGNISED;
    size_t longest = 0;

    list_each(&f->files, file)
    {
        for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++) {
            const char *word = intake_row(k)->file;

            if (!word || strlen(word) <= longest ||
                !(fold_has(file->name, word) || fold_has(file->inside, word)))
                continue;
            kind = k;
            longest = strlen(word);
        }
    }
    return kind;
}

struct candidate {
    enum intake_kind kind;
    enum intake_via via;
};

/* Calendars that answer by themselves (a meeting room, a delegate's rules) mark
 * their answer as a robot's, and it counts; what a delivery report carries is
 * our own object come back, and our own mail answers nothing (interop.md 49).
 */
static bool calendar_answers(const struct facts *f,
                             const struct recognise_context *ctx)
{
    return ctx->calendar_is_ours && f->writer != FACTS_WRITER_BOUNCE &&
           f->writer != FACTS_WRITER_CONVOKE;
}

/* One candidate a rule, in the order of 6.1; UNRECOGNISED: it says nothing. */
static size_t candidates(const struct facts *f,
                         const struct recognise_context *ctx, bool token,
                         struct candidate at[8])
{
    bool form = f->form_source != FACTS_FORM_NONE;
    size_t n = 0;

#define SAYS(condition_, kind_, via_)                                          \
    at[n++] =                                                                  \
        (struct candidate){ (condition_) ? (kind_) : INTAKE_UNRECOGNISED,      \
                            INTAKE_VIA_##via_ }
    SAYS(calendar_answers(f, ctx), INTAKE_CALENDAR, THREAD);
    SAYS(true, kind_of_writer(f->writer), WRITER);
    SAYS(token, INTAKE_TOKEN_REPLY, TOKEN);
    SAYS(ctx->thread_is_ours, INTAKE_THREAD_REPLY, THREAD);
    SAYS(true, kind_of_address(f, ctx), ADDRESS);
    SAYS(true, kind_of_subject(f->keyword.n ? f->keyword : f->subject),
         SUBJECT);
    SAYS(form, INTAKE_APPLICATION, FORM);
    SAYS(true, kind_of_files(f), FILE);
#undef SAYS
    return n;
}

static bool decides_by_itself(enum intake_kind k)
{
    return k > INTAKE_LOOP || k == INTAKE_UNRECOGNISED;
}

/* Thread and token both only say "an answer to us": neither tells the other
 * apart, so neither is a second opinion. */
static bool second_opinion(enum intake_kind k)
{
    return k > INTAKE_THREAD_REPLY;
}

static void choose(const struct candidate *at, size_t n, struct recognition *r)
{
    size_t i = 0;

    while (i < n && at[i].kind == INTAKE_UNRECOGNISED)
        i++;
    if (i == n)
        return;
    r->kind = at[i].kind;
    r->via = at[i].via;
    if (!decides_by_itself(r->kind))
        return;
    for (i++; i < n && r->second == INTAKE_UNRECOGNISED; i++) {
        if (!second_opinion(at[i].kind) || at[i].kind == r->kind)
            continue;
        r->second = at[i].kind;
        r->second_via = at[i].via;
    }
}

static void references_in(struct span s, struct recognition *r)
{
    struct reference *const slots[REFERENCE_KIND_COUNT] = {
        [REFERENCE_APPLICATION] = &r->application,
        [REFERENCE_MEETING] = &r->meeting,
        [REFERENCE_PROJECT] = &r->project,
        [REFERENCE_CONTRIBUTION] = &r->contribution,
        [REFERENCE_TASK] = &r->task,
        [REFERENCE_GROUP] = &r->group,
    };
    struct reference got;

    s = span_fit(s, REFERENCES_IN);
    while (reference_cut(&s, &got))
        if (slots[got.kind]->kind == REFERENCE_NONE)
            *slots[got.kind] = got;
}

struct recognition recognise(const struct facts *f,
                             const struct recognise_context *ctx)
{
    struct recognition r = { .kind = INTAKE_UNRECOGNISED };
    struct candidate at[8];
    struct span token;
    size_t n;

    assert(f);
    assert(ctx);
    token = token_of(f, ctx);
    n = candidates(f, ctx, token.n > 0, at);
    choose(at, n, &r);
    if (r.via == INTAKE_VIA_TOKEN || r.kind == INTAKE_CALENDAR)
        r.token = token;

    list_each(&f->to, to)
    {
        struct span plus;

        if (plus_part(ctx, to->mail, &plus) &&
            !span_starts_nocase(plus, SPAN("t.")))
            references_in(plus, &r);
    }
    references_in(f->subject, &r);
    references_in(f->words, &r);
    references_in(f->text, &r);
    return r;
}
