#include "harvest.h"

#include <assert.h>

#include "choice.h"
#include "convoke/base/spelling.h"
#include "convoke/mail/idn.h"
#include "statement.h"

enum { COLONS_MAX = 2000 };

void harvest_init(struct harvest *hv, struct arena *arena, facts_fields *fields,
                  bool printed)
{
    assert(arena);
    assert(fields);
    *hv = (struct harvest){
        .arena = arena,
        .fields = fields,
        .printed = printed,
        .spared = COLONS_MAX,
    };
}

bool harvest_is_long(enum label l)
{
    return l == LABEL_PROFILE || l == LABEL_BUSINESS || l == LABEL_PRODUCTS;
}

static bool is_contact(enum label l)
{
    return (l >= LABEL_C_NAME && l <= LABEL_C_ZIP) || l == LABEL_CONTACT;
}

static enum label resolve(const struct harvest *hv, enum label l)
{
    switch (l) {
    case LABEL_ANY_ZIP:
        if (hv->address != LABEL_NONE)
            return hv->address == LABEL_ADDR ? LABEL_ZIP : LABEL_C_ZIP;
        return hv->in_contact ? LABEL_C_ZIP : LABEL_ZIP;
    case LABEL_ANY_ADDR:
        return hv->in_contact ? LABEL_C_ADDR : LABEL_ADDR;
    case LABEL_ANY_NAME:
        return hv->last == LABEL_LEGAL_REP && !hv->last_filled ? LABEL_LEGAL_REP
                                                               : LABEL_C_NAME;
    default:
        return l;
    }
}

enum label harvest_meet(struct harvest *hv, enum label l)
{
    l = resolve(hv, l);
    hv->seen[l] = true;
    hv->last = l;
    hv->last_filled = false;
    if (l == LABEL_ADDR || l == LABEL_C_ADDR)
        hv->address = l;
    if (is_contact(l))
        hv->in_contact = true;
    else if (l != LABEL_SEAL && l != LABEL_SEAL_DATE)
        hv->in_contact = false;
    return l;
}

/* What word processors, and our own form, show where nothing was filled in. */
static const struct span prompts[] = {
    { "单击或点击此处", 21 },
    { "单击此处", 12 },
    { "点击此处", 12 },
    { "Click or tap", 12 },
    { "Click here to enter", 19 },
};
static const struct span own_prompts[] = { { "点击填写", 12 },
                                           { "点击选择", 12 } };

/* A prompt of ours beside which somebody typed does not belong to what was
 * typed. */
static struct span without_prompt(struct span s)
{
    for (size_t i = 0; i < ARRAY_LEN(prompts); i++)
        if (span_starts(s, prompts[i]))
            return SPAN_NONE;
    for (size_t i = 0; i < ARRAY_LEN(own_prompts); i++) {
        if (span_starts(s, own_prompts[i]))
            s = span_trim(span_from(s, own_prompts[i].n));
        if (span_ends(s, own_prompts[i]))
            s = span_trim(span_sub(s, 0, s.n - own_prompts[i].n));
    }
    return s;
}

static bool is_filler(unsigned code, bool leading)
{
    return spelling_is_blank(code) || code == '_' || code == 0xff3f ||
           (leading && (code == ':' || code == 0xff1a || code == 0xfe30));
}

/* One line: blanks collapsed, the lines to be written on and the colon of
 * the label taken off. The result is borrowed from `t`. */
static struct span tidy_once(struct span s, struct text *t)
{
    size_t kept = 0;
    bool gap = false;

    text_reset(t);
    while (s.n > 0 && !t->over) {
        unsigned code = 0;
        size_t step = span_char(s, &code);
        struct span c = span_sub(s, 0, step ? step : 1);
        bool filler = is_filler(code, /* leading= */ kept == 0);

        s = span_from(s, c.n);
        if (step == 0 || (code >= 0x7f && code < 0xa0))
            continue;
        if (spelling_is_blank(code)) {
            gap = true;
            continue;
        }
        if (filler && kept == 0)
            continue;
        if (gap && t->n > 0)
            text_add_char(t, ' ');
        gap = false;
        text_add(t, c);
        if (!filler && !t->over)
            kept = t->n;
    }
    return span_of(t->p, kept);
}

static struct span tidy(struct span s, struct text *t)
{
    struct span bare;

    s = tidy_once(s, t);
    while ((bare = without_prompt(s)).n < s.n) {
        CLEANUP(text_release) struct text copy = TEXT_INIT(FACTS_MAX_VALUE);

        text_add(&copy, bare);
        s = tidy_once(text_span(&copy), t);
    }
    return s;
}

static struct facts_field *find(struct harvest *hv, struct span key)
{
    list_each(hv->fields, f) if (span_eq(f->key, key)) return f;
    return NULL;
}

static void add(struct harvest *hv, enum label l, struct span value)
{
    if (value.n == 0 || hv->fields->n >= FACTS_MAX_FIELDS)
        return;
    *list_push(hv->fields, hv->arena) = (struct facts_field){
        .key = label_key(l),
        .value = arena_span(hv->arena, value),
    };
}

/* The first value counts, but two contacts are kept for the desk to ask. */
static void add_single(struct harvest *hv, enum label l, struct span value)
{
    struct facts_field *old = find(hv, label_key(l));

    if (!old)
        add(hv, l, value);
    else if (l == LABEL_C_NAME && !span_eq(old->value, value) && value.n > 0)
        old->value =
            span_fit(arena_printf(hv->arena, SPAN_FMT "、" SPAN_FMT,
                                  SPAN_ARG(old->value), SPAN_ARG(value)),
                     FACTS_MAX_VALUE);
}

