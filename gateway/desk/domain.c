#include "convoke/desk/domain.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "skeleton.h"

/* Second levels under which organisations register. */
static const char *const second_levels[] = {
    "com.cn", "org.cn", "net.cn", "gov.cn", "edu.cn", "ac.cn",  "mil.cn",
    "ah.cn",  "bj.cn",  "cq.cn",  "fj.cn",  "gd.cn",  "gs.cn",  "gx.cn",
    "gz.cn",  "ha.cn",  "hb.cn",  "he.cn",  "hi.cn",  "hk.cn",  "hl.cn",
    "hn.cn",  "jl.cn",  "js.cn",  "jx.cn",  "ln.cn",  "mo.cn",  "nm.cn",
    "nx.cn",  "qh.cn",  "sc.cn",  "sd.cn",  "sh.cn",  "sn.cn",  "sx.cn",
    "tj.cn",  "tw.cn",  "xj.cn",  "xz.cn",  "yn.cn",  "zj.cn",  "com.hk",
    "org.hk", "edu.hk", "gov.hk", "net.hk", "com.tw", "org.tw", "edu.tw",
    "gov.tw", "com.mo", "com.sg", "co.jp",  "or.jp",  "ac.jp",  "go.jp",
    "co.kr",  "co.uk",  "org.uk", "ac.uk",  "com.au", "co.in",
};

/* Anybody may have a mailbox there: sharing the domain says nothing. */
static const char *const public_domains[] = {
    "qq.com",     "foxmail.com",  "vip.qq.com",  "163.com",      "126.com",
    "yeah.net",   "vip.163.com",  "vip.126.com", "188.com",      "sina.com",
    "sina.cn",    "sohu.com",     "139.com",     "189.cn",       "wo.cn",
    "aliyun.com", "tom.com",      "21cn.com",    "263.net",      "gmail.com",
    "live.com",   "hotmail.com",  "outlook.com", "icloud.com",   "yahoo.com",
    "msn.com",    "vip.sina.com", "proton.me",   "yahoo.com.cn",
};

bool domain_is_public(struct span domain)
{
    for (size_t i = 0; i < ARRAY_LEN(public_domains); i++) {
        if (span_eq_nocase(domain, span_str(public_domains[i])))
            return true;
    }
    return false;
}

struct span domain_of(struct span mail)
{
    size_t at = mail.n;

    while (at > 0 && mail.p[at - 1] != '@')
        at--;
    return at ? span_from(mail, at) : SPAN_NONE;
}

static struct span without_last_dot(struct span domain)
{
    return span_ends(domain, SPAN(".")) ? span_sub(domain, 0, domain.n - 1)
                                        : domain;
}

/* The last `labels` labels; empty when there are fewer. */
static struct span last_labels(struct span domain, int labels)
{
    size_t at = domain.n;

    while (labels > 0 && at > 0) {
        at--;
        if (domain.p[at] == '.' && --labels == 0)
            return span_from(domain, at + 1);
    }
    return labels == 1 && at == 0 ? domain : SPAN_NONE;
}

static bool is_second_level(struct span two)
{
    for (size_t i = 0; i < ARRAY_LEN(second_levels); i++) {
        if (span_eq_nocase(two, span_str(second_levels[i])))
            return true;
    }
    return false;
}

struct span domain_organisation(struct span domain)
{
    struct span two;

    domain = without_last_dot(domain);
    two = last_labels(domain, 2);
    if (!two.n || two.p[0] == '.')
        return SPAN_NONE;
    return is_second_level(two) ? last_labels(domain, 3) : two;
}

bool domain_aligned(struct span a, struct span b)
{
    struct span x = domain_organisation(a);

    return x.n && span_eq_nocase(x, domain_organisation(b));
}

static struct span core_of(struct span organisation)
{
    return span_sub(organisation, 0, span_find_char(organisation, '.'));
}

/* "cesi-cn.com" for "cesi.cn": a known name between hyphens. */
static bool hangs_words_on(struct span core, struct span known_core)
{
    struct span piece;

    if (known_core.n < 4)
        return false;
    while (span_cut(&core, '-', &piece)) {
        if (span_eq(piece, known_core))
            return true;
    }
    return false;
}

static bool passes_for(struct span domain, struct span known)
{
    char a[SKELETON_MAX];
    char b[SKELETON_MAX];
    struct span mine = skeleton_of(domain_organisation(domain), a, sizeof(a));
    struct span its = skeleton_of(domain_organisation(known), b, sizeof(b));
    struct span core = core_of(its);

    if (!its.n || !mine.n)
        return false;
    if (span_eq(mine, its) || span_eq(core_of(mine), core))
        return true;
    /* "cesi.cn.evil.test" */
    if (span_starts_nocase(domain, known) && domain.n > known.n &&
        domain.p[known.n] == '.')
        return true;
    if (hangs_words_on(core_of(mine), core))
        return true;
    return skeleton_distance(mine, its) <= (core.n >= 4 ? 2u : 1u);
}

struct span domain_look_alike(struct span domain, const struct span *known,
                              size_t n)
{
    assert(known || !n);
    domain = without_last_dot(domain);
    for (size_t i = 0; i < n; i++) {
        if (domain_aligned(domain, known[i]))
            return SPAN_NONE;
    }
    for (size_t i = 0; i < n; i++) {
        if (passes_for(domain, known[i]))
            return known[i];
    }
    return SPAN_NONE;
}
