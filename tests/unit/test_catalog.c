#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/base/table.h"
#include "convoke/render/catalog.h"
#include "convoke/render/slots.h"
#include "gateway/render/value.h"

#define TEMPLATES CONVOKE_SOURCE "/templates"
#define GOLDEN CONVOKE_SOURCE "/tests/golden/notices"

enum { ARENA = 32 << 20, MOST_HTML = 80 * 1024, MOST_COLUMNS = 78 };

static struct catalog *shipped;

static int open_shipped(void **state)
{
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);

    (void)state;
    if (catalog_open(TEMPLATES, NULL, slots_common, slots_of_notices,
                     slots_of_notices_n, &shipped, &errors) == VERDICT_DONE)
        return 0;
    print_error("%s", text_str(&errors));
    return -1;
}

static int close_shipped(void **state)
{
    (void)state;
    shipped = catalog_close(shipped);
    return 0;
}

static struct rendered render(const char *code, const struct view *view,
                              struct arena *a)
{
    struct rendered out = { 0 };
    struct reason why = { 0 };

    assert_non_null(view);
    if (catalog_render(shipped, code, view, a, &out, &why) != VERDICT_DONE) {
        print_error("%s: %s: %s\n", code, why.site, why.text);
        fail();
    }
    return out;
}

/* For renewing the golden files. */
static void save(const char *folder, const char *code, const char *suffix,
                 struct span bytes)
{
    char path[4096];
    struct reason why = { 0 };

    snprintf(path, sizeof(path), "%s/%s.%s", folder, code, suffix);
    if (file_replace(path, bytes, 0644, &why) != VERDICT_DONE)
        print_error("%s\n", why.text);
}

static void check_golden(const char *code, struct span got)
{
    CLEANUP(text_release) struct text want = TEXT_INIT(TEXT_MAX_NOTICE);
    char path[4096];
    struct reason why = { 0 };

    if (getenv("CONVOKE_GOLDEN"))
        save(GOLDEN, code, "txt", got);
    snprintf(path, sizeof(path), GOLDEN "/%s.txt", code);
    CHECK_INT(path, file_read(path, &want, &why), VERDICT_DONE);
    CHECK_SPAN(path, got, text_span(&want));
}

static void test_golden_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const char *code = slots_of_notices[i].code;
        struct rendered out = render(code, slots_sample(code, &a), &a);
        struct span whole =
            arena_printf(&a, "Subject: " SPAN_FMT "\n\n" SPAN_FMT,
                         SPAN_ARG(out.subject), SPAN_ARG(out.text));

        check_golden(code, whole);
    }
}

static bool has_hole(const char *code, struct span in)
{
    static const char *const never[] = { "{{",   "}}",    "（）", "()",
                                         "“”",   "\"\" ", "：：", "。。",
                                         "、。", "（，",  "，，", "**" };

    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        if (span_has(in, span_str(never[i]))) {
            print_error("%s holds \"%s\"\n", code, never[i]);
            return true;
        }
    return false;
}

static void check_absent(const char *code, struct span in)
{
    CHECK_TRUE(code, !has_hole(code, in));
}

static void check_lines(const char *code, struct span text)
{
    struct span line = SPAN_NONE;

    while (span_line(&text, &line)) {
        CHECK_TRUE(code, table_width(line) <= MOST_COLUMNS);
        CHECK_TRUE(code, !span_has_control(line));
        CHECK_TRUE(code, !span_ends(line, SPAN(" ")));
    }
}

