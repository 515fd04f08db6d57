#include "demo_words.h"

#include <assert.h>

#include "convoke/store/listing.h"

static void title(const struct demo_words *w, const char *zh, const char *en)
{
    fprintf(w->ctx->out, "\n%s── %s ──%s\n", w->colour ? "\033[1m" : "",
            w->ctx->chinese ? zh : en, w->colour ? "\033[0m" : "");
}

void demo_words_begin(const struct demo_words *w, size_t scenes)
{
    assert(w);
    fprintf(
        w->ctx->out,
        w->ctx->chinese
            ? "一个虚构工作组的2026年：%zu封邮件原件（docx、GB18030、日历答复、"
              "退信、\n"
              "冒名的指令……）由真正的程序在虚拟时间里逐封处理，不连网络，"
              "全部在\n%s\n\n"
              "收 来件   发 通知（×N 同一通知N封）   停 暂停投递\n"
              "! 警示    ⚑ 标记、退出、拒绝         ✓ 生效、解除\n"
            : "The year 2026 of an invented working group: %zu message "
              "files (docx, GB18030,\n"
              "calendar answers, a bounce, a forged command …) go through "
              "the real program in\n"
              "virtual time, without any network. Everything lies in\n"
              "%s\n\n"
              "in  received   out sent (×N: N mails alike)   --- held "
              "back\n"
              "!   warning    ⚑   flag, exit, refusal        ✓   in force, "
              "taken back\n",
        scenes, w->at);
}

void demo_words_stopped(const struct demo_words *w, civil_day day)
{
    char text[CIVIL_TEXT];

    assert(w);
    fprintf(w->ctx->out,
            w->ctx->chinese
                ? "\n演示停在 %s，到此为止的都在 %s\n"
                : "\nthe demo was stopped on %s; what was played lies in %s\n",
            civil_print(day, text), w->at);
}

static const struct {
    const char *kind, *zh, *en;
} records[] = {
    { "applications", "入会申请", "applications" },
    { "memberships", "成员资格", "memberships" },
    { "flags", "标记", "flags" },
    { "exits", "退出", "exits" },
};

enum verdict demo_words_records(const struct demo_words *w, struct store *st,
                                struct reason *why)
{
    assert(w);
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        CLEANUP(table_drop) struct table *t = NULL;
        enum verdict v = listing_run(
            st, listing_find(span_str(records[i].kind)), SPAN_NONE, &t, why);
        if (v != VERDICT_DONE)
            return v;
        title(w, records[i].zh, records[i].en);
        if (table_rows(t))
            context_print_table(w->ctx, t);
        else
            fputs(w->ctx->chinese ? "（没有）\n" : "(none)\n", w->ctx->out);
    }
    return VERDICT_DONE;
}

void demo_words_digests(const struct demo_words *w, const char *sample,
                        const char *last)
{
    assert(w && sample && last);
    if (*sample) {
        title(w, "秘书处日报的一封：2026年4月9日早晨",
              "one of the secretariat's digests: the morning of 9 April 2026");
        fputs(sample, w->ctx->out);
    }
    title(w, "秘书处日报的最后一封", "the last of them");
    fputs(last, w->ctx->out);
}

/* What is worth looking at then. */
static const char *const next[] = {
    "show APP-2026-001",
    "explain M07/ABS/WG5-2026-P1",
    "show WG5-2026-P1",
    "export case M07/ABS/WG5-2026-P1 M07.zip",
};

void demo_words_end(const struct demo_words *w, const struct demo_counts *n)
{
    assert(w && n);
    title(w, "合计", "in all");
    fprintf(w->ctx->out,
            w->ctx->chinese
                ? "来件 %zu 封，发出通知 %zu 封，另有秘书处和联络员的日报 %zu "
                  "封。\n"
                  "收到的原件：%s/state/spool/keep\n"
                  "发出的邮件：%s/mail/out/new（任何邮件程序都能打开）\n"
                : "%zu messages in, %zu notices out, and %zu digests to the "
                  "secretariat and the liaison.\n"
                  "received: %s/state/spool/keep\n"
                  "sent: %s/mail/out/new (any mail program opens them)\n",
            n->in, n->notices, n->digests, w->at, w->at);
    for (size_t i = 0; i < ARRAY_LEN(next); i++)
        fprintf(w->ctx->out, "%sconvoke -c %s/convoke.conf %s\n",
                i ? (w->ctx->chinese ? "        " : "      ")
                  : (w->ctx->chinese ? "接着看：" : "next: "),
                w->at, next[i]);
}
