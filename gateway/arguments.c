#include "arguments.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "nearest.h"

const struct verb_option verb_global_options[] = {
    { "config", 'c', "FILE", "配置文件", "the configuration file" },
    { "now", 0, "TIME", "把这个时刻当作现在（RFC 3339 或 YYYY-MM-DDThh:mm）",
      "the time it is (RFC 3339 or YYYY-MM-DDThh:mm)" },
    { "json", 0, NULL, "输出 JSON Lines", "print JSON Lines" },
    { "csv", 0, NULL, "输出 CSV", "print CSV" },
    { "lang", 0, "zh|en", "语言", "language of everything printed" },
    { "quiet", 'q', NULL, "少说话", "say less" },
    { "verbose", 'v', NULL, "多说话", "say more" },
    { "help", 'h', NULL, "这个命令的用法", "how to use a command" },
    { "version", 'V', NULL, "版本", "the version" },
    { NULL, 0, NULL, NULL, NULL },
};

struct reading {
    struct context *ctx;
    struct arguments *to;
    int argc, at;
    char **argv;
};

static const struct verb_option *own_options(const struct reading *r)
{
    static const struct verb_option none[] = { { NULL, 0, NULL, NULL, NULL } };

    return r->to->verb && r->to->verb->options ? r->to->verb->options : none;
}

static const struct verb_option *find_in(const struct verb_option *table,
                                         struct span name, char letter)
{
    for (; table->name; table++)
        if (letter ? table->letter == letter
                   : span_eq(span_str(table->name), name))
            return table;
    return NULL;
}

static bool is_global(const struct verb_option *option)
{
    return find_in(verb_global_options, span_str(option->name), 0) == option;
}

static bool set_now(struct context *ctx, const char *value)
{
    int64_t now;

    if (!moment_parse(span_str(value), &now)) {
        context_fail(ctx, "--now 看不懂 “%s”，写成 2026-03-31T09:00 这样",
                     "--now: \"%s\" is no time; write 2026-03-31T09:00", value);
        return false;
    }
    ctx->clock = clock_fixed(now);
    ctx->now_fixed = now;
    return true;
}

static bool set_language(struct context *ctx, const char *value)
{
    if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0) {
        context_fail(ctx, "--lang 只能是 zh 或 en", "--lang is zh or en");
        return false;
    }
    ctx->chinese = strcmp(value, "zh") == 0;
    return true;
}

static bool set_global(struct reading *r, const char *name, const char *value)
{
    struct context *ctx = r->ctx;

    if (strcmp(name, "config") == 0)
        ctx->config = value;
    else if (strcmp(name, "now") == 0)
        return set_now(ctx, value);
    else if (strcmp(name, "json") == 0)
        ctx->output = TABLE_JSON;
    else if (strcmp(name, "csv") == 0)
        ctx->output = TABLE_CSV;
    else if (strcmp(name, "lang") == 0)
        return set_language(ctx, value);
    else if (strcmp(name, "quiet") == 0)
        ctx->verbosity = -1;
    else if (strcmp(name, "verbose") == 0)
        ctx->verbosity = 1;
    else if (strcmp(name, "help") == 0)
        r->to->help = true;
    else
        r->to->version = true;
    return true;
}

static bool set_option(struct reading *r, const struct verb_option *option,
                       const char *value)
{
    struct context *ctx = r->ctx;

    if (is_global(option))
        return set_global(r, option->name, value);
    if (ctx->options_n == CONTEXT_MAX_OPTIONS) {
        context_fail(ctx, "选项太多", "too many options");
        return false;
    }
    ctx->options[ctx->options_n++] =
        (struct context_option){ option->name, value };
    return true;
}

static bool unknown(const struct reading *r, const char *word)
{
    struct nearest near = nearest_to(
        span_sub(span_str(word), 2, span_find_char(span_str(word), '=') - 2));

    for (const struct verb_option *o = own_options(r); o->name; o++)
        nearest_try(&near, span_str(o->name));
    for (const struct verb_option *o = verb_global_options; o->name; o++)
        nearest_try(&near, span_str(o->name));
    if (near.best.n)
        context_fail(r->ctx, "没有选项 %s，您是不是想写 --" SPAN_FMT "？",
                     "no option %s; did you mean --" SPAN_FMT "?", word,
                     SPAN_ARG(near.best));
    else
        context_fail(r->ctx, "没有选项 %s", "no option %s", word);
    return false;
}