/* Notices about no one thing, so that none stands in the subject. */
static bool concerns_nothing(const char *code)
{
    static const char *const codes[] = { "help.reply",  "cal.missing",
                                         "digest",      "cmd.done",
                                         "cmd.confirm", "mail.large" };

    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

/* However the line was broken. */
static bool says_by_when(struct span en)
{
    return span_has(en, SPAN("24:00 on ")) ||
           span_has(en, SPAN("24:00 on\n")) || span_has(en, SPAN("24:00\non "));
}

static void test_every_notice_says_what_it_must(void **state)
{
    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const char *code = slots_of_notices[i].code;
        struct span slots = span_str(slots_of_notices[i].slots);
        struct rendered out = render(code, slots_sample(code, &a), &a);
        size_t rule = span_find(out.text, SPAN("\n-----"));
        struct span zh = span_sub(out.text, 0, rule);
        struct span en = span_from(out.text, rule);

        check_absent(code, out.text);
        check_absent(code, out.html);
        check_lines(code, out.text);
        /* Many days of many things: the short English has their counts. */
        if (span_has(slots, SPAN(" due")) && strcmp(code, "held.info") != 0 &&
            strcmp(code, "digest") != 0) {
            /* Answers and comment tables are due when the meeting opens. */
            bool opening = span_starts(span_str(code), SPAN("rsvp.")) ||
                           span_starts(span_str(code), SPAN("ctable."));
            CHECK_TRUE(code, span_has(zh, SPAN("（周")));
            CHECK_TRUE(code, opening || span_has(zh, SPAN("24:00")));
            CHECK_TRUE(code, opening || says_by_when(en));
        }
        CHECK_TRUE(code,
                   span_has(zh, SPAN("条")) || span_has(zh, SPAN("服务时限")));
        CHECK_TRUE(code, span_has(zh, SPAN("咨询：")));
        CHECK_TRUE(code, span_has(en, SPAN("Contact: ")));
        CHECK_TRUE(code, en.n > 0 && en.n < zh.n * 2);
        CHECK_TRUE(code, span_starts(out.subject, SPAN("【")));
        CHECK_TRUE(code, span_has(out.subject, SPAN(" / ")));
        CHECK_TRUE(code,
                   span_ends(out.subject, SPAN("]")) || concerns_nothing(code));
    }
}

static void test_html_is_fit_for_mail(void **state)
{
    static const char *const never[] = {
        "http",   "src=", "<style", "<img",  "<link", "<script", "url(",
        "class=", "flex", "rem;",   "float", "data:", "<form",   "  "
    };
    size_t largest = 0;

    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const char *code = slots_of_notices[i].code;
        struct span html = render(code, slots_sample(code, &a), &a).html;

        for (size_t j = 0; j < ARRAY_LEN(never); j++)
            if (span_has(html, span_str(never[j]))) {
                print_error("%s holds \"%s\"\n", code, never[j]);
                fail();
            }
        CHECK_TRUE(code, span_has(html, SPAN("<html lang=\"zh-CN\">")));
        CHECK_TRUE(code, span_has(html, SPAN("lang=\"en\"")));
        CHECK_TRUE(code, html.n < MOST_HTML);
        if (html.n > largest)
            largest = html.n;
    }
    print_message("largest html: %zu octets\n", largest);
}

/* Relative luminance of #rrggbb, as WCAG 2 defines it, without libm: a square
 * and a cube root's middle are near enough to 2.4 for a limit of 4.5. */
static double channel(const char *hex)
{
    char two[3] = { hex[0], hex[1], '\0' };
    double c = (double)strtol(two, NULL, 16) / 255;

    return c <= 0.03928 ? c / 12.92
                        : ((c + 0.055) / 1.055) * ((c + 0.055) / 1.055) *
                              (0.62 + 0.38 * ((c + 0.055) / 1.055));
}

static double luminance(const char *hex)
{
    return 0.2126 * channel(hex) + 0.7152 * channel(hex + 2) +
           0.0722 * channel(hex + 4);
}

/* Every `color:` of every notice against the darkest ground it may stand on. */
static void test_contrast(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct span html =
        render("app.review.req", slots_sample("app.review.req", &a), &a).html;
    struct span lead = SPAN(";color:#");
    double ground = luminance("f3f5f8");
    size_t seen = 0;

    (void)state;
    for (;;) {
        size_t at = span_find(html, lead);
        if (at == html.n)
            break;
        html = span_from(html, at + lead.n);
        CHECK_TRUE("contrast of at least 4.5 to 1",
                   (ground + 0.05) / (luminance(html.p) + 0.05) >= 4.5);
        seen++;
    }
    CHECK_TRUE("colours were seen", seen > 10);
}

