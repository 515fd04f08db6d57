/* How fast letters are read, beside what the work cannot do without and
 * beside another reader. Not a test: prints JSON lines, one a contestant and
 * corpus, and the ratios of the same run.
 *
 * usage: bench_mime [ROUNDS]            all, interleaved in random order
 *        bench_mime one WHO CORPUS N    one contestant, for callgrind
 *
 * "floor" reads header lines and boundary lines, an octet after the other, and
 * nothing else: no tree, no charset, no decoding, no bounds. "scan" is prescan
 * and letter, "read" is that with the subject, the sender, every text in UTF-8
 * and the octets of every file; gmime's are the same without charsets. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#ifdef HAVE_GMIME
#include <gmime/gmime.h>
#endif

#include "convoke/mail/address.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/letter.h"
#include "convoke/mail/prescan.h"

enum { MAX_ROUNDS = 50, LETTERS = 200 };

struct corpus {
    const char *name;
    struct text letters[LETTERS];
    size_t n, octets;
};

static uint64_t dice = 88172645463325252ULL;

/* Reproducible octets: the same letters in every run. */
static unsigned roll(unsigned sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice % sides);
}

static void add_header(struct text *t, size_t number)
{
    for (int hop = 0; hop < 4; hop++)
        text_addf(t,
                  "Received: from mx%d.example.cn (unknown [192.0.2.%d])\r\n"
                  "\tby gate.example.cn (Postfix) with ESMTPS id %08X\r\n"
                  "\tfor <wg5@std.example.cn>; Mon, 1 Jun 2026 10:%02d:00 "
                  "+0800 (CST)\r\n",
                  hop, hop + 1, roll(1u << 31), hop);
    text_addf(t,
              "Date: Mon, 1 Jun 2026 10:00:00 +0800\r\n"
              "From: =?utf-8?B?5byg5LiJ?= <zhang%zu@example.cn>\r\n"
              "To: \"=?utf-8?B?56eY5Lmm5aSE?=\" <wg5@std.example.cn>\r\n"
              "Subject: =?utf-8?B?5YWz5LqO5Lya6K6u?=\r\n"
              " =?utf-8?B?55qE6YCa55+l?= %zu\r\n"
              "Message-ID: <%08x.%zu@example.cn>\r\n"
              "In-Reply-To: <%08x@std.example.cn>\r\n"
              "X-Mailer: Foxmail 7.2.25.213[cn]\r\n"
              "MIME-Version: 1.0\r\n",
              number, number, roll(1u << 31), number, roll(1u << 31));
}

static void add_words(struct text *t, size_t octets)
{
    static const char *const words[] = { "工作组", "标准", "会议",  "草案",
                                         "意见",   "the",  "draft", "clause" };
    size_t line = 0;

    for (size_t end = t->n + octets; t->n < end;) {
        const char *word = words[roll(ARRAY_LEN(words))];
        text_add_str(t, word);
        line += strlen(word);
        text_add_str(t, line > 60 ? "\r\n" : " ");
        line = line > 60 ? 0 : line;
    }
    text_add_str(t, "\r\n");
}

static void add_base64(struct text *t, size_t octets)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[78];

    for (size_t i = 0; i < octets; i += 57) {
        for (size_t k = 0; k < 76; k++)
            line[k] = letters[roll(64)];
        line[76] = '\r';
        line[77] = '\n';
        text_add(t, span_of(line, sizeof(line)));
    }
}

/* 3 KB: a header of eight hops' length and an alternative text. */
static void make_text(struct text *t, size_t number)
{
    add_header(t, number);
    text_add_str(t, "Content-Type: multipart/alternative;\r\n"
                    "\tboundary=\"----=_001_NextPart81_=----\"\r\n\r\n"
                    "This is a multi-part message in MIME format.\r\n\r\n"
                    "------=_001_NextPart81_=----\r\n"
                    "Content-Type: text/plain; charset=\"utf-8\"\r\n"
                    "Content-Transfer-Encoding: 8bit\r\n\r\n");
    add_words(t, 600);
    text_add_str(t, "\r\n------=_001_NextPart81_=----\r\n"
                    "Content-Type: text/html; charset=\"utf-8\"\r\n"
                    "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body>");
    add_words(t, 600);
    text_add_str(t, "</body></html>\r\n------=_001_NextPart81_=------\r\n");
}

