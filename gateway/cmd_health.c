/* How the state stands, for `check --online` (online.h says the form). */
#include <sysexits.h>

#include "convoke/base/civil.h"
#include "convoke/desk/workdays_known.h"
#include "settings.h"
#include "spool.h"
#include "timekeeper.h"
#include "verbs.h"

static void line(const struct context *ctx, bool good, const char *item,
                 const char *words)
{
    fprintf(ctx->out, "%s\t%s\t%s\n", good ? "good" : "bad", item, words);
}

static void tell_clock(const struct context *ctx)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    const struct clock_watch *w = ctx->clock.watch;
    bool trusted = clock_is_trusted(&ctx->clock);
    bool zh = ctx->chinese;

    if (!w) {
        line(ctx, true, "clock", zh ? "按 --now" : "as --now says");
        return;
    }
    timekeeper_tell(w, zh, &words);
    if (!trusted)
        text_addf(&words, "%s%s", zh ? "；" : "; ", timekeeper_advice(w, zh));
    else if (!clock_read().synchronised)
        text_add_str(&words, zh ? "；时间服务（NTP）未同步"
                                : "; no time server sets it");
    line(ctx, trusted, "clock", text_str(&words));
}

static void tell_disk(const struct context *ctx)
{
    enum { MB = 1024 * 1024 };
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    struct spool_room room = { 0 };
    struct reason why = { .text = "" };

    if (spool_room_at(ctx->set->state, &room, &why) != VERDICT_DONE) {
        line(ctx, false, "disk", why.text);
        return;
    }
    text_addf(&words,
              ctx->chinese ? "空闲 %llu MB；低于 %llu MB 就不再收信"
                           : "%llu MB free; below %llu MB no mail is taken in",
              (unsigned long long)(room.free / MB),
              (unsigned long long)(room.least / MB));
    line(ctx, room.free >= room.least, "disk", text_str(&words));
}

/* Dates of a year nobody has told of follow Monday to Friday (R-D10). */
static enum verdict tell_workdays(const struct context *ctx, struct reason *why)
{
    CLEANUP(arena_release)
    struct arena arena = ARENA_INIT(WORKDAYS_KNOWN_ARENA);
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    int year = civil_from_day(civil_of(clock_now(&ctx->clock))).year;
    struct workdays_known known = { 0 };
    bool zh = ctx->chinese;
    enum verdict v = workdays_known(ctx->store, &arena, &known, why);
    bool knows = v == VERDICT_DONE && workdays_knows(&known.table, year);

    if (v != VERDICT_DONE)
        return v;
    if (knows)
        text_addf(&words, zh ? "已有 %d 年的放假安排" : "%d is known", year);
    else
        text_addf(&words,
                  zh ? "没有 %d 年的放假安排，只按周一至周五算；请用 convoke "
                       "import workdays FILE 导入"
                     : "%d is not known and counts as Monday to Friday: run "
                       "convoke import workdays FILE",
                  year);
    line(ctx, knows, "workdays", text_str(&words));
    return VERDICT_DONE;
}

int cmd_health(struct context *ctx)
{
    struct reason why = { .text = "" };

    tell_clock(ctx);
    tell_disk(ctx);
    if (tell_workdays(ctx, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    return EX_OK;
}
