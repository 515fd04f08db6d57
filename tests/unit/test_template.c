/* The core of the public Mustache specification (1.4.2), case by case under
 * its own names, with words of our own; then what strict templates refuse. */
#include "check.h"

#include <jansson.h>

#include "convoke/base/own.h"
#include "gateway/render/template.h"

struct spec_case {
    const char *name;
    const char *data; /* JSON */
    const char *template;
    const char *want;
    const char *partials; /* JSON, may be NULL */
};

/* clang-format off */
static const struct spec_case interpolation[] = {
    { "No Interpolation", "{}", "Dear {member}!\n", "Dear {member}!\n", NULL },
    { "Basic Interpolation", "{\"who\":\"unit\"}", "Dear {{who}}!\n", "Dear unit!\n", NULL },
    { "No Re-interpolation", "{\"a\":\"{{b}}\",\"b\":\"Earth\"}", "{{a}}: {{b}}", "{{b}}: Earth", NULL },
    { "HTML Escaping", "{\"x\":\"& \\\" < >\"}", "escaped: {{x}}\n", "escaped: &amp; &quot; &lt; &gt;\n", NULL },
    { "Triple Mustache", "{\"x\":\"& \\\" < >\"}", "raw: {{{x}}}\n", "raw: & \" < >\n", NULL },
    { "Ampersand", "{\"x\":\"& \\\" < >\"}", "raw: {{&x}}\n", "raw: & \" < >\n", NULL },
    { "Basic Integer Interpolation", "{\"n\":18}", "\"{{n}} months\"", "\"18 months\"", NULL },
    { "Triple Mustache Integer Interpolation", "{\"n\":18}", "\"{{{n}}} months\"", "\"18 months\"", NULL },
    { "Ampersand Integer Interpolation", "{\"n\":18}", "\"{{&n}} months\"", "\"18 months\"", NULL },
    { "Basic Decimal Interpolation", "{\"n\":1.21}", "\"{{n}} weeks\"", "\"1.21 weeks\"", NULL },
    { "Triple Mustache Decimal Interpolation", "{\"n\":1.21}", "\"{{{n}}} weeks\"", "\"1.21 weeks\"", NULL },
    { "Ampersand Decimal Interpolation", "{\"n\":1.21}", "\"{{&n}} weeks\"", "\"1.21 weeks\"", NULL },
    { "Basic Null Interpolation", "{\"gone\":null}", "({{gone}}) seen", "() seen", NULL },
    { "Triple Mustache Null Interpolation", "{\"gone\":null}", "({{{gone}}}) seen", "() seen", NULL },
    { "Ampersand Null Interpolation", "{\"gone\":null}", "({{&gone}}) seen", "() seen", NULL },
    { "Basic Context Miss Interpolation", "{}", "({{gone}}) seen", "() seen", NULL },
    { "Triple Mustache Context Miss Interpolation", "{}", "({{{gone}}}) seen", "() seen", NULL },
    { "Ampersand Context Miss Interpolation", "{}", "({{&gone}}) seen", "() seen", NULL },
    { "Dotted Names - Basic Interpolation", "{\"unit\":{\"name\":\"Li\"}}", "\"{{unit.name}}\" == \"{{#unit}}{{name}}{{/unit}}\"", "\"Li\" == \"Li\"", NULL },
    { "Dotted Names - Triple Mustache Interpolation", "{\"unit\":{\"name\":\"Li\"}}", "\"{{{unit.name}}}\" == \"{{#unit}}{{{name}}}{{/unit}}\"", "\"Li\" == \"Li\"", NULL },
    { "Dotted Names - Ampersand Interpolation", "{\"unit\":{\"name\":\"Li\"}}", "\"{{&unit.name}}\" == \"{{#unit}}{{&name}}{{/unit}}\"", "\"Li\" == \"Li\"", NULL },
    { "Dotted Names - Arbitrary Depth", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"name\":\"Wu\"}}}}}}", "\"{{a.b.c.d.e.name}}\"", "\"Wu\"", NULL },
    { "Dotted Names - Broken Chains", "{\"a\":{}}", "\"{{a.b.c}}\" == \"\"", "\"\" == \"\"", NULL },
    { "Dotted Names - Broken Chain Resolution", "{\"a\":{\"b\":{}},\"c\":{\"name\":\"Jin\"}}", "\"{{a.b.c.name}}\" == \"\"", "\"\" == \"\"", NULL },
    { "Dotted Names - Initial Resolution", "{\"a\":{\"b\":{\"c\":{\"d\":{\"name\":\"Wu\"}}}},\"b\":{\"c\":{\"d\":{\"name\":\"Wrong\"}}}}", "\"{{#a}}{{b.c.d.name}}{{/a}}\" == \"Wu\"", "\"Wu\" == \"Wu\"", NULL },
    { "Dotted Names - Context Precedence", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"WRONG\"}}", "{{#a}}{{b.c}}{{/a}}", "", NULL },
    { "Dotted names are never single keys", "{\"a.b\":\"c\"}", "{{a.b}}", "", NULL },
    { "Dotted Names - No Masking", "{\"a.b\":\"c\",\"a\":{\"b\":\"d\"}}", "{{a.b}}", "d", NULL },
    { "Implicit Iterators - Basic Interpolation", "\"world\"", "Hello, {{.}}!\n", "Hello, world!\n", NULL },
    { "Implicit Iterators - HTML Escaping", "\"& \\\" < >\"", "escaped: {{.}}\n", "escaped: &amp; &quot; &lt; &gt;\n", NULL },
    { "Implicit Iterators - Triple Mustache", "\"& \\\" < >\"", "raw: {{{.}}}\n", "raw: & \" < >\n", NULL },
    { "Implicit Iterators - Ampersand", "\"& \\\" < >\"", "raw: {{&.}}\n", "raw: & \" < >\n", NULL },
    { "Implicit Iterators - Basic Integer Interpolation", "85", "\"{{.}} days\"", "\"85 days\"", NULL },
    { "Interpolation - Surrounding Whitespace", "{\"s\":\"---\"}", "| {{s}} |", "| --- |", NULL },
    { "Triple Mustache - Surrounding Whitespace", "{\"s\":\"---\"}", "| {{{s}}} |", "| --- |", NULL },
    { "Ampersand - Surrounding Whitespace", "{\"s\":\"---\"}", "| {{&s}} |", "| --- |", NULL },
    { "Interpolation - Standalone", "{\"s\":\"---\"}", "  {{s}}\n", "  ---\n", NULL },
    { "Triple Mustache - Standalone", "{\"s\":\"---\"}", "  {{{s}}}\n", "  ---\n", NULL },
    { "Ampersand - Standalone", "{\"s\":\"---\"}", "  {{&s}}\n", "  ---\n", NULL },
    { "Interpolation With Padding", "{\"s\":\"---\"}", "|{{ s }}|", "|---|", NULL },
    { "Triple Mustache With Padding", "{\"s\":\"---\"}", "|{{{ s }}}|", "|---|", NULL },
    { "Ampersand With Padding", "{\"s\":\"---\"}", "|{{& s }}|", "|---|", NULL },
};

