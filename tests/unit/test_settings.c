#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "gateway/settings.h"

enum { TEST_ARENA = 16 * 1024 * 1024 };

/* The least that is a whole configuration; %s is one more line or section. */
static const char whole[] =
    "committee = { name = \"委员会\"; name_en = \"TC\";"
    " domain = \"tc.example\"; address = \"gw@tc.example\";"
    " secretariat = [ \"sec@tc.example\" ];"
    " help = \"秘书处\"; help_en = \"the secretariat\"; };\n"
    "source = { kind = \"maildir\"; path = \".\"; };\n";
static const char out[] =
    "transport = { kind = \"maildir\"; path = \".\"; };\n";

static const char trust[] = "trust = { authserv = [ \"mx.tc.example\" ]; };\n";

struct fixture {
    char folder[64];
    char file[96];
    struct arena arena;
    struct complaints c;
    struct settings *set;
};

static void write_file(struct fixture *f, const char *name, const char *text,
                       mode_t mode)
{
    char path[128];
    struct reason why;

    snprintf(path, sizeof(path), "%s/%s", f->folder, name);
    assert_int_equal(file_replace(path, span_str(text), mode, &why), 0);
}

static void set_up(struct fixture *f)
{
    *f = (struct fixture){ .folder = "/tmp/convoke-settings-XXXXXX",
                           .arena = ARENA_INIT(TEST_ARENA) };
    f->c.arena = &f->arena;
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->file, sizeof(f->file), "%s/convoke.conf", f->folder);
    write_file(f, "charter.conf", "duties = ( );\n", 0644);
}

static void tear_down(struct fixture *f)
{
    char line[128];

    f->set = settings_free(f->set);
    arena_release(&f->arena);
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = { "convoke.conf", "charter.conf",
                                             "secret" };
        snprintf(line, sizeof(line), "%s/%s", f->folder, names[i]);
        unlink(line);
    }
    rmdir(f->folder);
}

static size_t load(struct fixture *f, const char *transport, const char *more)
{
    bool has_trust = strncmp(more, "trust", 5) == 0;
    char text[2048];
    enum verdict v;

    snprintf(text, sizeof(text), "%s%s%s%s", whole, transport,
             has_trust ? "" : trust, more);
    write_file(f, "convoke.conf", text, 0644);
    f->c.list.n = 0;
    f->set = settings_free(f->set);
    v = settings_load(f->file, &f->c, &f->set, NULL);
    CHECK_INT("refused when there is a report", v == VERDICT_DONE,
              f->c.list.n == 0);
    return f->c.list.n;
}

static void test_defaults_are_what_the_table_says(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    CHECK_INT("whole", load(&f, out, ""), 0);
    CHECK_INT("30M", f.set->limits.message, 30 << 20);
    CHECK_INT("09:00", f.set->times.scheduled, 9 * 3600);
    CHECK_INT("17:30", f.set->times.workday_end, 17 * 3600 + 1800);
    CHECK_INT("10s", f.set->parse.wall, 10);
    CHECK_INT("20 a day", f.set->limits.replies_per_day, 20);
    CHECK_INT("trust.require", f.set->trust.require, 1);
    CHECK_SPAN("separator", span_str(f.set->address.separator), SPAN("+"));
    CHECK_INT("duty addresses fall back to the secretariat",
              f.set->committee.operations.n, 1);
    CHECK_SPAN("helo", span_str(f.set->transport.helo), SPAN("tc.example"));
    CHECK_SPAN("envelope", span_str(f.set->transport.sender),
               SPAN("gw@tc.example"));
    CHECK_TRUE("paths start at the file's folder",
               span_ends(span_str(f.set->state), SPAN("/state")) &&
                   f.set->state[0] == '/');
    tear_down(&f);
}

static void test_a_default_file_that_is_missing_is_told(void **state)
{
    struct fixture f;
    char path[160];

    (void)state;
    set_up(&f);
    snprintf(path, sizeof(path), "%s/charter.conf", f.folder);
    assert_int_equal(unlink(path), 0);
    CHECK_INT("the charter", load(&f, out, ""), 1);
    CHECK_TRUE("named", span_has(f.c.list.at[0].what, SPAN("charter.conf")));
    tear_down(&f);
}

struct fault_case {
    const char *what;
    const char *transport;
    const char *more;
    size_t reports;
};

#define SMTP(more_)                                                            \
    "transport = { kind = \"smtp\"; host = \"mx.example.org\"; " more_ " };\n"

