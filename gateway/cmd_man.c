#include <sysexits.h>

#include "convoke/base/text.h"
#include "settings.h"
#include "verbs.h"

/* A leading dot or quote would be an instruction to troff. */
static void add_words(struct text *to, const char *words)
{
    if (*words == '.' || *words == '\'')
        text_add_str(to, "\\&");
    for (; *words; words++) {
        if (*words == '\\')
            text_add_str(to, "\\e");
        else if (*words == '-')
            text_add_str(to, "\\-");
        else
            text_add_char(to, *words);
    }
    text_add_char(to, '\n');
}

static void add_both(struct text *to, const char *zh, const char *en)
{
    add_words(to, en);
    text_add_str(to, ".br\n");
    add_words(to, zh);
}

static void add_options(struct text *to, const struct verb_option *o)
{
    for (; o && o->name; o++) {
        text_add_str(to, ".TP\n\\fB");
        if (o->letter)
            text_addf(to, "\\-%c\\fR, \\fB", o->letter);
        text_addf(to, "\\-\\-%s\\fR %s\n", o->name,
                  o->argument ? o->argument : "");
        add_both(to, o->zh, o->en);
    }
}

static void add_verbs(struct text *to)
{
    text_add_str(to, ".SH COMMANDS\n");
    for (size_t i = 0; i < verbs_n; i++) {
        const struct verb *v = &verbs[i];
        if (v->needs & NEED_HIDDEN)
            continue;
        text_addf(to, ".SS convoke %s %s\n", v->name, v->usage);
        add_both(to, v->zh, v->en);
        add_options(to, v->options);
        text_add_str(to, ".PP\n.EX\n");
        add_words(to, v->example);
        text_add_str(to, ".EE\n");
    }
}

static void add_settings(struct text *to)
{
    text_add_str(to, ".SH CONFIGURATION\nThe file is in libconfig syntax; a "
                     "name before the dot is a section.\n");
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        CLEANUP(text_release) struct text allowed = TEXT_INIT(TEXT_MAX_HEADER);
        setting_allowed(row, false, &allowed);
        text_addf(to, ".TP\n\\fB%s\\fR = ", row->name);
        add_words(to, row->fallback ? row->fallback : row->sample);
        add_both(to, row->zh, row->en);
        text_add_str(to, ".br\n");
        text_addf(to, "%s: ", row->fallback ? "Allowed" : "Required");
        add_words(to, text_str(&allowed));
    }
}

static void add_rest(struct text *to)
{
    text_add_str(
        to, ".SH FILES\n"
            "Without \\fB\\-c\\fR the configuration is $CONVOKE_CONF, "
            "\\fI./convoke.conf\\fR or \\fI/etc/convoke/convoke.conf\\fR.\n"
            ".SH EXIT STATUS\n"
            "As in sysexits(3): 0, 64 usage, 65 data, 66 no input, 69 service "
            "not reachable, 70 internal, 73 cannot create, 74 I/O, 75 try "
            "again, 77 permission, 78 configuration; 1 when a check found "
            "something.\n"
            ".SH ENVIRONMENT\n"
            "CONVOKE_CONF, NO_COLOR, LC_ALL, LC_MESSAGES, LANG.\n");
}

int cmd_man(struct context *ctx)
{
    CLEANUP(text_release) struct text page = TEXT_INIT(TEXT_MAX_OUTPUT);

    text_add_str(&page,
                 ".TH CONVOKE 1\n.SH NAME\nconvoke \\- e\\-mail gateway of a "
                 "standards committee\n.SH SYNOPSIS\n.B convoke\n[OPTIONS] "
                 "COMMAND ...\n");
    add_verbs(&page);
    text_add_str(&page, ".SH OPTIONS\nThey may stand anywhere on the line.\n");
    add_options(&page, verb_global_options);
    add_settings(&page);
    add_rest(&page);
    context_print(ctx, text_span(&page));
    return EX_OK;
}