static uint32_t seed = 20260302;

static uint32_t roll(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static const char *const evil[] = {
    "<script>alert(1)</script>",
    "</td></tr></table>",
    "<a href='x'>",
    "\"><b>",
    "&lt;",
    "<!--",
    "-->",
    "]]>",
    "\r\nBcc: x@y\r\n\r\n",
    "\n\n",
    "\n# ",
    "# ",
    "\n## x\n",
    "| a | b",
    "\n| a | b\n",
    "> q",
    "\n> q\n",
    "! b | mailto:x@y",
    "\n! b | http://x\n",
    "1. ",
    "\n- x\n",
    "---",
    "\n---\n",
    "~ ",
    "= a | b",
    "**",
    "{{unit}}",
    "{{{unit}}}",
    "{{/x}}",
    "\x02",
    "\x03",
    "\x04",
    "\x05",
    "\x06",
    "\xE2\x80\xAE",
    "\xE2\x81\xA6",
    "\xff\xfe",
    "\xE4\xB8",
    "令牌 / Token: zzzz",
    "mailto:x@y",
    "javascript:x",
    "示例",
    "a",
    "%s%n",
    "\x1b[31m",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "'",
    "\"",
    "<",
    ">",
    "&",
    "|",
};

/* Never empty once cleaned: it begins with a letter or a sign. */
static struct span hostile(struct arena *a)
{
    static const char *const first[] = { "<",   "| ",  "x",  "中", "> ",
                                         "1. ", "## ", "! ", "**", "- " };
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_HEADER);
    uint32_t n = roll(6);

    text_add_str(&to, first[roll(ARRAY_LEN(first))]);
    text_add_str(&to, "e");
    for (uint32_t i = 0; i < n; i++)
        text_add_str(&to, evil[roll(ARRAY_LEN(evil))]);
    return arena_span(a, text_span(&to));
}

static void poison(struct view *v, struct span mailto)
{
    for (size_t i = 0; i < v->entries.n; i++) {
        struct value *value = &v->entries.at[i].value;
        bool link = span_eq(v->entries.at[i].name, SPAN("mailto"));

        if (value->kind == VALUE_TEXT && value->text.n)
            value->text = link ? mailto : hostile(v->arena);
        if (value->kind == VALUE_BOTH && value->both.zh.n) {
            value->both.zh = hostile(v->arena);
            value->both.en = hostile(v->arena);
        }
        for (size_t j = 0;
             value->kind == VALUE_LIST && j < value->list->items.n; j++)
            poison(value->list->items.at[j].view, mailto);
    }
}

/* The names of the tags in order, without <br> and <span>: a line break and an
 * article's name in a value may well bring them. */
static void tags_of(struct span html, struct text *to)
{
    for (;;) {
        size_t at = span_find_char(html, '<');
        size_t n = 1;
        struct span name;
        if (at == html.n)
            return;
        html = span_from(html, at);
        while (n < html.n && !strchr(" >", html.p[n]))
            n++;
        name = span_sub(html, 0, n);
        if (!span_eq(name, SPAN("<br")) && !span_eq(name, SPAN("<span")) &&
            !span_eq(name, SPAN("</span")))
            text_add(to, name);
        html = span_from(html, n);
    }
}

static void check_hostile(const char *code, struct span want)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_NOTICE);
    struct view *v = slots_sample(code, &a);
    uint32_t before = seed;
    char what[80];
    struct rendered out;

    snprintf(what, sizeof(what), "%s, seed %u", code, before);
    poison(v, arena_printf(&a, "mailto:" SPAN_FMT, SPAN_ARG(hostile(&a))));
    out = render(code, v, &a);
    tags_of(out.html, &got);
    CHECK_SPAN(what, text_span(&got), want);
    CHECK_TRUE(what, !span_has_control(out.subject));
    CHECK_TRUE(what, span_is_utf8(out.text) && span_is_utf8(out.html));
    check_lines(what, out.text);
    CHECK_TRUE(what, !span_has(out.text, SPAN("\xE2\x80\xAE")));
    CHECK_TRUE(what, !span_has(out.html, SPAN("\xE2\x81\xA6")));
}