static const struct fault_case fault_cases[] = {
    { "smtp needs no path", SMTP(""), "", 0 },
    { "smtp needs a host", "transport = { kind = \"smtp\"; };\n", "", 1 },
    { "maildir needs a path", "transport = { kind = \"maildir\"; };\n", "", 1 },
    { "no TLS to a stranger", SMTP("tls = \"none\";"), "", 1 },
    { "no TLS to this machine",
      "transport = { kind = \"smtp\"; host = \"127.0.0.1\"; tls = \"none\"; };",
      "", 0 },
    { "a login needs user and secret", SMTP("auth = \"plain\";"), "", 2 },
    { "a secret others may read",
      SMTP("auth = \"plain\"; user = \"u\"; password_file = \"secret\";"), "",
      1 },
    { "port is bounded", SMTP("port = 65536;"), "", 1 },
    { "port at its bound", SMTP("port = 65535;"), "", 0 },
    { "negative", SMTP("sessions = -1;"), "", 1 },
    { "hours have minutes", out, "times = { scheduled = \"24:00\"; };", 1 },
    { "the day ends after it begins", out,
      "times = { scheduled = \"18:00\"; };", 1 },
    { "durations", out, "parse = { wall = \"90s\"; cpu = 7; };", 0 },
    { "a duration out of bounds", out, "parse = { wall = \"1h\"; };", 1 },
    { "sizes", out, "limits = { message = \"101M\"; };", 1 },
    { "one separator character", out, "address = { separator = \"++\"; };", 1 },
    { "flags are no numbers", out,
      "trust = { require = 1; authserv = [ \"a\" ]; };", 1 },
    { "a list is a list", out,
      "trust = { mx = \"mx.example\"; require = false; };", 1 },
    { "each item of a list is looked at", out,
      "trust = { mx = [ 1, 2 ]; require = false; };", 2 },
    { "commands need a name to believe", out, "trust = { require = true; };",
      1 },
    { "an empty list is no name", out, "trust = { authserv = [ ]; };", 1 },
    { "no proof is asked for", out, "trust = { require = false; };", 0 },
    { "controls in a value", out, "log = { level = \"a\\nb\"; };", 1 },
    { "unknown at the top", out, "statte = \"x\";", 1 },
    { "unknown section", out, "completely_else = { a = 1; };", 1 },
    { "a missing section is its required settings", "", "", 1 },
};

static void test_each_fault_is_reported_once(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    write_file(&f, "secret", "x\n", 0644);
    for (size_t i = 0; i < ARRAY_LEN(fault_cases); i++) {
        const struct fault_case *c = &fault_cases[i];
        CHECK_INT(c->what, load(&f, c->transport, c->more), c->reports);
    }
    tear_down(&f);
}

static void test_a_secret_of_ones_own_is_taken(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    write_file(&f, "secret", "x\n", 0600);
    CHECK_INT("0600",
              load(&f,
                   SMTP("auth = \"plain\"; user = \"u\"; password_file = "
                        "\"secret\"; tls = \"starttls\";"),
                   ""),
              0);
    CHECK_INT("starttls means 587", f.set->transport.port, 587);
    tear_down(&f);
}

static void test_nothing_is_written_on_failure(void **state)
{
    struct fixture f;
    struct settings *untouched = (struct settings *)&f;

    (void)state;
    set_up(&f);
    CHECK_INT("no such file",
              settings_load("/nonexistent/c.conf", &f.c, &untouched, NULL),
              VERDICT_NEVER);
    CHECK_TRUE("untouched", untouched == (struct settings *)&f);
    CHECK_INT("one report, not one a setting", f.c.list.n, 1);
    tear_down(&f);
}

static void test_every_setting_has_its_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        struct span section = span_sub(
            span_str(row->name), 0, span_find_char(span_str(row->name), '.'));
        bool known = section.n == strlen(row->name);
        for (size_t k = 0; k < settings_sections_n; k++)
            known |= span_eq(section, span_str(settings_sections[k].name));
        CHECK_TRUE(row->name, known);
        CHECK_TRUE(row->name, row->fallback || row->sample);
        CHECK_TRUE(row->name, row->zh && row->en && *row->zh && *row->en);
        CHECK_TRUE(row->name, span_is_utf8(span_str(row->zh)));
        for (size_t k = 0; k < i; k++)
            CHECK_TRUE(row->name,
                       strcmp(settings_table[k].name, row->name) != 0);
    }
}

/* line, column of each report on tests/data/cli/wrong.conf */
static const int wrong_places[][2] = {
    { 2, 11 },  { 7, 5 },   { 8, 39 },  { 9, 20 },  { 18, 12 }, { 19, 11 },
    { 20, 12 }, { 21, 16 }, { 24, 15 }, { 25, 21 }, { 25, 25 }, { 28, 17 },
    { 29, 16 }, { 31, 1 },  { 32, 9 },  { 33, 26 }, { 34, 9 },
};

static void test_seventeen_mistakes_are_seventeen_reports(void **state)
{
    struct arena arena = ARENA_INIT(TEST_ARENA);
    struct complaints c = { .arena = &arena };
    struct settings *set = NULL;
    struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    (void)state;
    CHECK_INT("refused",
              settings_load(CONVOKE_SOURCE "/tests/data/cli/wrong.conf", &c,
                            &set, NULL),
              VERDICT_NEVER);
    complaints_print(&c, false, &told);
    CHECK_INT("reports", c.list.n, ARRAY_LEN(wrong_places));
    for (size_t i = 0; i < c.list.n; i++) {
        char what[32];
        int line;
        int column;
        snprintf(what, sizeof(what), "report %zu", i + 1);
        complaint_position(c.list.at[i].place, &line, &column);
        CHECK_INT(what, line, wrong_places[i][0]);
        CHECK_INT(what, column, wrong_places[i][1]);
    }
    text_release(&told);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_are_what_the_table_says),
        cmocka_unit_test(test_a_default_file_that_is_missing_is_told),
        cmocka_unit_test(test_each_fault_is_reported_once),
        cmocka_unit_test(test_a_secret_of_ones_own_is_taken),
        cmocka_unit_test(test_nothing_is_written_on_failure),
        cmocka_unit_test(test_every_setting_has_its_words),
        cmocka_unit_test(test_seventeen_mistakes_are_seventeen_reports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