static void add_choices(struct harvest *hv, enum label l, struct span value)
{
    static const enum choice_kind kinds[] = {
        [LABEL_NATURE] = CHOICE_NATURE,
        [LABEL_FOREIGN] = CHOICE_FOREIGN,
        [LABEL_GROUPS] = CHOICE_GROUPS,
    };
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(1024 * 1024);
    CLEANUP(text_release) struct text line = TEXT_INIT(FACTS_MAX_VALUE);
    choice_values values = { .n = 0 };

    choice_read(kinds[l], value, hv->printed, &scratch, &values);
    list_each(&values, v)
    {
        struct span tidied = tidy(*v, &line);
        bool known = false;

        list_each(hv->fields, f) if (span_eq(f->key, label_key(l)) &&
                                     span_eq(f->value, tidied)) known = true;
        if (!known)
            add(hv, l, tidied);
    }
}

/* Digits that were typed one to a box. */
static void add_code(struct harvest *hv, enum label l, struct span tidied)
{
    CLEANUP(text_release) struct text code = TEXT_INIT(FACTS_MAX_VALUE);

    for (size_t i = 0; i < tidied.n; i++)
        if (tidied.p[i] != ' ')
            text_add_char(&code, tidied.p[i]);
    add_single(hv, l, text_span(&code));
}

/* The blanks of the form, "年 月 日", are no day. */
static bool has_digit(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

static void add_day(struct harvest *hv, enum label l, struct span value)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(64 * 1024);
    CLEANUP(text_release) struct text line = TEXT_INIT(FACTS_MAX_VALUE);
    struct span day = statement_day(value, &scratch);

    if (day.n == 0 && l == LABEL_SEAL_DATE) {
        day = tidy(value, &line);
        if (hv->printed && !has_digit(day))
            return;
    }
    add_single(hv, LABEL_SEAL_DATE, day);
}

static void add_value(struct harvest *hv, enum label l, struct span value)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(FACTS_MAX_VALUE);
    struct span tidied = tidy(value, &line);

    hv->last_filled = hv->last_filled || tidied.n > 0;
    switch (l) {
    case LABEL_NATURE:
    case LABEL_FOREIGN:
    case LABEL_GROUPS:
        add_choices(hv, l, value);
        break;
    case LABEL_AGREE:
        add_single(hv, l, statement_read(value));
        add_day(hv, LABEL_AGREE, value);
        break;
    case LABEL_SEAL:
    case LABEL_SEAL_DATE:
        add_day(hv, l, value);
        break;
    case LABEL_CONTACT:
        hv->seen[LABEL_C_NAME] = hv->seen[LABEL_C_NAME] || tidied.n > 0;
        add_single(hv, LABEL_C_NAME, tidied);
        break;
    case LABEL_ZIP:
    case LABEL_C_ZIP:
    case LABEL_USCC:
        add_code(hv, l, tidied);
        break;
    default:
        add_single(hv, l, tidied);
    }
}

/* Inside a long text only the label printed in the same cell counts:
 * sentences have colons too. */
static const bool *labels_inside(enum label l)
{
    static const bool in_long[LABEL_COUNT] = {
        [LABEL_BUSINESS] = true,
        [LABEL_PRODUCTS] = true,
    };
    static const bool any[LABEL_COUNT] = {
        [LABEL_NAME_ZH... LABEL_COUNT - 1] = true,
    };

    return harvest_is_long(l) ? in_long : any;
}

static bool may_look(struct harvest *hv, struct span s)
{
    for (size_t i = 0; i < s.n && hv->spared > 0; i++)
        hv->spared -= s.p[i] == ':' || s.p[i] == '\x9a';
    return hv->spared > 0;
}

/* The annex prints 产品或研究成果 inside the cell of 主要业务领域: one text
 * there answers both. */
static void share(struct harvest *hv)
{
    struct facts_field *business = find(hv, label_key(LABEL_BUSINESS));
    struct facts_field *products = find(hv, label_key(LABEL_PRODUCTS));

    if (business && !products)
        add(hv, LABEL_PRODUCTS, business->value);
    else if (products && !business)
        add(hv, LABEL_BUSINESS, products->value);
}

/* What parts a value from the next label does not belong to it. */
static struct span without_comma(struct span s)
{
    static const struct span commas[] = {
        { ",", 1 },  { ";", 1 },  { "，", 3 },
        { "；", 3 }, { "、", 3 }, { "。", 3 },
    };

    s = span_trim_wide(s);
    for (size_t i = 0; i < ARRAY_LEN(commas); i++)
        if (span_ends(s, commas[i]))
            return span_sub(s, 0, s.n - commas[i].n);
    return s;
}

void harvest_value(struct harvest *hv, enum label l, struct span value)
{
    enum label first = l;
    bool shared = false;

    if (may_look(hv, value)) {
        struct span before;
        struct span rest;
        enum label next;

        while ((next = label_inside(value, labels_inside(l), &before, &rest)) !=
               LABEL_NONE) {
            add_value(hv, l, without_comma(before));
            l = harvest_meet(hv, next);
            shared = shared || l == LABEL_PRODUCTS;
            value = rest;
        }
    }
    if (l == LABEL_C_MAIL)
        value = idn_mail(value, hv->arena);
    add_value(hv, l, value);
    if (first == LABEL_BUSINESS && shared)
        share(hv);
}

struct form_found harvest_found(const struct harvest *hv)
{
    struct form_found found = { .labels = 0 };

    for (int l = LABEL_NAME_ZH; l < LABEL_ANY_ZIP; l++)
        found.labels += hv->seen[l] && l != LABEL_CONTACT;
    list_each(hv->fields, f) if (span_eq(f->key, label_key(LABEL_NAME_ZH)) ||
                                 span_eq(f->key, label_key(LABEL_NAME_EN)))
        found.named = true;
    return found;
}