static void test_no_value_changes_the_page(void **state)
{
    enum { ROUNDS = 30 };

    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text want = TEXT_INIT(TEXT_MAX_NOTICE);
        const char *code = slots_of_notices[i].code;

        tags_of(render(code, slots_sample(code, &a), &a).html, &want);
        for (int round = 0; round < ROUNDS; round++)
            check_hostile(code, text_span(&want));
    }
    print_message("%zu hostile views\n", slots_of_notices_n * ROUNDS);
}

static void test_branches(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct view *v = slots_sample("app.incomplete", &a);
    struct rendered out;

    (void)state;
    view_text(v, "unit", SPAN(""));
    view_flag(v, "reviewing", true);
    view_text(v, "reason", SPAN("请补充产品说明"));
    view_put(v, SPAN("missing"), (struct value){ .kind = VALUE_NONE });
    view_list(v, "missing");
    out = render("app.incomplete", v, &a);
    CHECK_TRUE("the group's words",
               span_has(out.text, SPAN("> 请补充产品说明")));
    CHECK_TRUE("no list of nothing", !span_has(out.text, SPAN("以下0项")));
    CHECK_TRUE("someone is addressed",
               span_starts(out.text, SPAN("申请单位：")));

    v = slots_sample("app.lapsed", &a);
    view_flag(v, "supplement", false);
    view_flag(v, "formalities", true);
    out = render("app.lapsed", v, &a);
    CHECK_TRUE("formalities", span_has(out.text, SPAN("加入WG5的手续")));
    CHECK_TRUE("and only those", !span_has(out.text, SPAN("补正期")));

    v = slots_sample("app.result", &a);
    view_flag(v, "approved", false);
    view_text(v, "reason", SPAN("不具备法人资格（第九条第1项）"));
    view_text(v, "token", SPAN(""));
    view_put(v, SPAN("actions"), (struct value){ .kind = VALUE_NONE });
    view_list(v, "actions");
    out = render("app.result", v, &a);
    CHECK_TRUE("refused", span_has(out.text, SPAN("不同意")));
    CHECK_TRUE("a copy asks for nothing",
               !span_has(out.text, SPAN("请直接回复")));
    CHECK_TRUE("and has no token", !span_has(out.text, SPAN("Token")));
}

/* Words that come from the world or that a record may lack. */
static void empty_some(struct view *v)
{
    static const char *const may_lack[] = {
        "name",  "title",  "mail",    "role",    "kind",     "hint",
        "value", "sender", "subject", "contact", "reviewer", "reason",
        "words", "state",  "group",   "object",
    };

    for (size_t i = 0; i < v->entries.n; i++) {
        struct value *value = &v->entries.at[i].value;
        for (size_t j = 0; j < ARRAY_LEN(may_lack); j++)
            if (span_eq(v->entries.at[i].name, span_str(may_lack[j])) &&
                (value->kind == VALUE_TEXT || value->kind == VALUE_BOTH))
                *value = (struct value){ .kind = VALUE_TEXT };
        for (size_t j = 0;
             value->kind == VALUE_LIST && j < value->list->items.n; j++)
            if (!span_eq(v->entries.at[i].name, SPAN("groups")) &&
                !span_eq(v->entries.at[i].name, SPAN("meetings")))
                empty_some(value->list->items.at[j].view);
    }
}

static void test_what_may_be_lacking_stops_no_mail(void **state)
{
    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const char *code = slots_of_notices[i].code;
        struct view *v = slots_sample(code, &a);
        struct rendered out;

        empty_some(v);
        out = render(code, v, &a);
        check_absent(code, out.text);
        check_absent(code, out.html);
        check_lines(code, out.text);
        if (getenv("CONVOKE_PRINT"))
            print_message("Subject: " SPAN_FMT "\n\n" SPAN_FMT "\n",
                          SPAN_ARG(out.subject), SPAN_ARG(out.text));
    }
}

