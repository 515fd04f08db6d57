#include "help.h"

#include <assert.h>

static void pad(struct text *to, size_t used, size_t width)
{
    for (; used < width; used++)
        text_add_char(to, ' ');
}

static void add_option(const struct verb_option *o, bool chinese,
                       struct text *to)
{
    CLEANUP(text_release) struct text left = TEXT_INIT(TEXT_MAX_HEADER);

    if (o->letter)
        text_addf(&left, "-%c, --%s", o->letter, o->name);
    else
        text_addf(&left, "    --%s", o->name);
    if (o->argument)
        text_addf(&left, " %s", o->argument);
    text_addf(to, "  %s  ", text_str(&left));
    pad(to, left.n, 22);
    text_addf(to, "%s\n", chinese ? o->zh : o->en);
}

static void add_options(const struct verb_option *options, bool chinese,
                        struct text *to)
{
    for (; options && options->name; options++)
        add_option(options, chinese, to);
}

void help_program(bool chinese, struct text *to)
{
    assert(to);
    text_add_str(to, chinese ? "用法: convoke [选项] 命令 …\n\n例如:\n"
                             : "usage: convoke [OPTIONS] COMMAND …\n\n"
                               "for example:\n");
    text_add_str(to, "  convoke init DIR && cd DIR && convoke check\n"
                     "  convoke list applications --json\n");
    text_add_str(to, chinese ? "\n命令:\n" : "\ncommands:\n");
    for (size_t i = 0; i < verbs_n; i++) {
        const struct verb *v = &verbs[i];
        if (v->needs & NEED_HIDDEN)
            continue;
        text_addf(to, "  %s  ", v->name);
        pad(to, strlen(v->name), 10);
        text_addf(to, "%s\n", chinese ? v->zh : v->en);
    }
    text_add_str(to, chinese ? "\n选项（写在哪里都行）:\n"
                             : "\noptions (anywhere on the line):\n");
    add_options(verb_global_options, chinese, to);
    text_add_str(to, chinese ? "\nconvoke 命令 --help 看一个命令的用法。\n"
                             : "\nconvoke COMMAND --help tells about one.\n");
}

void help_verb(const struct verb *verb, bool chinese, struct text *to)
{
    assert(verb);
    assert(to);
    text_addf(to, "convoke %s — %s\n", verb->name,
              chinese ? verb->zh : verb->en);
    text_addf(to, "\n%s: convoke %s%s%s\n", chinese ? "用法" : "usage",
              verb->name, *verb->usage ? " " : "", verb->usage);
    text_addf(to, "%s: %s\n", chinese ? "例如" : "for example", verb->example);
    if (verb->options) {
        text_add_str(to, chinese ? "\n选项:\n" : "\noptions:\n");
        add_options(verb->options, chinese, to);
    }
    text_add_str(to, chinese ? "\n通用选项:\n" : "\ncommon options:\n");
    add_options(verb_global_options, chinese, to);
}
