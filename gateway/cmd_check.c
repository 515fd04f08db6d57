#include <sysexits.h>

#include "config.h"
#include "convoke/render/slots.h"
#include "online.h"
#include "templates_folder.h"
#include "verbs.h"

/* A template that names what its notice does not have is a fault of the
 * configuration: it must not be found when the mail is due. */
static bool templates_are_good(const struct settings *set,
                               struct text *ret_told)
{
    CLEANUP(catalog_drop) struct catalog *catalog = NULL;
    const char *override =
        set->templates.override[0] ? set->templates.override : NULL;

    return catalog_open(templates_folder(set), override, slots_common,
                        slots_of_notices, slots_of_notices_n, &catalog,
                        ret_told) == VERDICT_DONE;
}

/* Nobody could confirm an exit: whoever shares the duty mailbox is not told
 * apart, and one operator alone is one pair of eyes. */
static void tell_lonely(struct context *ctx, const struct settings *set)
{
    enum { DUTY_MAILBOX = 1, OPERATORS = 2 };

    if (!set->flag.four_eyes ||
        set->committee.secretariat.n >= DUTY_MAILBOX + OPERATORS)
        return;
    context_say(ctx,
                "%s: 提示：flag.four_eyes 为真，committee.secretariat "
                "除值班信箱外不足两位操作员，退出将无人能够确认",
                "%s: note: flag.four_eyes is true and committee.secretariat "
                "names fewer than two operators besides the duty mailbox: "
                "nobody could confirm an exit",
                set->file);
}

/* The faults are what was asked for, so they are data and go to `out`. */
int cmd_check(struct context *ctx)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    int code;

    if (config_load(ctx->config, ctx->chinese, ctx->colour, &config, &told) !=
            VERDICT_DONE ||
        !templates_are_good(config.set, &told)) {
        context_print(ctx, text_span(&told));
        return EX_CONFIG;
    }
    context_say(ctx, "%s: 没有错误", "%s: no errors", config.set->file);
    tell_lonely(ctx, config.set);
    if (!context_option(ctx, "online"))
        return EX_OK;
    ctx->set = config.set;
    ctx->charter = config.charter;
    code = online_check(ctx);
    ctx->set = NULL;
    ctx->charter = NULL;
    return code;
}
