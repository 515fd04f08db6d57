/* Whatever is read without complaint is printed and read again to the same
 * values; every complaint has a place in the text and can be shown. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "gateway/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const struct conf_node *n, struct text *to);

static void print_inside(const struct conf_node *n, struct text *to)
{
    bool list = n->kind == CONF_LIST;

    for (const struct conf_node *i = n->inside; i; i = i->next) {
        print(i, to);
        text_add_str(to, list ? (i->next ? ", " : "") : ";\n");
    }
}

static void print_text(struct span s, struct text *to)
{
    text_add_char(to, '"');
    for (size_t i = 0; i < s.n; i++)
        text_addf(to, "\\x%02x", (unsigned char)s.p[i]);
    text_add_char(to, '"');
}

static void print_real(double real, struct text *to)
{
    char buf[64];

    snprintf(buf, sizeof(buf), "%.17g", real);
    text_addf(to, "%s%s", buf, strpbrk(buf, ".e") ? "" : ".0");
}

static void print(const struct conf_node *n, struct text *to)
{
    if (n->name.n)
        text_addf(to, SPAN_FMT " = ", SPAN_ARG(n->name));
    switch (n->kind) {
    case CONF_BROKEN:
        abort(); /* nothing is broken that was not complained about */
    case CONF_INTEGER:
        text_addf(to, "%lld", (long long)n->integer);
        break;
    case CONF_REAL:
        print_real(n->real, to);
        break;
    case CONF_FLAG:
        text_add_str(to, n->flag ? "true" : "false");
        break;
    case CONF_TEXT:
        print_text(n->text, to);
        break;
    case CONF_GROUP:
    case CONF_LIST:
        text_add_str(to, n->kind == CONF_GROUP ? "{ " : "( ");
        print_inside(n, to);
        text_add_str(to, n->kind == CONF_GROUP ? "}" : ")");
        break;
    }
}

static void show(struct complaints *c)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    list_each(&c->list, one)
    {
        if (one->place.at > one->place.source->bytes.n)
            abort();
    }
    complaints_print(c, false, &told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(512 * 1024 * 1024);
    CLEANUP(text_release) struct text once = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(text_release) struct text twice = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct complaints c = { .arena = &arena, .chinese = true };
    struct conf_node *root =
        conf_parse("f", span_of((const char *)data, size), NULL, &c);

    show(&c);
    if (c.list.n)
        return 0;
    print_inside(root, &once);
    root = conf_parse("again", text_span(&once), NULL, &c);
    if (c.list.n)
        abort();
    print_inside(root, &twice);
    if (!span_eq(text_span(&once), text_span(&twice)))
        abort();
    return 0;
}
