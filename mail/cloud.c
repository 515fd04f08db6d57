#include "cloud.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/header.h"
#include "tidy.h"

enum { LINES_ABOVE = 4, MAX_LINKS = 10, EXPIRY_MOST = 60 };

static const struct span hosts[] = {
    SPAN("mail.qq.com/cgi-bin/ftnExs"),
    SPAN("mail.qq.com/ftn/"),
    SPAN("exmail.qq.com/cgi-bin/ftnExs"),
    SPAN("exmail.qq.com/ftn/"),
    SPAN("mail.163.com/large-attachment"),
    SPAN("mail.126.com/large-attachment"),
    SPAN("dashi.163.com/html/cloud-attachment"),
    SPAN("mail.qiye.163.com/large-attachment"),
    SPAN("fs.netease.com/"),
    SPAN("coremail/s?func=lp:"),
    SPAN("coremail/common/nf"),
    SPAN("feishu.cn/file/"),
    SPAN("feishu.cn/mail/"),
    SPAN("mail.aliyun.com/alimail/openLinks"),
    SPAN("pan.baidu.com/s/"),
    SPAN("yun.139.com/"),
    SPAN("mail.10086.cn/"),
    SPAN("mail.sina.com.cn/filecenter"),
    SPAN("drive.weixin.qq.com/"),
    SPAN("doc.weixin.qq.com/"),
    SPAN("kdocs.cn/"),
};

static bool is_address_char(char c)
{
    return (unsigned char)c > 0x20 && (unsigned char)c < 0x7f && c != '<' &&
           c != '>' && c != '"' && c != ')';
}

static bool is_cloud(struct span address)
{
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
        if (span_find_nocase(address, hosts[i]) < address.n)
            return true;
    return false;
}

/* "128.03M" or "26 MB": octets, 0 when it is no size. */
static uint64_t size_of(struct span s)
{
    uint64_t whole = 0;
    uint64_t hundredths = 0;
    uint64_t unit = 0;
    size_t i = 0;
    int decimals = -1;

    for (; i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.');
         i++) {
        if (s.p[i] == '.')
            decimals = 0;
        else if (decimals < 0 && whole < 1000000)
            whole = whole * 10 + (uint64_t)(s.p[i] - '0');
        else if (decimals >= 0 && decimals++ < 2)
            hundredths = hundredths * 10 + (uint64_t)(s.p[i] - '0');
    }
    if (decimals == 1)
        hundredths *= 10;
    s = span_trim(span_from(s, i));
    if (i && span_starts_nocase(s, SPAN("k")))
        unit = UINT64_C(1) << 10;
    else if (i && span_starts_nocase(s, SPAN("m")))
        unit = UINT64_C(1) << 20;
    else if (i && span_starts_nocase(s, SPAN("g")))
        unit = UINT64_C(1) << 30;
    return whole * unit + hundredths * unit / 100;
}

/* What a provider says of how long a link lasts: "2020年11月27日 21:59 到期",
 * "有效期至：2026-03-01", "剩余7天". The words are kept as they are, for each
 * provider has its own and a day that is read wrong is worse than none. */
static struct span expiry_of(struct span line)
{
    static const struct span before[] = {
        SPAN("有效期至"), SPAN("过期时间"),   SPAN("到期时间"),
        SPAN("有效期"),   SPAN("expires on"), SPAN("Expiration"),
    };
    static const struct span after[] = { SPAN("到期"), SPAN("过期") };