/* `attached` is the value in the same word, NULL when there is none. */
static bool take(struct reading *r, const struct verb_option *option,
                 const char *attached)
{
    const char *value = attached;

    if (!option->argument && attached) {
        context_fail(r->ctx, "选项 --%s 不带值", "option --%s takes no value",
                     option->name);
        return false;
    }
    if (option->argument && !value) {
        if (r->at + 1 >= r->argc) {
            context_fail(r->ctx, "选项 --%s 后面要有 %s",
                         "option --%s needs %s", option->name,
                         option->argument);
            return false;
        }
        value = r->argv[++r->at];
    }
    return set_option(r, option, value);
}

static bool take_long(struct reading *r, const char *word)
{
    const char *equals = strchr(word, '=');
    struct span name = span_from(
        span_of(word, equals ? (size_t)(equals - word) : strlen(word)), 2);
    const struct verb_option *option = find_in(own_options(r), name, 0);

    if (!option)
        option = find_in(verb_global_options, name, 0);
    if (!option)
        return unknown(r, word);
    return take(r, option, equals ? equals + 1 : NULL);
}

static bool take_letters(struct reading *r, const char *word)
{
    for (const char *c = word + 1; *c; c++) {
        const struct verb_option *option =
            find_in(own_options(r), SPAN_NONE, *c);
        if (!option)
            option = find_in(verb_global_options, SPAN_NONE, *c);
        if (!option) {
            context_fail(r->ctx, "没有选项 -%c", "no option -%c", *c);
            return false;
        }
        if (option->argument)
            return take(r, option, c[1] ? c + 1 : NULL);
        if (!take(r, option, NULL))
            return false;
    }
    return true;
}

static bool take_verb(struct reading *r, const char *word)
{
    struct nearest near = nearest_to(span_str(word));

    r->to->verb = verb_find(span_str(word));
    if (r->to->verb)
        return true;
    for (size_t i = 0; i < verbs_n; i++)
        if (!(verbs[i].needs & NEED_HIDDEN))
            nearest_try(&near, span_str(verbs[i].name));
    if (near.best.n)
        context_fail(r->ctx, "没有命令 %s，您是不是想写 " SPAN_FMT "？",
                     "no command %s; did you mean " SPAN_FMT "?", word,
                     SPAN_ARG(near.best));
    else
        context_fail(r->ctx, "没有命令 %s，运行 convoke --help 看有哪些",
                     "no command %s; convoke --help lists them", word);
    return false;
}

static bool take_word(struct reading *r, bool *plain)
{
    char *word = r->argv[r->at];

    if (!*plain && strcmp(word, "--") == 0) {
        *plain = true;
        return true;
    }
    if (!*plain && word[0] == '-' && word[1] == '-')
        return take_long(r, word);
    if (!*plain && word[0] == '-' && word[1])
        return take_letters(r, word);
    if (!r->to->verb)
        return take_verb(r, word);
    r->ctx->argv[r->ctx->argc++] = word;
    return true;
}

static bool count_words(const struct context *ctx, const struct verb *verb)
{
    if (ctx->argc >= verb->least && (verb->most < 0 || ctx->argc <= verb->most))
        return true;
    context_fail(ctx, "用法: convoke %s %s", "usage: convoke %s %s", verb->name,
                 verb->usage);
    return false;
}

bool arguments_read(struct context *ctx, int argc, char **argv,
                    struct arena *arena, struct arguments *ret)
{
    struct reading r = { ctx, ret, argc, 1, argv };
    bool plain = false;

    assert(ctx);
    assert(argv);
    assert(ret);
    *ret = (struct arguments){ 0 };
    ctx->argc = 0;
    ctx->argv = arena_alloc(arena, ((size_t)argc + 1) * sizeof(char *));
    for (; r.at < argc; r.at++)
        if (!take_word(&r, &plain))
            return false;
    if (ret->help || ret->version || !ret->verb)
        return true;
    return count_words(ctx, ret->verb);
}
