/* The applicant's own rows of the annex. Private to form_check. */
#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/uscc.h"
#include "findings.h"
#include "fold.h"

enum { PROFILE_LEAST = 20, ZIP_LENGTH = 6 };

static size_t characters(struct span s)
{
    size_t n = 0;
    unsigned c;
    size_t step;

    while ((step = fold_char(s, &c))) {
        if (c != FOLD_NOTHING && !fold_is_blank(c))
            n++;
        s = span_from(s, step);
    }
    return n;
}

static bool is_zip(struct span s)
{
    char digits[16];
    size_t n = fold_ascii(fold_trim(s), digits, sizeof(digits), NULL);

    for (size_t i = 0; i < n; i++) {
        if (!fold_is_digit((unsigned char)digits[i]))
            return false;
    }
    return n == ZIP_LENGTH && fold_trim(s).n >= ZIP_LENGTH;
}

static void must(struct check *c, const char *key)
{
    if (!field_value(c, key).n)
        finding_plain(c, FORM_MISSING, key);
}

static void ask(struct check *c, const char *key)
{
    if (!field_value(c, key).n)
        finding_plain(c, FORM_ASKED, key);
}

static void ask_zip(struct check *c, const char *key)
{
    struct span zip = field_value(c, key);

    if (!zip.n)
        finding_plain(c, FORM_ASKED, key);
    else if (!is_zip(zip))
        finding_hint(c, FORM_ASKED, key, "邮编为6位数字", "six digits");
}

/* The kinds a value names; 其他 for one the form does not know. */
static const struct nature {
    const char *zh;
    const char *words[5];
} natures[] = {
    { "企业", { "企业", "公司", "enterprise", "company", NULL } },
    { "科研院所", { "科研院所", "研究院", "研究所", "research", NULL } },
    { "高等院校", { "高等院校", "高校", "大学", "university", NULL } },
    { "政府部门", { "政府部门", "政府", "机关", "government", NULL } },
    { "其他", { "其他", "其它", "other", NULL } },
};
enum { NATURE_GOVERNMENT = 3, NATURE_OTHER = 4 };

static unsigned natures_in(struct span value)
{
    unsigned found = 0;

    /* 其他:… is one tick whatever words follow it. */
    for (const char *const *w = natures[NATURE_OTHER].words; *w; w++) {
        struct span s = value;

        if (fold_take(&s, *w))
            return 1u << NATURE_OTHER;
    }
    for (size_t i = 0; i < ARRAY_LEN(natures); i++) {
        for (const char *const *w = natures[i].words; *w; w++) {
            if (fold_has(value, *w))
                found |= 1u << i;
        }
    }
    return found ? found : 1u << NATURE_OTHER;
}

static struct span natures_named(struct check *c, unsigned found)
{
    struct span all = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(natures); i++) {
        if (!(found & (1u << i)))
            continue;
        all = all.n ? arena_printf(c->arena, SPAN_FMT "、%s", SPAN_ARG(all),
                                   natures[i].zh)
                    : span_str(natures[i].zh);
    }
    return all;
}

static void check_nature(struct check *c)
{
    struct span values[8];
    size_t n = field_values(c, "nature", values, ARRAY_LEN(values));
    unsigned found = 0;

    for (size_t i = 0; i < n && i < ARRAY_LEN(values); i++)
        found |= natures_in(values[i]);
    if (!found) {
        finding_hint(c, FORM_MISSING, "nature", "请选一项", "choose one");
        return;
    }
    if (found & (found - 1)) {
        struct span named = natures_named(c, found);

        finding_add(c, FORM_MISSING, "nature",
                    arena_printf(c->arena, "请只选一项，来件同时选了" SPAN_FMT,
                                 SPAN_ARG(named)),
                    SPAN("choose exactly one"));
        return;
    }
    if (found == 1u << NATURE_GOVERNMENT || found == 1u << NATURE_OTHER)
        finding_add(c, FORM_NOTE, "nature",
                    arena_printf(c->arena,
                                 SPAN_FMT "，请按章程第九条第1项核对法人资格",
                                 SPAN_ARG(values[0])),
                    SPAN("please compare with Art. 9.1"));
}

static int yes_or_no(struct span s)
{
    static const char *const yes[] = { "是", "yes", "y", "true" };
    static const char *const no[] = { "否", "不是", "非", "no", "n", "false" };

    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (fold_is(s, yes[i]))
            return 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        if (fold_is(s, no[i]))
            return 0;
    }
    return -1;
}

static void check_foreign(struct check *c)
{
    struct span values[4];
    size_t n = field_values(c, "foreign", values, ARRAY_LEN(values));
    bool yes = false;
    bool no = false;
    bool odd = false;

    for (size_t i = 0; i < n && i < ARRAY_LEN(values); i++) {
        int answer = yes_or_no(values[i]);

        yes = yes || answer == 1;
        no = no || answer == 0;
        odd = odd || answer < 0;
    }
    if (!n || odd || yes == no)
        finding_hint(c, FORM_MISSING, "foreign", "请选“是”或“否”其中一项",
                     "yes or no, exactly one");
}

static void check_profile(struct check *c)
{
    size_t n = characters(field_value(c, "profile"));

    if (n >= PROFILE_LEAST)
        return;
    if (!n)
        finding_plain(c, FORM_MISSING, "profile");
    else
        finding_add(
            c, FORM_MISSING, "profile",
            arena_printf(c->arena, "不少于%d字，来件为%zu字", PROFILE_LEAST, n),
            arena_printf(c->arena, "at least %d characters, not %zu",
                         PROFILE_LEAST, n));
}

static void check_uscc(struct check *c)
{
    static const char *const zh[USCC_FAULT_COUNT] = {
        [USCC_WRONG_LENGTH] = "应为18位，请核对",
        [USCC_WRONG_LETTER] = "含有不允许的字符，请核对",
        [USCC_WRONG_CHECK] = "校验位不符，请核对",
    };
    struct span code = field_value(c, "uscc");
    enum uscc_fault fault;

    if (!code.n) {
        finding_plain(c, FORM_ASKED, "uscc");
        return;
    }
    fault = uscc_check(code, NULL);
    if (fault != USCC_GOOD)
        finding_hint(c, FORM_ASKED, "uscc", zh[fault],
                     "please check the code: not a valid one");
}

void check_unit(struct check *c)
{
    must(c, "name_zh");
    ask(c, "name_en");
    check_uscc(c);
    must(c, "addr");
    ask_zip(c, "zip");
    must(c, "legal_rep");
    check_nature(c);
    check_foreign(c);
    ask(c, "c_addr");
    ask_zip(c, "c_zip");
    check_profile(c);
    /* One cell of the annex holds both. */
    if (!field_value(c, "business").n && !field_value(c, "products").n)
        finding_plain(c, FORM_MISSING, "business");
}