    for (size_t i = 0; i < ARRAY_LEN(before); i++) {
        size_t at = span_find_nocase(line, before[i]);
        struct span s = span_from(line, at + before[i].n);

        if (at == line.n)
            continue;
        while (s.n &&
               (span_starts(s, SPAN("：")) || s.p[0] == ':' || s.p[0] == ' '))
            s = span_from(s, span_char(s, &(unsigned){ 0 }));
        s = span_sub(s, 0, span_find(s, SPAN("）")));
        return span_trim_wide(span_sub(s, 0, span_find_char(s, ')')));
    }
    for (size_t i = 0; i < ARRAY_LEN(after); i++) {
        struct span s = span_sub(line, 0, span_find(line, after[i]));
        size_t from = s.n;

        if (s.n == line.n)
            continue;
        while (from > 0 && s.p[from - 1] != ',' && s.p[from - 1] != '(' &&
               !span_ends(span_sub(s, 0, from), SPAN("，")) &&
               !span_ends(span_sub(s, 0, from), SPAN("（")))
            from--;
        return span_trim_wide(span_from(s, from));
    }
    return SPAN_NONE;
}

struct card {
    struct span expiry;
    bool sized;
};

/* "NAME (128.03M, 2020年…到期)进入下载页面": the bracket with a size. */
static bool read_size(struct span line, struct facts_file *file,
                      struct arena *arena)
{
    static const struct span opens[] = { SPAN("("), SPAN("（") };

    for (size_t at = 0; at < line.n; at++)
        for (size_t i = 0; i < ARRAY_LEN(opens); i++) {
            struct span rest = span_from(line, at);
            uint64_t size;
            if (!span_starts(rest, opens[i]))
                continue;
            size = size_of(span_trim(span_from(rest, opens[i].n)));
            if (size == 0)
                continue;
            file->size = size;
            file->name =
                header_file_name(span_trim_wide(span_sub(line, 0, at)), arena);
            return true;
        }
    return false;
}

/* True when the card is whole. */
static bool read_card(struct span line, struct facts_file *file,
                      struct card *card, struct arena *arena)
{
    if (card->expiry.n == 0)
        card->expiry = span_fit(expiry_of(line), EXPIRY_MOST);
    card->sized = card->sized || read_size(line, file, arena);
    return card->sized;
}

/* The card stands on the link's line or a few lines above. */
static struct span find_card(struct span before, struct facts_file *file,
                             struct arena *arena)
{
    struct card card = { .sized = false };

    for (int i = 0; i <= LINES_ABOVE && before.n; i++) {
        size_t start = before.n;

        while (start > 0 && before.p[start - 1] != '\n')
            start--;
        if (read_card(span_from(before, start), file, &card, arena))
            break;
        before = span_sub(before, 0, start ? start - 1 : 0);
    }
    return card.expiry;
}

/* The address, and below it how long it lasts. */
static struct span inside_of(struct span address, struct span expiry,
                             struct arena *arena)
{
    if (expiry.n == 0)
        return address;
    return arena_printf(arena, SPAN_FMT "\n" SPAN_FMT, SPAN_ARG(address),
                        SPAN_ARG(tidy_line(expiry, EXPIRY_MOST, arena)));
}

static bool is_known(const struct facts *f, struct span address)
{
    list_each(&f->files, file)
    {
        struct span known = file->inside;

        known.n = span_find_char(known, '\n');
        if (file->cloud_link && span_eq(known, address))
            return true;
    }
    return false;
}

void cloud_links(struct span text, struct arena *arena, struct facts *to)
{
    size_t at = 0;
    size_t found = 0;

    assert(arena);
    assert(to);
    while (at < text.n && found < MAX_LINKS) {
        struct span rest = span_from(text, at);
        size_t next = span_find(rest, SPAN("http"));
        struct facts_file file = { .part = -1, .cloud_link = true };
        struct span address;
        size_t n = 0;

        rest = span_from(rest, next);
        while (n < rest.n && is_address_char(rest.p[n]))
            n++;
        address = tidy_line(span_sub(rest, 0, n), FACTS_MAX_LINE, arena);
        if (is_cloud(address) && !is_known(to, address) &&
            to->files.n < FACTS_MAX_FILES) {
            file.inside = inside_of(
                address, find_card(span_sub(text, 0, at + next), &file, arena),
                arena);
            *list_push(&to->files, arena) = file;
            found++;
        }
        at += next + (n ? n : 4);
    }
}
