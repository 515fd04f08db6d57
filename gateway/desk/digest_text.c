/* What stands in an item's words: days, roles, nothing personal (R-G6). */
#include <assert.h>

#include "digest_item.h"

enum { MOBILE_DIGITS = 11, MOST_REMINDED = 8 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Octets of a mobile number at `at`: eleven digits from 1, together or as
 * 138 0000 0000 and 138-0000-0000; 0 when there is none. */
static size_t mobile_at(struct span s, size_t at)
{
    size_t digits = 0;
    size_t i = at;

    if (s.p[at] != '1' || (at && is_digit(s.p[at - 1])))
        return 0;
    while (i < s.n && digits < MOBILE_DIGITS) {
        bool joint = (digits == 3 || digits == 7) && !is_digit(s.p[i - 1]);

        if (is_digit(s.p[i]))
            digits++;
        else if (joint || (digits != 3 && digits != 7) ||
                 (s.p[i] != ' ' && s.p[i] != '-'))
            return 0;
        i++;
    }
    if (digits < MOBILE_DIGITS || (i < s.n && is_digit(s.p[i])))
        return 0;
    return i - at;
}

struct span digest_discreet(struct arena *arena, struct span text)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_HEADER);
    bool changed = false;

    for (size_t i = 0; i < text.n;) {
        size_t n = mobile_at(text, i);
        if (n) {
            text_add_str(&out, "（号码略）");
            changed = true;
        } else {
            text_add_char(&out, text.p[i]);
        }
        i += n ? n : 1;
    }
    return changed ? arena_span(arena, text_span(&out)) : text;
}

static void insert_day(civil_day *days, size_t *n, civil_day day)
{
    size_t at = *n;

    for (size_t i = 0; i < *n; i++)
        if (days[i] == day)
            return;
    while (at > 0 && days[at - 1] > day) {
        days[at] = days[at - 1];
        at--;
    }
    days[at] = day;
    (*n)++;
}

struct span digest_reminded(struct arena *arena, const obligation_steps *steps,
                            civil_day today)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_HEADER);
    civil_day *days = arena_alloc(arena, (steps->n + 1) * sizeof(*days));
    size_t n = 0;
    size_t from;

    list_each(steps, s) if (s->state == STEP_SENT || s->state == STEP_MERGED)
        insert_day(days, &n, civil_of(s->at));
    from = n > MOST_REMINDED ? n - MOST_REMINDED : 0;
    if (from)
        text_add_str(&out, "…");
    for (size_t i = from; i < n; i++) {
        char day[CIVIL_TEXT];
        bool same = civil_from_day(days[i]).year == civil_from_day(today).year;
        text_addf(&out, "%s%s", i > from || from ? "、" : "",
                  civil_print(days[i], day) + (same ? 5 : 0));
    }
    return arena_span(arena, text_span(&out));
}

static const struct {
    const char *word, *zh, *en;
    bool hears; /* as a rule only hears of it */
} roles[] = {
    { "PL", "项目负责人", "project lead", false },
    { "GL", "组长", "leader", false },
    { "DGL", "副组长", "deputies", false },
    { "GS", "工作组秘书", "group secretary", false },
    { "UNIT", "成员单位", "member units", false },
    { "APP", "申请单位", "applicant", false },
    { "ADM", "平台账号管理员", "platform administrator", false },
    { "FIN", "会费经办", "dues clerk", false },
    { "OPS", "系统管理员", "operator", false },
    { "TO", "承办人", "addressee", false },
    { "SEC", "秘书处", "secretariat", true },
    { "LIA", "联络员", "liaison", true },
};

static void add_roles(struct arena *arena, struct span keywords, bool hears,
                      struct digest_words *to)
{
    struct span word;

    while (span_cut(&keywords, ',', &word))
        for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
            if (roles[i].hears != hears ||
                !span_eq(span_trim(word), span_str(roles[i].word)))
                continue;
            to->zh = arena_printf(arena, SPAN_FMT "%s%s", SPAN_ARG(to->zh),
                                  to->zh.n ? "、" : "", roles[i].zh);
            to->en = arena_printf(arena, SPAN_FMT "%s%s", SPAN_ARG(to->en),
                                  to->en.n ? ", " : "", roles[i].en);
        }
}

struct digest_words digest_roles(struct arena *arena, struct span keywords)
{
    struct digest_words named = { SPAN_NONE, SPAN_NONE };

    add_roles(arena, keywords, /* hears= */ false, &named);
    if (!named.zh.n)
        add_roles(arena, keywords, /* hears= */ true, &named);
    return named;
}