/* 200 KB of attachment; every tenth one has 2 MB. */
static void make_mixed(struct text *t, size_t number)
{
    add_header(t, number);
    text_add_str(t, "Content-Type: multipart/mixed; boundary=\"BB-outer\"\r\n"
                    "\r\n--BB-outer\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n\r\n");
    add_words(t, 800);
    text_add_str(t, "--BB-outer\r\nContent-Type: application/octet-stream;\r\n"
                    "\tname=\"=?utf-8?B?55Sz6K+36KGo?=.docx\"\r\n"
                    "Content-Transfer-Encoding: base64\r\n"
                    "Content-Disposition: attachment;\r\n"
                    "\tfilename=\"=?utf-8?B?55Sz6K+36KGo?=.docx\"\r\n\r\n");
    add_base64(t, number % 10 == 0 ? 1500000 : 150000);
    text_add_str(t, "--BB-outer--\r\n");
}

static void corpus_make(struct corpus *c, const char *name, size_t n,
                        void (*make)(struct text *, size_t))
{
    c->name = name;
    for (c->n = 0; c->n < n; c->n++) {
        c->letters[c->n] = TEXT_INIT(TEXT_MAX_OUTPUT);
        make(&c->letters[c->n], c->n);
        c->octets += c->letters[c->n].n;
    }
}

/* What a contestant found, so that nothing can be optimised away. */
static uint64_t found;

/* The boundary that a Content-Type declares, at most `room` octets. */
static size_t floor_boundary(const char *p, const char *end, char *to,
                             size_t room)
{
    size_t n = 0;

    for (; p + 9 < end; p++) {
        if (strncasecmp(p, "boundary=", 9) != 0)
            continue;
        p += 9 + (p[9] == '"');
        while (p < end && *p != '"' && *p != '\r' && *p != ';' && n < room)
            to[n++] = *p++;
        break;
    }
    return n;
}

/* One octet after the other: the names of fields, where their values end,
 * the boundary, and which lines are it. */
static void read_floor(struct span raw)
{
    const char *p = raw.p;
    const char *end = raw.p + raw.n;
    const char *name = p;
    char boundary[80];
    size_t n = 0;
    bool header = true;

    while (p < end) {
        const char *line = p;
        const char *colon = NULL;
        while (p < end && *p != '\n') {
            if (header && !colon && *p == ':')
                colon = p;
            p++;
        }
        p++;
        if (header && (*line == '\r' || *line == '\n'))
            header = false;
        else if (header && *line != ' ' && *line != '\t')
            name = line;
        if (header && strncasecmp(name, "content-type:", 13) == 0 && n == 0)
            n = floor_boundary(line, p, boundary, sizeof(boundary));
        found += header && colon ? (uint64_t)(colon - line) : 0;
        if (!header && line[0] == '-' && line[1] == '-' && n &&
            memcmp(line + 2, boundary, n) == 0) {
            header = true;
            found++;
        }
    }
}

/* Lines found by memchr, and those that start with two dashes: less than any
 * reader can do, printed to show what the machine could. */
static void read_lines(struct span raw)
{
    struct span rest = raw;

    while (rest.n) {
        size_t n = span_find_char(rest, '\n');
        found += n > 1 && rest.p[0] == '-' && rest.p[1] == '-';
        rest = span_from(rest, n + 1);
    }
}

static bool count(void *to, struct span piece)
{
    *(uint64_t *)to += piece.n + (unsigned char)piece.p[0];
    return true;
}

static void read_content(struct letter *l, struct arena *arena)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(256 * 1024);
    facts_addresses from = { 0 };

    found += letter_header_text(l, 0, SPAN("Subject")).n;
    found += address_list_read(letter_header(l, 0, SPAN("From")), SPAN_NONE, 9,
                               arena, &from);
    for (size_t i = 0; i < l->parts.n; i++) {
        if (l->parts.at[i].kind != LETTER_LEAF)
            continue;
        if (span_starts(l->parts.at[i].media_type, SPAN("text/"))) {
            text_reset(&text);
            letter_text(l, (int)i, &text);
            found += text.n;
        } else {
            letter_decode(l, (int)i, count, &found, NULL);
        }
    }
}

static void read_ours(struct span raw, bool content)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    struct letter l;

    if (prescan_check(raw, NULL, NULL) != VERDICT_DONE ||
        letter_read(raw, &arena, &l, NULL) != VERDICT_DONE)
        abort();
    found += l.parts.n;
    if (content)
        read_content(&l, &arena);
}

static void read_scan(struct span raw)
{
    read_ours(raw, /* content= */ false);
}

static void read_all(struct span raw)
{
    read_ours(raw, /* content= */ true);
}