static const struct spec_case sections[] = {
    { "Truthy", "{\"ok\":true}", "\"{{#ok}}shown{{/ok}}\"", "\"shown\"", NULL },
    { "Falsey", "{\"ok\":false}", "\"{{#ok}}hidden{{/ok}}\"", "\"\"", NULL },
    { "Null is falsey", "{\"none\":null}", "\"{{#none}}hidden{{/none}}\"", "\"\"", NULL },
    { "Context", "{\"unit\":{\"name\":\"Li\"}}", "\"{{#unit}}Hi {{name}}.{{/unit}}\"", "\"Hi Li.\"", NULL },
    { "Parent contexts", "{\"a\":\"one\",\"b\":\"wrong\",\"s\":{\"b\":\"two\"},\"c\":{\"d\":\"three\"}}", "\"{{#s}}{{a}}, {{b}}, {{c.d}}{{/s}}\"", "\"one, two, three\"", NULL },
    { "Variable test", "{\"x\":\"bar\"}", "\"{{#x}}{{.}} is {{x}}{{/x}}\"", "\"bar is bar\"", NULL },
    { "List Contexts", "{\"tops\":[{\"t\":{\"up\":\"A\",\"low\":\"a\"},\"mids\":[{\"m\":\"1\",\"bots\":[{\"b\":\"x\"},{\"b\":\"y\"}]}]}]}", "{{#tops}}{{#mids}}{{t.low}}{{m}}.{{#bots}}{{t.up}}{{m}}{{b}}.{{/bots}}{{/mids}}{{/tops}}", "a1.A1x.A1y.", NULL },
    { "Deeply Nested Contexts", "{\"a\":{\"one\":1},\"b\":{\"two\":2},\"c\":{\"three\":3,\"d\":{\"four\":4,\"five\":5}}}",
      "{{#a}}\n{{one}}\n{{#b}}\n{{one}}{{two}}{{one}}\n{{#c}}\n{{one}}{{two}}{{three}}{{two}}{{one}}\n{{#d}}\n{{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}\n{{#five}}\n{{one}}{{two}}{{three}}{{four}}{{five}}{{four}}{{three}}{{two}}{{one}}\n{{one}}{{two}}{{three}}{{four}}{{.}}6{{.}}{{four}}{{three}}{{two}}{{one}}\n{{one}}{{two}}{{three}}{{four}}{{five}}{{four}}{{three}}{{two}}{{one}}\n{{/five}}\n{{one}}{{two}}{{three}}{{four}}{{three}}{{two}}{{one}}\n{{/d}}\n{{one}}{{two}}{{three}}{{two}}{{one}}\n{{/c}}\n{{one}}{{two}}{{one}}\n{{/b}}\n{{one}}\n{{/a}}\n",
      "1\n121\n12321\n1234321\n123454321\n12345654321\n123454321\n1234321\n12321\n121\n1\n", NULL },
    { "List", "{\"l\":[{\"i\":1},{\"i\":2},{\"i\":3}]}", "\"{{#l}}{{i}}{{/l}}\"", "\"123\"", NULL },
    { "Empty List", "{\"l\":[]}", "\"{{#l}}any{{/l}}\"", "\"\"", NULL },
    { "Doubled", "{\"ok\":true,\"two\":\"second\"}", "{{#ok}}\n- first\n{{/ok}}\n- {{two}}\n{{#ok}}\n- third\n{{/ok}}\n", "- first\n- second\n- third\n", NULL },
    { "Nested (Truthy)", "{\"ok\":true}", "| A {{#ok}}B {{#ok}}C{{/ok}} D{{/ok}} E |", "| A B C D E |", NULL },
    { "Nested (Falsey)", "{\"ok\":false}", "| A {{#ok}}B {{#ok}}C{{/ok}} D{{/ok}} E |", "| A  E |", NULL },
    { "Context Misses", "{}", "[{{#gone}}found{{/gone}}]", "[]", NULL },
    { "Implicit Iterator - String", "{\"l\":[\"a\",\"b\",\"c\"]}", "\"{{#l}}({{.}}){{/l}}\"", "\"(a)(b)(c)\"", NULL },
    { "Implicit Iterator - Integer", "{\"l\":[1,2,3]}", "\"{{#l}}({{.}}){{/l}}\"", "\"(1)(2)(3)\"", NULL },
    { "Implicit Iterator - Decimal", "{\"l\":[1.1,2.2]}", "\"{{#l}}({{.}}){{/l}}\"", "\"(1.1)(2.2)\"", NULL },
    { "Implicit Iterator - Array", "{\"l\":[[1,2,3],[\"a\",\"b\"]]}", "\"{{#l}}({{#.}}{{.}}{{/.}}){{/l}}\"", "\"(123)(ab)\"", NULL },
    { "Implicit Iterator - HTML Escaping", "{\"l\":[\"&\",\"\\\"\",\"<\",\">\"]}", "\"{{#l}}({{.}}){{/l}}\"", "\"(&amp;)(&quot;)(&lt;)(&gt;)\"", NULL },
    { "Implicit Iterator - Triple mustache", "{\"l\":[\"&\",\"\\\"\",\"<\",\">\"]}", "\"{{#l}}({{{.}}}){{/l}}\"", "\"(&)(\")(<)(>)\"", NULL },
    { "Implicit Iterator - Ampersand", "{\"l\":[\"&\",\"\\\"\",\"<\",\">\"]}", "\"{{#l}}({{&.}}){{/l}}\"", "\"(&)(\")(<)(>)\"", NULL },
    { "Implicit Iterator - Root-level", "[{\"v\":\"a\"},{\"v\":\"b\"}]", "\"{{#.}}({{v}}){{/.}}\"", "\"(a)(b)\"", NULL },
    { "Dotted Names - Truthy", "{\"a\":{\"b\":{\"c\":true}}}", "\"{{#a.b.c}}Here{{/a.b.c}}\"", "\"Here\"", NULL },
    { "Dotted Names - Falsey", "{\"a\":{\"b\":{\"c\":false}}}", "\"{{#a.b.c}}Here{{/a.b.c}}\"", "\"\"", NULL },
    { "Dotted Names - Broken Chains", "{\"a\":{}}", "\"{{#a.b.c}}Here{{/a.b.c}}\"", "\"\"", NULL },
    { "Surrounding Whitespace", "{\"ok\":true}", " | {{#ok}}\t|\t{{/ok}} | \n", " | \t|\t | \n", NULL },
    { "Internal Whitespace", "{\"ok\":true}", " | {{#ok}} {{! kept blanks }}\n {{/ok}} | \n", " |  \n  | \n", NULL },
    { "Indented Inline Sections", "{\"ok\":true}", " {{#ok}}YES{{/ok}}\n {{#ok}}GOOD{{/ok}}\n", " YES\n GOOD\n", NULL },
    { "Standalone Lines", "{\"ok\":true}", "| one\n{{#ok}}\n|\n{{/ok}}\n| two\n", "| one\n|\n| two\n", NULL },
    { "Indented Standalone Lines", "{\"ok\":true}", "| one\n  {{#ok}}\n|\n  {{/ok}}\n| two\n", "| one\n|\n| two\n", NULL },
    { "Standalone Line Endings", "{\"ok\":true}", "|\r\n{{#ok}}\r\n{{/ok}}\r\n|", "|\r\n|", NULL },
    { "Standalone Without Previous Line", "{\"ok\":true}", "  {{#ok}}\n#{{/ok}}\n/", "#\n/", NULL },
    { "Standalone Without Newline", "{\"ok\":true}", "#{{#ok}}\n/\n  {{/ok}}", "#\n/\n", NULL },
    { "Padding", "{\"ok\":true}", "|{{# ok }}={{/ ok }}|", "|=|", NULL },
};

