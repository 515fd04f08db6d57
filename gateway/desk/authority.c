#include "convoke/desk/authority.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/desk/domain.h"

static const struct fault_words {
    const char *zh, *en;
} faults[] = {
    [AUTHORITY_FINE] = { "身份核验通过", "authentic" },
    [AUTHORITY_NOT_ONE_FROM] = { "发件人(From)不是唯一地址",
                                 "not exactly one From address" },
    [AUTHORITY_BAD_FROM] = { "发件人(From)地址无法识别",
                             "the From address cannot be read" },
    [AUTHORITY_OURSELVES] = { "冒用本服务的地址",
                              "the address of this service itself" },
    [AUTHORITY_NO_RESULT] = { "没有可信接收系统的认证结果",
                              "no authentication results of a trusted server" },
    [AUTHORITY_DMARC_FAILED] = { "DMARC核验未通过", "DMARC did not pass" },
    [AUTHORITY_NOT_ALIGNED] = { "通过核验的域名与发件人域名不一致",
                                "what passed is not the domain of the From" },
    [AUTHORITY_NO_PASS] = { "DMARC和DKIM均未通过",
                            "neither DMARC nor DKIM passed" },
    [AUTHORITY_CONTRADICTION] = { "认证结果相互矛盾，疑似伪造",
                                  "contradictory authentication results" },
};
static_assert(ARRAY_LEN(faults) == AUTHORITY_FAULT_COUNT,
              "every fault needs its words");

static const char *const level_names[] = { "L0", "L1", "L2", "L3" };
static_assert(ARRAY_LEN(level_names) == AUTHORITY_LEVEL_COUNT,
              "every level needs its name");

/* The results of the topmost field a configured server wrote: a lower one
 * under the same name may be the sender's own forgery. */
struct block {
    const struct facts_result *at; /* borrowed from the facts */
    size_t n;
};

static bool is_server(const struct authority_settings *set, struct span name)
{
    for (size_t i = 0; i < set->n_servers; i++) {
        if (name.n && span_eq_nocase(set->servers[i], name))
            return true;
    }
    return false;
}

static struct block top_block(const struct facts *f,
                              const struct authority_settings *set)
{
    struct block b = { 0 };
    size_t i = 0;

    while (i < f->results.n && !is_server(set, f->results.at[i].server))
        i++;
    if (i == f->results.n)
        return b;
    b.at = &f->results.at[i];
    while (i + b.n < f->results.n && b.at[b.n].field == b.at[0].field)
        b.n++;
    return b;
}

static bool is(const struct facts_result *r, const char *method,
               const char *value)
{
    return span_eq_nocase(r->method, span_str(method)) &&
           (!value || span_eq_nocase(r->value, span_str(value)));
}

/* One block holds one word on DMARC, and either no signature or some. */
static bool contradicts(const struct block *b)
{
    const struct facts_result *dmarc = NULL;
    bool none = false;
    bool pass = false;

    for (size_t i = 0; i < b->n; i++) {
        const struct facts_result *r = &b->at[i];

        none = none || is(r, "dkim", "none");
        pass = pass || is(r, "dkim", "pass");
        if (!is(r, "dmarc", NULL))
            continue;
        if (dmarc && !(span_eq_nocase(dmarc->value, r->value) &&
                       span_eq_nocase(dmarc->domain, r->domain)))
            return true;
        dmarc = r;
    }
    return none && pass;
}

static enum authority_fault dkim_fault(const struct block *b,
                                       struct span domain)
{
    bool passed = false;

    for (size_t i = 0; i < b->n; i++) {
        if (!is(&b->at[i], "dkim", "pass"))
            continue;
        passed = true;
        if (domain_aligned(b->at[i].domain, domain))
            return AUTHORITY_FINE;
    }
    return passed ? AUTHORITY_NOT_ALIGNED : AUTHORITY_NO_PASS;
}

static enum authority_fault block_fault(const struct block *b,
                                        struct span domain)
{
    if (!b->n)
        return AUTHORITY_NO_RESULT;
    if (contradicts(b))
        return AUTHORITY_CONTRADICTION;
    for (size_t i = 0; i < b->n; i++) {
        const struct facts_result *r = &b->at[i];

        if (!is(r, "dmarc", NULL))
            continue;
        if (is(r, "dmarc", "pass"))
            return span_eq_nocase(r->domain, domain) ? AUTHORITY_FINE
                                                     : AUTHORITY_NOT_ALIGNED;
        if (is(r, "dmarc", "fail"))
            return AUTHORITY_DMARC_FAILED;
    }
    /* No policy published, or none could be read: a signature may do. */
    return dkim_fault(b, domain);
}

static bool is_mail(struct span mail)
{
    struct span domain = domain_of(mail);

    if (!domain.n || mail.n < domain.n + 2 || mail.n > 254)
        return false;
    for (size_t i = 0; i < mail.n; i++) {
        unsigned char c = (unsigned char)mail.p[i];

        if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',')
            return false;
    }
    return span_find_char(mail, '@') == mail.n - domain.n - 1;
}

/* gw@…, gw+anything@…: an answer to it would come back as the next mail. */
static bool is_ours(struct span mail, const struct authority_settings *set)
{
    size_t at = span_find_char(set->service, '@');
    struct span name = span_sub(set->service, 0, at);
    struct span rest = span_from(mail, at);

    if (!name.n || !span_starts_nocase(mail, name) || !rest.n)
        return false;
    return (rest.p[0] == '@' || rest.p[0] == set->separator) &&
           span_eq_nocase(domain_of(mail), domain_of(set->service));
}

static enum authority_fault fault_of(const struct facts *f,
                                     const struct authority_settings *set)
{
    struct block b;

    if (f->from.n != 1)
        return AUTHORITY_NOT_ONE_FROM;
    if (!is_mail(f->from.at[0].mail))
        return AUTHORITY_BAD_FROM;
    if (is_ours(f->from.at[0].mail, set))
        return AUTHORITY_OURSELVES;
    if (!set->require)
        return AUTHORITY_FINE;
    b = top_block(f, set);
    return block_fault(&b, domain_of(f->from.at[0].mail));
}

struct authority authority_level(const struct facts *f,
                                 const struct authority_settings *set)
{
    struct authority a = { .level = AUTHORITY_L0 };

    assert(f);
    assert(set);
    a.fault = fault_of(f, set);
    if (a.fault != AUTHORITY_NOT_ONE_FROM && a.fault != AUTHORITY_BAD_FROM) {
        a.from = f->from.at[0].mail;
        a.domain = domain_of(a.from);
    }
    if (a.fault == AUTHORITY_FINE)
        a.level = AUTHORITY_L1;
    return a;
}

const char *authority_level_name(enum authority_level l)
{
    assert(l < AUTHORITY_LEVEL_COUNT);
    return level_names[l];
}

const char *authority_fault_zh(enum authority_fault f)
{
    assert(f < AUTHORITY_FAULT_COUNT);
    return faults[f].zh;
}

const char *authority_fault_en(enum authority_fault f)
{
    assert(f < AUTHORITY_FAULT_COUNT);
    return faults[f].en;
}
