/* The reader of libconfig's syntax against libconfig itself. */
#include "check.h"

#include <libconfig.h>
#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/base/text.h"
#include "gateway/charter.h"
#include "gateway/conf.h"
#include "gateway/settings.h"

enum { TEST_ARENA = 256 * 1024 * 1024 };

static void flatten(const struct conf_node *n, struct text *to)
{
    text_addf(to, SPAN_FMT ":", SPAN_ARG(n->name));
    switch (n->kind) {
    case CONF_INTEGER:
        text_addf(to, "%lld ", (long long)n->integer);
        break;
    case CONF_REAL:
        text_addf(to, "%.6f ", n->real);
        break;
    case CONF_FLAG:
        text_add_str(to, n->flag ? "true " : "false ");
        break;
    case CONF_TEXT:
        text_addf(to, "<" SPAN_FMT "> ", SPAN_ARG(n->text));
        break;
    default:
        text_add_str(to, n->kind == CONF_LIST ? "( " : "{ ");
        for (const struct conf_node *i = n->inside; i; i = i->next)
            flatten(i, to);
        text_add_str(to, ") ");
    }
}

static void flatten_theirs(const config_setting_t *s, struct text *to)
{
    text_addf(to, "%s:", config_setting_name(s) ? config_setting_name(s) : "");
    switch (config_setting_type(s)) {
    case CONFIG_TYPE_INT:
        text_addf(to, "%d ", config_setting_get_int(s));
        break;
    case CONFIG_TYPE_INT64:
        text_addf(to, "%lld ", config_setting_get_int64(s));
        break;
    case CONFIG_TYPE_FLOAT:
        text_addf(to, "%.6f ", config_setting_get_float(s));
        break;
    case CONFIG_TYPE_BOOL:
        text_add_str(to, config_setting_get_bool(s) ? "true " : "false ");
        break;
    case CONFIG_TYPE_STRING:
        text_addf(to, "<%s> ", config_setting_get_string(s));
        break;
    default:
        text_add_str(to,
                     config_setting_type(s) == CONFIG_TYPE_GROUP ? "{ " : "( ");
        for (int i = 0; i < config_setting_length(s); i++)
            flatten_theirs(config_setting_get_elem(s, (unsigned)i), to);
        text_add_str(to, ") ");
    }
}

/* Gives the number of complaints; `to` gets the flat tree. */
static size_t ours(struct span bytes, struct text *to)
{
    struct arena arena = ARENA_INIT(TEST_ARENA);
    struct complaints c = { .arena = &arena };
    struct conf_node *root = conf_parse("t", bytes, NULL, &c);
    size_t n = c.list.n;

    if (to)
        flatten(root, to);
    arena_release(&arena);
    return n;
}

static bool theirs(const char *text, struct text *to)
{
    config_t config;
    bool ok;

    config_init(&config);
    ok = config_read_string(&config, text) == CONFIG_TRUE;
    if (ok)
        flatten_theirs(config_root_setting(&config), to);
    config_destroy(&config);
    return ok;
}

static void test_same_values_as_libconfig(void **state)
{
    static const char *const good[] = {
        "",
        "# only a comment\n",
        "a = 1;",
        "a = 1\nb : 2,\nc = -3;",
        "a = 0x1F; b = 12345678901L; c = 077;",
        "a = 1.5; b = -2.5e3; c = .5; d = 1e2;",
        "a = true; b = FALSE; c = True;",
        "a = \"x\"; b = \"\"; c = \"q\\\"\\\\\\n\\t\\x41\";",
        "a = \"one \" \"two \"\n  \"three\";",
        "a = { b = { c = 1; }; d = 2; };",
        "a = [ 1, 2, 3 ]; b = [ \"x\", \"y\" ]; c = [ ];",
        "a = ( 1, \"x\", { y = 2; }, ( 3 ) ); b = ( );",
        "a = 1; // c\nb = 2; /* d\ne */ c = 3; # f\n",
        "名 = 1;",
        "a-b_c*9 = 1; *x = 2;",
        "a = \"中文“引号”\";",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct text mine = TEXT_INIT(TEXT_MAX_LETTER);
        struct text other = TEXT_INIT(TEXT_MAX_LETTER);
        size_t wrong = ours(span_str(good[i]), &mine);
        bool ok = theirs(good[i], &other);
        CHECK_INT(good[i], wrong == 0, ok);
        if (ok)
            CHECK_SPAN(good[i], text_span(&mine), text_span(&other));
        text_release(&mine);
        text_release(&other);
    }
}

static void test_what_init_writes_is_libconfig(void **state)
{
    struct text sample = TEXT_INIT(TEXT_MAX_LETTER);
    struct text mine = TEXT_INIT(TEXT_MAX_LETTER);
    struct text other = TEXT_INIT(TEXT_MAX_LETTER);

    (void)state;
    settings_sample(&sample);
    CHECK_INT("no complaint", ours(text_span(&sample), &mine), 0);
    CHECK_TRUE("libconfig reads it", theirs(text_str(&sample), &other));
    CHECK_SPAN("same values", text_span(&mine), text_span(&other));
    text_reset(&mine);
    text_reset(&other);
    CHECK_INT("charter", ours(charter_shipped(), &mine), 0);
    CHECK_TRUE("charter too", theirs(charter_shipped().p, &other));
    CHECK_SPAN("same duties", text_span(&mine), text_span(&other));
    text_release(&sample);
    text_release(&mine);
    text_release(&other);
}