static const struct spec_case inverted[] = {
    { "Falsey", "{\"ok\":false}", "\"{{^ok}}shown{{/ok}}\"", "\"shown\"", NULL },
    { "Truthy", "{\"ok\":true}", "\"{{^ok}}hidden{{/ok}}\"", "\"\"", NULL },
    { "Null is falsey", "{\"none\":null}", "\"{{^none}}shown{{/none}}\"", "\"shown\"", NULL },
    { "Context", "{\"unit\":{\"name\":\"Li\"}}", "\"{{^unit}}Hi {{name}}.{{/unit}}\"", "\"\"", NULL },
    { "List", "{\"l\":[{\"n\":1},{\"n\":2}]}", "\"{{^l}}{{n}}{{/l}}\"", "\"\"", NULL },
    { "Empty List", "{\"l\":[]}", "\"{{^l}}none{{/l}}\"", "\"none\"", NULL },
    { "Doubled", "{\"ok\":false,\"two\":\"second\"}", "{{^ok}}\n- first\n{{/ok}}\n- {{two}}\n{{^ok}}\n- third\n{{/ok}}\n", "- first\n- second\n- third\n", NULL },
    { "Nested (Falsey)", "{\"ok\":false}", "| A {{^ok}}B {{^ok}}C{{/ok}} D{{/ok}} E |", "| A B C D E |", NULL },
    { "Nested (Truthy)", "{\"ok\":true}", "| A {{^ok}}B {{^ok}}C{{/ok}} D{{/ok}} E |", "| A  E |", NULL },
    { "Context Misses", "{}", "[{{^gone}}not found{{/gone}}]", "[not found]", NULL },
    { "Dotted Names - Truthy", "{\"a\":{\"b\":{\"c\":true}}}", "\"{{^a.b.c}}Not{{/a.b.c}}\"", "\"\"", NULL },
    { "Dotted Names - Falsey", "{\"a\":{\"b\":{\"c\":false}}}", "\"{{^a.b.c}}Not{{/a.b.c}}\"", "\"Not\"", NULL },
    { "Dotted Names - Broken Chains", "{\"a\":{}}", "\"{{^a.b.c}}Not{{/a.b.c}}\"", "\"Not\"", NULL },
    { "Surrounding Whitespace", "{\"ok\":false}", " | {{^ok}}\t|\t{{/ok}} | \n", " | \t|\t | \n", NULL },
    { "Internal Whitespace", "{\"ok\":false}", " | {{^ok}} {{! kept blanks }}\n {{/ok}} | \n", " |  \n  | \n", NULL },
    { "Indented Inline Sections", "{\"ok\":false}", " {{^ok}}NO{{/ok}}\n {{^ok}}WAY{{/ok}}\n", " NO\n WAY\n", NULL },
    { "Standalone Lines", "{\"ok\":false}", "| one\n{{^ok}}\n|\n{{/ok}}\n| two\n", "| one\n|\n| two\n", NULL },
    { "Standalone Indented Lines", "{\"ok\":false}", "| one\n  {{^ok}}\n|\n  {{/ok}}\n| two\n", "| one\n|\n| two\n", NULL },
    { "Standalone Line Endings", "{\"ok\":false}", "|\r\n{{^ok}}\r\n{{/ok}}\r\n|", "|\r\n|", NULL },
    { "Standalone Without Previous Line", "{\"ok\":false}", "  {{^ok}}\n^{{/ok}}\n/", "^\n/", NULL },
    { "Standalone Without Newline", "{\"ok\":false}", "^{{^ok}}\n/\n  {{/ok}}", "^\n/\n", NULL },
    { "Padding", "{\"ok\":false}", "|{{^ ok }}={{/ ok }}|", "|=|", NULL },
};

