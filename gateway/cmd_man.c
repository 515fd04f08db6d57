#include <sysexits.h>

#include "convoke/base/text.h"
#include "register_file.h"
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

static void add_program(struct text *page)
{
    text_add_str(page,
                 ".TH CONVOKE 1\n.SH NAME\nconvoke \\- e\\-mail gateway of a "
                 "standards committee\n.SH SYNOPSIS\n.B convoke\n[OPTIONS] "
                 "COMMAND ...\n");
    add_verbs(page);
    text_add_str(page, ".SH OPTIONS\nThey may stand anywhere on the line.\n");
    add_options(page, verb_global_options);
    add_settings(page);
    add_rest(page);
    text_add_str(page, ".SH SEE ALSO\nconvoke\\-register(5), sysexits(3)\n");
}

static void add_register(struct text *page)
{
    CLEANUP(text_release) struct text keys = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct span rest;
    struct span line;

    register_describe(&keys);
    text_add_str(
        page,
        ".TH CONVOKE\\-REGISTER 5\n.SH NAME\nconvoke\\-register \\- the "
        "register file of convoke\n.SH DESCRIPTION\nOne JSON object in "
        "UTF\\-8, "
        "read by\n.B convoke import register\n\\fIFILE\\fR.  Nothing is "
        "imported when anything is wrong; each fault is named by its path, as "
        "in units[3].contact.mail.  A ? marks a key that may be left out.\n"
        ".PP\n.EX\n");
    rest = text_span(&keys);
    while (span_line(&rest, &line))
        text_addf(page, SPAN_FMT "\n", SPAN_ARG(line));
    text_add_str(
        page,
        ".EE\n.SH RULES\nA unit has one contact and in each group no, one or "
        "two representatives, one of whom votes (Article 11).  GL, DGL, GS and "
        "LIA hold their role in a group, the other roles in the committee.  An "
        "address stands for one person: the same address with another name is "
        "a fault.  Importing again replaces names, titles and representatives; "
        "the day a membership began is never changed.\n"
        ".SH SEE ALSO\nconvoke(1)\n");
}

int cmd_man(struct context *ctx)
{
    CLEANUP(text_release) struct text page = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (ctx->argc == 0) {
        add_program(&page);
    } else if (strcmp(ctx->argv[0], "register") == 0) {
        add_register(&page);
    } else {
        context_fail(ctx, "手册页只有 convoke(1) 和 register",
                     "the pages are convoke(1) and register");
        return EX_USAGE;
    }
    context_print(ctx, text_span(&page));
    return EX_OK;
}