static void test_refuses_what_libconfig_refuses(void **state)
{
    static const char *const bad[] = {
        "a",      "a =",        "a = ;",    "= 1;",         "a = 1; a = 2;",
        "a = {",  "a = [ 1, 2", "a = ( 1",  "a = \"x",      "a = 1x;",
        "a = b;", "}",          "a = 1 1;", "a = [ 1 2 ];", "1 = 2;",
        "a = @;",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct text other = TEXT_INIT(TEXT_MAX_LETTER);
        CHECK_TRUE(bad[i], ours(span_str(bad[i]), NULL) > 0);
        CHECK_INT(bad[i], theirs(bad[i], &other), 0);
        text_release(&other);
    }
}

struct place_case {
    const char *what, *text;
    int reports, line, column; /* of the first */
};

static const struct place_case place_cases[] = {
    { "missing value shown at its line's end", "a =\nb = 1;\n", 1, 1, 4 },
    { "missing equals sign", "a 1;\nb = 2;", 1, 1, 3 },
    { "word without quotes is one report", "h = mail.example.org;\nb = 1;", 1,
      1, 5 },
    { "an address without quotes is one report", "h = 127.0.0.1;\nb = 1;", 1, 1,
      5 },
    { "open quote does not swallow the next line", "a = \"x;\nb = 1;", 1, 1,
      5 },
    { "columns count characters", "a = \"中文\"; b = ;", 1, 1, 15 },
    { "repeated name", "a = 1;\nb = 2;\na = 3;", 1, 3, 1 },
    { "repeated name in another group is fine", "x = {a = 1;};y = {a = 1;};", 0,
      0, 0 },
    { "never closed group", "a = {\nb = 1;\n", 1, 1, 5 },
    { "one brace too many", "a = 1;\n}\nb = 2;", 1, 2, 1 },
    { "wide punctuation is understood", "a ＝ （1，2）；", 5, 1, 3 },
    { "wide quotes", "a = “x”；", 2, 1, 5 },
    { "bad escape", "a = \"C:\\dir\";", 1, 1, 8 },
    { "item without quotes", "a = [ \"x\", y, \"z\" ];", 1, 1, 12 },
    { "two slips are two reports", "a = ;\nb = x;\nc = 1;", 2, 1, 5 },
    { "not UTF-8", "a = \"\xc8\xeb\";", 1, 1, 6 },
    { "NUL octet", "a = 1;\n\n\n b = 2", 0, 0, 0 },
};

static void test_every_slip_once_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(place_cases); i++) {
        const struct place_case *p = &place_cases[i];
        struct arena arena = ARENA_INIT(TEST_ARENA);
        struct complaints c = { .arena = &arena };
        int line = 0;
        int column = 0;
        conf_parse("t", span_str(p->text), NULL, &c);
        CHECK_INT(p->what, c.list.n, p->reports);
        if (c.list.n)
            complaint_position(c.list.at[0].place, &line, &column);
        CHECK_INT(p->what, line, p->line);
        CHECK_INT(p->what, column, p->column);
        arena_release(&arena);
    }
}

static void test_nul_and_depth_are_refused(void **state)
{
    struct text deep = TEXT_INIT(TEXT_MAX_LETTER);

    (void)state;
    CHECK_INT("NUL", ours(span_of("a = 1;\0b", 8), NULL), 1);
    for (int i = 0; i < 50000; i++)
        text_add_str(&deep, "a={");
    CHECK_INT("50000 deep is one report", ours(text_span(&deep), NULL), 1);
    text_release(&deep);
}

/* Cut anywhere and with any octet changed, a file gives complaints and never
 * more (the sanitizers watch). */
static void test_any_octets_are_survived(void **state)
{
    struct text sample = TEXT_INIT(TEXT_MAX_LETTER);
    uint32_t seed = 1;

    (void)state;
    text_add(&sample, charter_shipped());
    for (size_t n = 0; n < sample.n; n += 7)
        ours(span_sub(text_span(&sample), 0, n), NULL);
    for (int i = 0; i < 2000; i++) {
        size_t at;
        char old;
        seed = seed * 1664525u + 1013904223u;
        at = (seed >> 8) % sample.n;
        old = sample.p[at];
        sample.p[at] = "\"{}[]();=,\\#\n\xef x"[seed % 15];
        ours(text_span(&sample), NULL);
        sample.p[at] = old;
    }
    text_release(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_values_as_libconfig),
        cmocka_unit_test(test_what_init_writes_is_libconfig),
        cmocka_unit_test(test_refuses_what_libconfig_refuses),
        cmocka_unit_test(test_every_slip_once_in_its_place),
        cmocka_unit_test(test_nul_and_depth_are_refused),
        cmocka_unit_test(test_any_octets_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