#ifdef HAVE_GMIME
static void gmime_content(GMimeMessage *message)
{
    GMimePartIter *iter = g_mime_part_iter_new(GMIME_OBJECT(message));

    do {
        GMimeObject *object = g_mime_part_iter_get_current(iter);
        GMimeDataWrapper *content;
        GMimeStream *to;
        if (!object || !GMIME_IS_PART(object))
            continue;
        content = g_mime_part_get_content(GMIME_PART(object));
        to = g_mime_stream_null_new();
        if (content)
            found += (uint64_t)g_mime_data_wrapper_write_to_stream(content, to);
        g_object_unref(to);
    } while (g_mime_part_iter_next(iter));
    g_mime_part_iter_free(iter);
}

static void read_gmime(struct span raw, bool content)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.p, raw.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

    found += strlen(g_mime_message_get_subject(message));
    if (content)
        gmime_content(message);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

static void read_gmime_scan(struct span raw)
{
    read_gmime(raw, /* content= */ false);
}

static void read_gmime_all(struct span raw)
{
    read_gmime(raw, /* content= */ true);
}
#endif

static const struct contestant {
    const char *name;
    void (*read)(struct span raw);
} contestants[] = {
    { "floor", read_floor },
    { "scan", read_scan },
    { "read", read_all },
#ifdef HAVE_GMIME
    { "gmime-scan", read_gmime_scan },
    { "gmime-read", read_gmime_all },
#endif
    { "lines", read_lines },
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_corpus(const struct contestant *who, const struct corpus *c)
{
    for (size_t i = 0; i < c->n; i++)
        who->read(text_span(&c->letters[i]));
}

static int by_size(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static void report(const struct corpus *c,
                   double seconds[ARRAY_LEN(contestants)][MAX_ROUNDS],
                   size_t rounds, size_t repeats)
{
    double median[ARRAY_LEN(contestants)];

    for (size_t k = 0; k < ARRAY_LEN(contestants); k++) {
        qsort(seconds[k], rounds, sizeof(double), by_size);
        median[k] = seconds[k][rounds / 2] / (double)repeats;
        printf("{\"bench\":\"mime\",\"corpus\":\"%s\",\"who\":\"%s\","
               "\"letters_per_second\":%.0f,\"mb_per_second\":%.1f,"
               "\"of_floor\":%.3f}\n",
               c->name, contestants[k].name, (double)c->n / median[k],
               (double)c->octets / median[k] / 1e6, median[0] / median[k]);
    }
#ifdef HAVE_GMIME
    printf("{\"bench\":\"mime\",\"corpus\":\"%s\",\"scan_over_gmime\":%.2f,"
           "\"read_over_gmime\":%.2f}\n",
           c->name, median[3] / median[1], median[4] / median[2]);
#endif
}

static void race(const struct corpus *c, size_t rounds, size_t repeats)
{
    static double seconds[ARRAY_LEN(contestants)][MAX_ROUNDS];
    size_t order[ARRAY_LEN(contestants)];

    for (size_t round = 0; round < rounds; round++) {
        for (size_t k = 0; k < ARRAY_LEN(order); k++) {
            size_t other = roll((unsigned)k + 1);
            order[k] = order[other];
            order[other] = k;
        }
        for (size_t k = 0; k < ARRAY_LEN(order); k++) {
            double start = now();
            for (size_t i = 0; i < repeats; i++)
                read_corpus(&contestants[order[k]], c);
            seconds[order[k]][round] = now() - start;
        }
    }
    report(c, seconds, rounds, repeats);
}

static int one(const char *who, const struct corpus *c, size_t times)
{
    for (size_t k = 0; k < ARRAY_LEN(contestants); k++) {
        if (strcmp(contestants[k].name, who) != 0)
            continue;
        for (size_t i = 0; i < times; i++)
            read_corpus(&contestants[k], c);
        printf("%zu letters, %zu octets\n", c->n * times, c->octets * times);
        return 0;
    }
    return 64;
}

int main(int argc, char **argv)
{
    static struct corpus texts;
    static struct corpus mixed;
    size_t rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 7;

#ifdef HAVE_GMIME
    g_mime_init();
#endif
    charset_prepare();
    if (argc == 5) {
        bool text = strcmp(argv[3], "text") == 0;
        corpus_make(&texts, argv[3], text ? 50 : 5,
                    text ? make_text : make_mixed);
        return one(argv[2], &texts, strtoul(argv[4], NULL, 10));
    }
    if (rounds < 5 || rounds > MAX_ROUNDS)
        rounds = 7;
    corpus_make(&texts, "text", LETTERS, make_text);
    corpus_make(&mixed, "mixed", 50, make_mixed);
    race(&texts, rounds, 20);
    race(&mixed, rounds, 2);
    return found == 0;
}