static const struct spec_case comments[] = {
    { "Inline", "{}", "one{{! unseen }}two", "onetwo", NULL },
    { "Multiline", "{}", "one{{!\n  not\n  seen...\n}}two\n", "onetwo\n", NULL },
    { "Standalone", "{}", "Begin.\n{{! unseen }}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Indented Standalone", "{}", "Begin.\n  {{! unseen }}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Standalone Line Endings", "{}", "|\r\n{{! unseen }}\r\n|", "|\r\n|", NULL },
    { "Standalone Without Previous Line", "{}", "  {{! still alone }}\n!", "!", NULL },
    { "Standalone Without Newline", "{}", "!\n  {{! still alone }}", "!\n", NULL },
    { "Multiline Standalone", "{}", "Begin.\n{{!\nnot seen\n}}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Indented Multiline Standalone", "{}", "Begin.\n  {{!\n    not seen\n  }}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Indented Inline", "{}", "  12 {{! 34 }}\n", "  12 \n", NULL },
    { "Surrounding Whitespace", "{}", "one {{! unseen }} two", "one  two", NULL },
    { "Variable Name Collision", "{\"! word\":1,\"! word \":2,\"!word\":3,\"word\":4}", ">{{! word }}<", "><", NULL },
};

static const struct spec_case partials[] = {
    { "Basic Behavior", "{}", "\"{{>text}}\"", "\"from partial\"", "{\"text\":\"from partial\"}" },
    { "Failed Lookup", "{}", "\"{{>text}}\"", "\"\"", "{}" },
    { "Context", "{\"text\":\"content\"}", "\"{{>p}}\"", "\"*content*\"", "{\"p\":\"*{{text}}*\"}" },
    { "Recursion", "{\"c\":\"X\",\"l\":[{\"c\":\"Y\",\"l\":[]}]}", "{{>node}}", "X<Y<>>", "{\"node\":\"{{c}}<{{#l}}{{>node}}{{/l}}>\"}" },
    { "Nested", "{\"a\":\"hello\",\"b\":\"world\"}", "{{>outer}}", "*hello world!*", "{\"outer\":\"*{{a}} {{>inner}}*\",\"inner\":\"{{b}}!\"}" },
    { "Surrounding Whitespace", "{}", "| {{>p}} |", "| \t|\t |", "{\"p\":\"\\t|\\t\"}" },
    { "Inline Indentation", "{\"d\":\"|\"}", "  {{d}}  {{> p}}\n", "  |  >\n>\n", "{\"p\":\">\\n>\"}" },
    { "Standalone Line Endings", "{}", "|\r\n{{>p}}\r\n|", "|\r\n>|", "{\"p\":\">\"}" },
    { "Standalone Without Previous Line", "{}", "  {{>p}}\n>", "  >\n  >>", "{\"p\":\">\\n>\"}" },
    { "Standalone Without Newline", "{}", ">\n  {{>p}}", ">\n  >\n  >", "{\"p\":\">\\n>\"}" },
    { "Standalone Indentation", "{\"c\":\"<\\n->\"}", "\\\n {{>p}}\n/\n", "\\\n |\n <\n->\n |\n/\n", "{\"p\":\"|\\n{{{c}}}\\n|\\n\"}" },
    { "Padding Whitespace", "{\"ok\":true}", "|{{> p }}|", "|[]|", "{\"p\":\"[]\"}" },
};

