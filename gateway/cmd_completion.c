#include <sysexits.h>

#include "convoke/base/text.h"
#include "convoke/render/slots.h"
#include "convoke/store/listing.h"
#include "verbs.h"

static void add_options(struct text *to, const struct verb_option *o)
{
    for (; o && o->name; o++)
        text_addf(to, " --%s", o->name);
}

/* What `list` and `export` take first. */
static void add_kinds(struct text *to)
{
    for (size_t i = 0; i < listings_n; i++)
        text_addf(to, "%s ", listings[i].kind);
    text_add_str(to, "workdays");
}

/* After --template. */
static void add_codes(struct text *to)
{
    text_add_str(to, "list");
    for (size_t i = 0; i < slots_of_notices_n; i++)
        text_addf(to, " %s", slots_of_notices[i].code);
}

int cmd_completion(struct context *ctx)
{
    CLEANUP(text_release) struct text script = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (strcmp(ctx->argv[0], "bash") != 0) {
        context_fail(ctx, "只有 bash 的补全", "only bash is known");
        return EX_USAGE;
    }
    text_add_str(&script,
                 "# bash completion of convoke; convoke completion bash\n"
                 "_convoke() {\n"
                 "\tlocal word=${COMP_WORDS[COMP_CWORD]} verb= own= w\n"
                 "\tfor w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                 "\t\t[[ $w == -* || $w == *.conf ]] || { verb=$w; break; }\n"
                 "\tdone\n\tcase $verb in\n\t'') own='");
    for (size_t i = 0; i < verbs_n; i++)
        if (!(verbs[i].needs & NEED_HIDDEN))
            text_addf(&script, "%s ", verbs[i].name);
    text_add_str(&script, "' ;;\n");
    for (size_t i = 0; i < verbs_n; i++) {
        text_addf(&script, "\t%s) own='", verbs[i].name);
        if (verbs[i].function == cmd_list || verbs[i].function == cmd_export)
            add_kinds(&script);
        add_options(&script, verbs[i].options);
        text_add_str(&script, "' ;;\n");
    }
    text_add_str(&script, "\tesac\n\tcase ${COMP_WORDS[COMP_CWORD-1]} in\n"
                          "\t--template | -t)\n\t\tmapfile -t COMPREPLY < "
                          "<(compgen -W '");
    add_codes(&script);
    text_add_str(&script, "' -- \"$word\")\n\t\treturn ;;\n");
    text_add_str(&script, "\tesac\n\tmapfile -t COMPREPLY < <(compgen -W "
                          "\"$own");
    add_options(&script, verb_global_options);
    text_add_str(&script, "\" -- \"$word\")\n}\n"
                          "complete -o default -F _convoke convoke\n");
    context_print(ctx, text_span(&script));
    return EX_OK;
}