/* What one thing more or less leaves: a mail without holes, or none. */
static bool flipped_is_whole(const char *code, const struct view *v,
                             struct span name, struct arena *a)
{
    struct rendered out = { 0 };
    struct reason why = { 0 };
    char what[160];

    snprintf(what, sizeof(what), "%s, %s", code, arena_str(a, name));
    if (catalog_render(shipped, code, v, a, &out, &why) == VERDICT_DONE)
        return !has_hole(what, out.text) && !has_hole(what, out.html);
    if (span_ends(span_str(why.text), SPAN("is empty")))
        return true;
    print_error("%s: %s\n", what, why.text);
    return false;
}

/* The other of what it is; false for what has no other. */
static bool flip(struct value *value)
{
    switch (value->kind) {
    case VALUE_FLAG:
    case VALUE_INT:
        value->number = !value->number;
        return true;
    case VALUE_LIST:
        value->list->items.n = 0;
        return true;
    case VALUE_TEXT:
        value->text = value->text.n ? SPAN_NONE : SPAN("示例");
        return true;
    default:
        *value = (struct value){ .kind = VALUE_NONE };
        return true;
    case VALUE_VIEW:
        return false;
    }
}

/* Each value of a view, and of the first item of each of its lists. */
static size_t flip_each(const char *code, struct view *whole, struct view *v,
                        struct arena *a)
{
    size_t holes = 0;

    for (size_t i = 0; i < v->entries.n; i++) {
        struct value *value = &v->entries.at[i].value;
        struct value before = *value;
        size_t items = value->kind == VALUE_LIST ? value->list->items.n : 0;
        if (items)
            holes += flip_each(code, whole, value->list->items.at[0].view, a);
        if (flip(value))
            holes += !flipped_is_whole(code, whole, v->entries.at[i].name, a);
        *value = before;
        if (value->kind == VALUE_LIST)
            value->list->items.n = items;
    }
    return holes;
}

static void test_one_thing_more_or_less(void **state)
{
    size_t holes = 0;

    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(4 * ARENA);
        const char *code = slots_of_notices[i].code;
        struct view *v = slots_sample(code, &a);

        holes += flip_each(code, v, v, &a);
    }
    CHECK_INT("holes", holes, 0);
}

static void test_refusals(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct rendered out = { .subject = SPAN("untouched") };
    struct reason why = { 0 };
    struct view *v = slots_sample("app.dup", &a);

    (void)state;
    CHECK_INT("no such code",
              catalog_render(shipped, "app.none", v, &a, &out, &why),
              VERDICT_NEVER);
    CHECK_SPAN("is named", span_str(why.text),
               SPAN("there is no notification \"app.none\""));
    CHECK_INT("a slot of another code",
              catalog_render(shipped, "app.ack", v, &a, &out, &why),
              VERDICT_NEVER);
    CHECK_SPAN("is named", span_str(why.text),
               SPAN("app.ack: slot \"files\" is not filled"));
    view_flag(v, "other", true);
    CHECK_INT("a flag for a value",
              catalog_render(shipped, "app.dup", v, &a, &out, &why),
              VERDICT_NEVER);
    CHECK_SPAN("is named", span_str(why.text),
               SPAN("app.dup: slot \"other\" must be a value"));
    view_text(v, "other", SPAN(""));
    CHECK_INT("an empty value",
              catalog_render(shipped, "app.dup", v, &a, &out, &why),
              VERDICT_NEVER);
    CHECK_TRUE("is named with its place",
               span_ends(span_str(why.text),
                         SPAN("zh/app.dup.mustache:5:35: \"other\" is empty")));
    CHECK_SPAN("results are untouched", out.subject, SPAN("untouched"));
    CHECK_TRUE("no sample of nothing", slots_sample("app.none", &a) == NULL);
}