static const struct spec_case delimiters[] = {
    { "Pair Behavior", "{\"t\":\"Hey!\"}", "{{=<% %>=}}(<%t%>)", "(Hey!)", NULL },
    { "Special Characters", "{\"t\":\"It worked!\"}", "({{=[ ]=}}[t])", "(It worked!)", NULL },
    { "Sections", "{\"s\":true,\"d\":\"seen\"}", "[\n{{#s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|#s|\n  {{d}}\n  |d|\n|/s|\n]\n", "[\n  seen\n  |d|\n\n  {{d}}\n  seen\n]\n", NULL },
    { "Inverted Sections", "{\"s\":false,\"d\":\"seen\"}", "[\n{{^s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|^s|\n  {{d}}\n  |d|\n|/s|\n]\n", "[\n  seen\n  |d|\n\n  {{d}}\n  seen\n]\n", NULL },
    { "Partial Inheritence", "{\"v\":\"yes\"}", "[ {{>p}} ]\n{{= | | =}}\n[ |>p| ]\n", "[ .yes. ]\n[ .yes. ]\n", "{\"p\":\".{{v}}.\"}" },
    { "Post-Partial Behavior", "{\"v\":\"yes\"}", "[ {{>p}} ]\n[ .{{v}}.  .|v|. ]\n", "[ .yes.  .yes. ]\n[ .yes.  .|v|. ]\n", "{\"p\":\".{{v}}. {{= | | =}} .|v|.\"}" },
    { "Surrounding Whitespace", "{}", "| {{=@ @=}} |", "|  |", NULL },
    { "Outlying Whitespace (Inline)", "{}", " | {{=@ @=}}\n", " | \n", NULL },
    { "Standalone Tag", "{}", "Begin.\n{{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Indented Standalone Tag", "{}", "Begin.\n  {{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n", NULL },
    { "Standalone Line Endings", "{}", "|\r\n{{= @ @ =}}\r\n|", "|\r\n|", NULL },
    { "Standalone Without Previous Line", "{}", "  {{=@ @=}}\n=", "=", NULL },
    { "Standalone Without Newline", "{}", "=\n  {{=@ @=}}", "=\n", NULL },
    { "Pair with Padding", "{}", "|{{= @   @ =}}|", "||", NULL },
};
/* clang-format on */

