#include "timekeeper.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/clock_row.h"

enum { TIMEKEEPER_ARENA = 64 * 1024 };

enum verdict timekeeper_open(struct store *st, struct clock_watch *ret,
                             struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(TIMEKEEPER_ARENA);
    struct clock_row row;
    struct clock_mark last;
    char boot[CLOCK_BOOT];
    bool found = false;
    enum verdict v = clock_row_get(st, &arena, &row, &found, why);

    assert(ret);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        last = (struct clock_mark){
            .wall = row.wall_at,
            .boot = row.boot_ms,
            .firm = row.firm,
            .this_boot = span_eq(row.boot, span_str(clock_boot(boot))),
        };
    clock_watch_begin(ret, clock_built(), found ? &last : NULL, clock_ticks());
    return VERDICT_DONE;
}

enum verdict timekeeper_keep(struct store *st, const struct clock_watch *w,
                             int64_t boot, struct reason *why)
{
    char name[CLOCK_BOOT];
    struct clock_row row = { .wall_at = clock_watch_line(w, boot),
                             .boot_ms = boot,
                             .firm = w->firm,
                             .boot = span_str(clock_boot(name)) };

    return clock_row_put(st, &row, why);
}

static const struct {
    const char *zh, *en;
} doubts[CLOCK_DOUBT_COUNT] = {
    [CLOCK_BEFORE_BUILD] = { "早于本程序的编译日期",
                             "before the day this program was built" },
    [CLOCK_TOO_LATE] = { "比已知的时间晚五年以上",
                         "more than five years after all that is known" },
    [CLOCK_AHEAD] = { "被拨快", "set forward" },
    [CLOCK_BEHIND] = { "被拨慢", "set back" },
    [CLOCK_UNVOUCHED] = { "启动时不对，之后有人改过",
                          "wrong at the start and set since" },
};

void timekeeper_tell(const struct clock_watch *w, bool chinese, struct text *to)
{
    char shown[MOMENT_TEXT];
    char line[MOMENT_TEXT];

    assert(w);
    if (w->doubt == CLOCK_TRUSTED) {
        text_add_str(to, chinese ? "可信" : "trusted");
        return;
    }
    moment_print_short(clock_now(&clock_system), shown);
    moment_print_short(clock_watch_line(w, clock_ticks()), line);
    if (chinese)
        text_addf(to, "不可信：%s（系统时钟为 %s，应为 %s%s）",
                  doubts[w->doubt].zh, shown, line, w->firm ? "" : " 或更晚");
    else
        text_addf(to, "suspect: %s (it shows %s, expected %s%s)",
                  doubts[w->doubt].en, shown, line, w->firm ? "" : " or later");
}

#define HELD_ZH "只收信，不判定、不发信。"
#define HELD_EN "Mail is received, nothing is decided or sent. "
#define SERVER_ZH "时间服务（NTP）同步后自动恢复"
#define SERVER_EN "It goes on by itself once a time server has set the clock"
#define WORD_ZH "；若现在的时间是对的，运行 convoke clock trust"
#define WORD_EN "; if the time is right now, run convoke clock trust"

const char *timekeeper_advice(const struct clock_watch *w, bool chinese)
{
    assert(w);
    switch (w->doubt) {
    case CLOCK_BEFORE_BUILD:
    case CLOCK_TOO_LATE:
        return chinese ? HELD_ZH "请校正系统时钟"
                       : HELD_EN "Set the system clock right";
    case CLOCK_UNVOUCHED:
        return chinese ? HELD_ZH SERVER_ZH WORD_ZH : HELD_EN SERVER_EN WORD_EN;
    default:
        return chinese ? HELD_ZH "时钟拨回原来的走时、或" SERVER_ZH WORD_ZH
                       : HELD_EN SERVER_EN " or it is set back to where it "
                                           "was" WORD_EN;
    }
}
