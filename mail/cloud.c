#include "cloud.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/header.h"
#include "tidy.h"

enum { LINES_ABOVE = 4, MAX_LINKS = 10 };

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

/* "NAME (128.03M, 2020年…到期)进入下载页面": the bracket with a size. */
static bool read_card(struct span line, struct facts_file *file,
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

/* The card stands on the link's line or a few lines above. */
static void find_card(struct span before, struct facts_file *file,
                      struct arena *arena)
{
    for (int i = 0; i <= LINES_ABOVE && before.n; i++) {
        size_t start = before.n;

        while (start > 0 && before.p[start - 1] != '\n')
            start--;
        if (read_card(span_from(before, start), file, arena))
            return;
        before = span_sub(before, 0, start ? start - 1 : 0);
    }
}

static bool is_known(const struct facts *f, struct span address)
{
    list_each(&f->files, file) if (file->cloud_link &&
                                   span_eq(file->inside, address)) return true;
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
            find_card(span_sub(text, 0, at + next), &file, arena);
            file.inside = address;
            *list_push(&to->files, arena) = file;
            found++;
        }
        at += next + (n ? n : 4);
    }
}