/* JSON to values: what the desk does with view_text and its like. */
static struct value value_of(const json_t *json, struct arena *a)
{
    struct value v = { 0 };
    const char *key;
    json_t *item;
    size_t i;

    switch (json_typeof(json)) {
    case JSON_OBJECT:
        v.kind = VALUE_VIEW;
        v.view = view_new(a);
        json_object_foreach((json_t *)json, key, item)
            view_put(v.view, span_str(key), value_of(item, a));
        break;
    case JSON_ARRAY:
        v.kind = VALUE_LIST;
        v.list = ARENA_NEW(a, struct value_list);
        json_array_foreach(json, i, item) * list_push(&v.list->items, a) =
            value_of(item, a);
        break;
    case JSON_STRING:
        v.kind = VALUE_TEXT;
        v.text = arena_span(a, span_str(json_string_value(json)));
        break;
    case JSON_INTEGER:
        v.kind = VALUE_INT;
        v.number = json_integer_value(json);
        break;
    case JSON_REAL:
        v.kind = VALUE_TEXT;
        v.text = arena_printf(a, "%g", json_real_value(json));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        v.kind = VALUE_FLAG;
        v.number = json_is_true(json);
        break;
    case JSON_NULL:
        break;
    }
    return v;
}

struct json_partials {
    struct template_partials base;
    const json_t *json;
};

static bool find_in_json(const struct template_partials *from, struct span name,
                         struct template_source *ret)
{
    const struct json_partials *p = (const struct json_partials *)from;
    char key[64] = "";

    memcpy(key, name.p, name.n < sizeof(key) ? name.n : 0);
    const char *text = json_string_value(json_object_get(p->json, key));
    *ret = (struct template_source){ "partial", 1, 1, span_str(text) };
    return text != NULL;
}

