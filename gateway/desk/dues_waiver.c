/* The secretariat's word on a unit's dues: waived, deferred, disputed, or owed
 * again (R-X7). */
#include "convoke/base/fold.h"
#include "convoke/base/number.h"
#include "convoke/desk/particulars.h"
#include "dues.h"
#include "flag.h"
#include "fold.h"
#include "standing.h"
#include "term.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2199 };

/* The first that stands in the subject; a waiver needs no word. */
static const struct {
    const char *word;
    enum dues_status status;
} words[] = {
    { "恢复", DUES_UNPAID },       { "restore", DUES_UNPAID },
    { "缓缴", DUES_DEFERRED },     { "deferred", DUES_DEFERRED },
    { "争议", DUES_DISPUTED },     { "异议", DUES_DISPUTED },
    { "disputed", DUES_DISPUTED },
};

static enum dues_status status_of(const struct intake *in)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (fold_has(in->f->subject, words[i].word))
            return words[i].status;
    return DUES_WAIVED;
}

/* "2025年度", "M08 2025": four digits that stand alone. */
static bool find_year(struct span text, int *ret)
{
    for (size_t i = 0; i + 4 <= text.n; i++) {
        bool before = i && fold_is_alnum((unsigned char)text.p[i - 1] | 0x20u);
        bool after = i + 4 < text.n &&
                     fold_is_alnum((unsigned char)text.p[i + 4] | 0x20u);
        uint64_t n = 0;
        if (before || after ||
            !number_parse(span_sub(text, i, 4), LAST_YEAR, &n) ||
            n < FIRST_YEAR)
            continue;
        *ret = (int)n;
        return true;
    }
    return false;
}

/* What the mail asks for, as far as it could be understood. */
struct wish {
    struct unit unit;
    bool has_unit, has_year;
    int year;
    struct dues_year known;
    struct dues_entry had; /* `status` UNPAID when there is none */
    enum dues_status status;
    struct span reason;
};

static enum verdict read_wish(struct intake *in, struct wish *w,
                              struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    bool found = false;
    enum verdict v;

    *w = (struct wish){ .status = status_of(in),
                        .reason = term_reason(in, &said) };
    w->has_year = find_year(in->f->subject, &w->year) ||
                  find_year(in->f->words, &w->year);
    v = standing_named_unit(in, &w->unit, &w->has_unit, why);
    if (v == VERDICT_DONE && w->has_year)
        v = dues_year_get(in->dk->store, w->year, &w->known, &w->has_year, why);
    if (v == VERDICT_DONE && w->has_unit && w->has_year)
        v = dues_entry_of(in->dk->store, w->year, w->unit.id, in->arena,
                          &w->had, &found, why);
    if (!found)
        w->had = (struct dues_entry){ .status = DUES_UNPAID };
    return v;
}

static const char *fault_of(const struct wish *w, const char **ret_en)
{
    *ret_en = "a registered unit, a billed year and a reason are needed";
    if (!w->has_unit)
        return "请写明单位，如：[会费减免] M08 2025年度";
    if (!w->has_year)
        return "请写明年度，如：[会费减免] M08 2025年度；该年度须已有会费台账";
    if (!w->reason.n)
        return "请写明理由，如：理由：非营利机构";
    if (w->had.status == DUES_PAID) {
        *ret_en = "the dues of that year are paid";
        return "该单位该年度会费已缴清";
    }
    if (w->had.status == w->status) {
        *ret_en = "it is recorded so already";
        return "该单位该年度会费已如此登记";
    }
    return NULL;
}

static struct span object_of(struct intake *in, const struct wish *w)
{
    return arena_printf(in->arena, SPAN_FMT "/%d", SPAN_ARG(w->unit.id),
                        w->year);
}

static enum verdict tell(struct intake *in, const struct wish *w,
                         struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "dues.waived", object_of(in, w));
    n.discriminator = intake_evidence(in);
    n.law_zh = SPAN("第十一条第6项、第十三条第2项");
    n.law_en = SPAN("Articles 11(6) and 13(2)");
    v = notice_to_unit(in->dk, &n, &w->unit, false, why);
    view_text(n.view, "unit", w->unit.name_zh);
    view_int(n.view, "year", w->year);
    view_flag(n.view, "waived", w->status == DUES_WAIVED);
    view_flag(n.view, "deferred", w->status == DUES_DEFERRED);
    view_flag(n.view, "disputed", w->status == DUES_DISPUTED);
    view_flag(n.view, "restored", w->status == DUES_UNPAID);
    view_text(n.view, "reason", w->reason);
    view_moment(n.view, "decided", in->m->received_at);
    view_day(n.view, "billed", w->known.due);
    view_due(n.view, "lapse", dues_lapse(w->known.due));
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict decide(struct intake *in, const struct wish *w,
                           struct reason *why)
{
    struct dues_entry e = { .year = w->year,
                            .unit = w->unit.id,
                            .status = w->status,
                            .amount = w->had.amount,
                            .ref = w->had.ref,
                            .message = in->m->id,
                            .at = in->m->received_at,
                            .note = w->reason };
    struct change c = { "dues",
                        object_of(in, w),
                        dues_status_name(w->had.status),
                        dues_status_name(w->status),
                        "dues.decided",
                        w->reason };
    enum verdict v = dues_entry_add(in->dk->store, &e, why);

    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = dues_settle(in->dk, w->year, intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, c.id, "会费决定已登记");
    if (v == VERDICT_DONE)
        v = tell(in, w, why);
    return v == VERDICT_DONE ? flag_of_dues(in->dk, in->arena, why) : v;
}

enum verdict dues_waive(struct intake *in, struct span object,
                        struct reason *why)
{
    struct wish w;
    const char *problem;
    const char *en;
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    (void)object;
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "会费减免须由秘书处决定",
                                "only the secretariat waives dues", why);
    if (v == VERDICT_DONE)
        v = read_wish(in, &w, why);
    if (v != VERDICT_DONE)
        return v;
    problem = fault_of(&w, &en);
    if (problem)
        return refuse_command(in, SPAN_NONE, problem, en, NULL, 0, why);
    return decide(in, &w, why);
}