/* A folder of templates with every kind of fault in it. */
static void test_all_errors_at_once(void **state)
{
    static const struct catalog_entry entries[] = { { "a.b", "unit" },
                                                    { "c.d", "unit" } };
    static const struct {
        const char *file, *bytes;
    } files[] = {
        { "zh/a.b.mustache", "Subject: 甲{{unti}}\n\n{{> sign}}\n{{gone}}\n" },
        { "zh/_sign.mustache", "\xEF\xBB\xBF{{unit}}\r\n{{comittee}}\r\n" },
        { "en/a.b.mustache", "No subject\n\nbody\n" },
        { "zh/c.d.mustache", "Subject: x\nbody\n" },
        { "zh/c.e.mustache", "Subject: x\n\nbody\n" },
        { "zh/_closing.mustache", "" },
        { "en/_closing.mustache", "" },
        { "footer.mustache", "" },
        { "layout.html", "{{{content}}}" },
    };
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    CLEANUP(text_release) struct text want = TEXT_INIT(TEXT_MAX_NOTICE);
    char folder[] = "/tmp/convoke-catalog-XXXXXX";
    char path[4096];
    struct catalog *c = (struct catalog *)1;

    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, i ? "zh" : "en");
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i].file);
        assert_int_equal(
            file_replace(path, span_str(files[i].bytes), 0600, NULL),
            VERDICT_DONE);
    }
    CHECK_INT("refused",
              catalog_open(folder, NULL, "committee", entries,
                           ARRAY_LEN(entries), &c, &errors),
              VERDICT_NEVER);
    text_addf(
        &want,
        "%1$s/zh/a.b.mustache:1:11: \"unti\" is no name known here\n"
        "%1$s/zh/_sign.mustache:2:1: \"comittee\" is no name known here\n"
        "%1$s/zh/a.b.mustache:4:1: \"gone\" is no name known here\n"
        "%1$s/en/a.b.mustache:1:1: the first line must be \"Subject: …\"\n"
        "%1$s/zh/c.d.mustache:2:1: an empty line and the body must follow "
        "the subject\n"
        "%1$s/en/c.d.mustache:1:1: file is missing\n"
        "%1$s/zh/c.e.mustache:1:1: no notification has this code\n",
        folder);
    CHECK_SPAN("every error with its place", text_span(&errors),
               text_span(&want));
    CHECK_TRUE("the result is untouched", c == (struct catalog *)1);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i].file);
        unlink(path);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, i ? "zh" : "en");
        rmdir(path);
    }
    rmdir(folder);
}

static void test_override(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    CLEANUP(catalog_drop) struct catalog *c = NULL;
    char folder[] = "/tmp/convoke-override-XXXXXX";
    char zh[64], path[128];
    struct rendered out = { 0 };
    struct reason why = { 0 };

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(zh, sizeof(zh), "%s/zh", folder);
    snprintf(path, sizeof(path), "%s/app.dup.mustache", zh);
    assert_int_equal(mkdir(zh, 0700), 0);
    assert_int_equal(file_replace(path,
                                  SPAN("\xEF\xBB\xBFSubject: 合并\r\n\r\n"
                                       "已并入{{other}}。\r\n"),
                                  0600, &why),
                     VERDICT_DONE);
    CHECK_INT("one file is enough",
              catalog_open(TEMPLATES, folder, slots_common, slots_of_notices,
                           slots_of_notices_n, &c, &errors),
              VERDICT_DONE);
    CHECK_INT("renders",
              catalog_render(c, "app.dup", slots_sample("app.dup", &a), &a,
                             &out, &why),
              VERDICT_DONE);
    CHECK_TRUE("its words win, BOM and CRLF are gone",
               span_starts(out.text, SPAN("已并入APP-2026-001。\n")));
    CHECK_SPAN("its subject with the shipped English", out.subject,
               SPAN("【网安标委】合并 / Application merged [APP-2026-001]"));
    unlink(path);
    rmdir(zh);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_texts),
        cmocka_unit_test(test_every_notice_says_what_it_must),
        cmocka_unit_test(test_html_is_fit_for_mail),
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_no_value_changes_the_page),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_what_may_be_lacking_stops_no_mail),
        cmocka_unit_test(test_one_thing_more_or_less),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_all_errors_at_once),
        cmocka_unit_test(test_override),
    };

    return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