static void check_spec_case(const char *file, const struct spec_case *c)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_HEADER);
    json_t *data = json_loads(c->data, JSON_DECODE_ANY, NULL);
    json_t *with = json_loads(c->partials ? c->partials : "{}", 0, NULL);
    struct json_partials p = { { find_in_json }, with };
    const struct template *t;
    struct value value;
    struct reason why = { 0 };
    char what[160];

    snprintf(what, sizeof(what), "%s: %s", file, c->name);
    assert_non_null(data);
    assert_non_null(with);
    value = value_of(data, &a);
    t = template_compile(
        &(struct template_spec){
            .arena = &a,
            .source = { c->name, 1, 1, span_str(c->template) },
            .partials = &p.base,
        },
        &errors);
    CHECK_SPAN(what, text_span(&errors), SPAN_NONE);
    CHECK_INT(
        what,
        template_render(t, &value,
                        &(struct template_way){ PHRASE_EN, escape_html, &a },
                        &got, &why),
        VERDICT_DONE);
    CHECK_SPAN(what, text_span(&got), span_str(c->want));
    json_decref(data);
    json_decref(with);
}

#define SPEC(table)                                                            \
    {                                                                          \
#table, table, ARRAY_LEN(table)                                        \
    }

static void test_public_specification(void **state)
{
    static const struct {
        const char *file;
        const struct spec_case *cases;
        size_t n;
    } files[] = { SPEC(interpolation), SPEC(sections), SPEC(inverted),
                  SPEC(comments),      SPEC(partials), SPEC(delimiters) };
    size_t total = 0;

    (void)state;
    for (size_t f = 0; f < ARRAY_LEN(files); f++)
        for (size_t i = 0; i < files[f].n; i++, total++)
            check_spec_case(files[f].file, &files[f].cases[i]);
    CHECK_INT("named cases of the specification's core", total, 136);
}

static const struct {
    const char *what, *template, *want;
} refusals[] = {
    { "a known name is fine", "{{unit}}", "" },
    { "unknown name", "ab\n 中{{unti}}",
      "t:2:3: \"unti\" is no name known here\n" },
    { "every error is told", "{{a}}\n{{b}}",
      "t:1:1: \"a\" is no name known here\n"
      "t:2:1: \"b\" is no name known here\n" },
    { "a list's name outside of it",
      "{{#missing}}{{label}}{{/missing}}{{label}}",
      "t:1:34: \"label\" is no name known here\n" },
    { "unknown section", "{{#x}}{{/x}}",
      "t:1:1: \"x\" is no name known here\n" },
    { "raw values", "{{{unit}}}",
      "t:1:1: \"unit\" may not be inserted without escaping\n" },
    { "raw values by ampersand", "{{&unit}}",
      "t:1:1: \"unit\" may not be inserted without escaping\n" },
    { "a flag is no word", "{{open}}",
      "t:1:1: \"open\" is a flag, not a value\n" },
    { "a list is no word", "{{missing}}",
      "t:1:1: \"missing\" is a list, not a value\n" },
    { "a section left open", "a{{#open}}b", "t:1:2: \"open\" is not closed\n" },
    { "a section closed twice", "{{#open}}{{/open}}{{/open}}",
      "t:1:19: \"open\" closes no section\n" },
    { "sections crossed", "{{#open}}{{#unit}}{{/open}}{{/unit}}{{/open}}",
      "t:1:19: \"open\" does not close the open section\n" },
    { "a tag left open", "a {{unit", "t:1:3: tag is not closed\n" },
    { "a name with a blank", "{{unit due}}",
      "t:1:1: \"unit due\" is no name\n" },
    { "an empty name", "{{}}", "t:1:1: is no name\n" },
    { "one delimiter", "{{=|=}}", "t:1:1: two delimiters expected\n" },
    { "a partial that is not there", "{{> gone}}",
      "t:1:1: \"gone\" is no partial\n" },
    { "a control character", "a\x02", "t:1:2: control character\n" },
    { "last outside a list", "{{#last}}{{/last}}",
      "t:1:1: \"last\" is no name known here\n" },
    { "last and count inside",
      "{{missing.count}}{{#missing}}{{^last}}, "
      "{{/last}}{{/missing}}",
      "" },
    { "one language of a value", "{{unit.zh}} {{unit.en}}", "" },
    { "no such part of a value", "{{unit.fr}}",
      "t:1:1: \"unit.fr\" is no name known here\n" },
};

static void test_strict_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_HEADER);
        struct scope scope = { 0 };
        const struct scope *scopes[] = { &scope };
        const struct template *t;

        CHECK_INT(
            refusals[i].what,
            scope_parse(&a, "unit open? missing[label hint]", &scope, NULL),
            VERDICT_DONE);
        t = template_compile(
            &(struct template_spec){
                .arena = &a,
                .source = { "t", 1, 1, span_str(refusals[i].template) },
                .scopes = scopes,
                .scopes_n = 1,
            },
            &errors);
        CHECK_SPAN(refusals[i].what, text_span(&errors),
                   span_str(refusals[i].want));
        CHECK_INT(refusals[i].what, t != NULL, refusals[i].want[0] == '\0');
    }
}

static bool find_itself(const struct template_partials *from, struct span name,
                        struct template_source *ret)
{
    (void)from;
    (void)name;
    *ret = (struct template_source){ "p", 1, 1, SPAN("{{> p}}") };
    return true;
}

static void test_partials_end(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_HEADER);
    struct template_partials itself = { find_itself };
    struct template_spec spec = {
        .arena = &a,
        .source = { "t", 1, 1, SPAN("{{> p}}") },
        .partials = &itself,
    };
    struct value none = { .kind = VALUE_VIEW, .view = view_new(&a) };
    struct scope scope = { 0 };
    const struct scope *scopes[] = { &scope };
    const struct template *t = template_compile(&spec, &errors);
    struct reason why = { 0 };

    (void)state;
    CHECK_TRUE("lenient compiles once", t != NULL);
    CHECK_INT(
        "lenient rendering ends",
        template_render(t, &none,
                        &(struct template_way){ PHRASE_ZH, escape_none, &a },
                        &out, &why),
        VERDICT_NEVER);
    spec.scopes = scopes;
    spec.scopes_n = 1;
    CHECK_TRUE("strict is refused", template_compile(&spec, &errors) == NULL);
    CHECK_SPAN("with the place", text_span(&errors),
               SPAN("p:1:1: \"p\" is nested too deeply\n"));
}

static void test_no_holes(void **state)
{
    static const struct {
        const char *what, *template, *want;
        enum verdict verdict;
    } cases[] = {
        { "filled", "{{unit}}", "示例", VERDICT_DONE },
        { "empty", "a\n{{note}}", "t:2:1: \"note\" is empty", VERDICT_NEVER },
        { "blank", "{{wide}}", "t:1:1: \"wide\" is empty", VERDICT_NEVER },
        { "guarded", "{{#note}}{{note}}{{/note}}!", "!", VERDICT_DONE },
        { "zero is a word", "{{zero}}", "0", VERDICT_DONE },
        { "zero holds not", "{{#zero}}x{{/zero}}", "", VERDICT_DONE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CLEANUP(text_release) struct text text = TEXT_INIT(TEXT_MAX_HEADER);
        struct view *v = view_new(&a);
        struct value data = { .kind = VALUE_VIEW, .view = v };
        struct scope scope = { 0 };
        const struct scope *scopes[] = { &scope };
        struct reason why = { 0 };
        const struct template *t;

        view_text(v, "unit", SPAN("示例"));
        view_text(v, "note", SPAN(""));
        view_text(v, "wide", SPAN(" 　"));
        view_int(v, "zero", 0);
        CHECK_INT(cases[i].what,
                  scope_parse(&a, "unit note wide zero", &scope, NULL),
                  VERDICT_DONE);
        t = template_compile(
            &(struct template_spec){
                .arena = &a,
                .source = { "t", 1, 1, span_str(cases[i].template) },
                .scopes = scopes,
                .scopes_n = 1,
            },
            &text);
        assert_non_null(t);
        CHECK_INT(cases[i].what,
                  template_render(
                      t, &data,
                      &(struct template_way){ PHRASE_ZH, escape_none, &a },
                      &text, &why),
                  cases[i].verdict);
        CHECK_SPAN(cases[i].what,
                   cases[i].verdict == VERDICT_DONE ? text_span(&text)
                                                    : span_str(why.text),
                   span_str(cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_public_specification),
        cmocka_unit_test(test_strict_refusals),
        cmocka_unit_test(test_partials_end),
        cmocka_unit_test(test_no_holes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
