#include "schedule_scan.h"

#include <assert.h>

#include "convoke/desk/particulars.h"
#include "fold.h"
#include "schedule_begin.h"

enum { RUN_MOST = 400 /* octets of a title or a place */ };

struct scan {
    struct schedule_draft *d;
    struct span rest;
    struct span run; /* text that is none of the things looked for */
    int year;
    bool word, joins; /* nothing begins here, see when_find */
    bool edge;        /* …and nothing is joined to the front at all */
    int depth;        /* of brackets */
};

static bool is_online(struct span s)
{
    static const char *const words[] = {
        "腾讯会议", "线上",  "视频会", "会议号", "online",
        "zoom",     "webex", "teams",  "钉钉",   "飞书",
    };

    return FOLD_HAS_ANY(s, words);
}

static bool is_title(struct span s)
{
    static const char *const words[] = { "全体会", "会议",    "办公会",
                                         "研讨会", "meeting", "plenary" };

    return FOLD_HAS_ANY(s, words) && !fold_has(s, "会议中心") &&
           !fold_has(s, "会议室");
}

/* Without marks at both ends; brackets stay where they are closed. */
struct span schedule_scan_bare(struct span s)
{
    bool closed = fold_has(s, "(") && fold_has(s, ")");
    unsigned c;

    s = fold_trim(s);
    while ((c = fold_peek(s)) && fold_is_mark(c) && c != 0x300a &&
           c != 0x201c && !(c == '(' && closed)) {
        fold_step(&s);
        s = fold_trim(s);
    }
    while (s.n) {
        struct span last = fold_last(s);

        c = fold_peek(last);
        if (!fold_is_mark(c) || c == 0x300b || c == 0x201d ||
            (c == ')' && closed))
            break;
        s = fold_trim(span_sub(s, 0, s.n - last.n));
    }
    return s;
}

/* "在北京召开" says 北京. */
static struct span without_verbs(struct span s)
{
    static const char *const before[] = {
        "在",  "于",  "拟",  "暂定", "召开", "举行", "举办", "地点", "时间",
        "at ", "in ", "on ", "将",   "均",   "都",   "由",   "从",   "原定"
    };
    static const struct span behind[] = {
        { "召开", 6 }, { "举行", 6 }, { "举办", 6 }, { "开会", 6 }
    };

    for (int i = 0; i < 3 && FOLD_TAKE_ANY(&s, before); i++)
        s = fold_trim(s);
    for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
        if (span_ends(s, behind[i]) && !span_ends(s, SPAN("单独召开")))
            s = fold_trim(span_sub(s, 0, s.n - behind[i].n));
    }
    return s;
}

/* "请准时参加" is neither title nor place. */
static bool is_talk(struct span s)
{
    static const char *const words[] = { "请",   "敬请", "望",
                                         "会期", "特此", "欢迎",
                                         "另行", "为期", "please" };

    return FOLD_TAKE_ANY(&s, words);
}

/* "第一次全体会议 北京": the title, then the place. */
static struct span take_title(struct schedule_item *it, struct span s)
{
    struct span rest = s;
    unsigned c;

    while ((c = fold_peek(rest)) && !fold_is_blank(c))
        fold_step(&rest);
    if (!c || it->title.n || !is_title(span_sub(s, 0, s.n - rest.n)) ||
        is_title(rest))
        return s;
    it->title = span_sub(s, 0, s.n - rest.n);
    return fold_trim(rest);
}

static void put_text(struct schedule_draft *d, struct span s)
{
    static const char *const whys[] = { "因为", "由于", "因", "because of",
                                        "because" };
    struct schedule_item *it = &d->item;
    bool day = schedule_draft_has_day(d);
    struct span why = s;

    if (day && !it->reason.n && FOLD_TAKE_ANY(&why, whys))
        it->reason = fold_trim(why);
    else if (is_online(s) && !it->link.n)
        it->link = s;
    else if (!it->title.n && (!day || is_title(s)))
        it->title = s;
    else if (!it->place.n && day)
        it->place = s, d->place_guessed = true;
    else if (!it->reason.n && it->stdweek_known && !it->stdweek)
        it->reason = s;
}

static void close_run(struct scan *sc)
{
    struct span s = sc->run;

    sc->run = SPAN_NONE;
    if (s.n > RUN_MOST)
        return;
    s = schedule_scan_bare(without_verbs(schedule_scan_bare(s)));
    if (schedule_draft_has_day(sc->d))
        s = take_title(&sc->d->item, s);
    if (s.n && !fold_is(s, "线下") && !is_talk(s))
        put_text(sc->d, s);
}

static void extend_run(struct scan *sc, size_t n)
{
    if (sc->run.p)
        sc->run.n = (size_t)(sc->rest.p - sc->run.p) + n;
    else
        sc->run = span_sub(sc->rest, 0, n);
    sc->rest = span_from(sc->rest, n);
}

/* Of several meetings on a line each has its own id, or is counted. */
static bool take_id(struct scan *sc, bool *ret_stop)
{
    struct span s = sc->rest;
    struct reference r;

    if (sc->edge && schedule_draft_has_day(sc->d) && sc->d->item.title.n &&
        schedule_begin_count(s)) {
        close_run(sc);
        *ret_stop = true;
        return true;
    }
    if (fold_peek(s) < 'a' || fold_peek(s) > 'z')
        return false;
    if (!sc->edge || !schedule_begin_id(&s, &r)) {
        if (!reference_take(&s, &r))
            return false;
        extend_run(sc, sc->rest.n - s.n); /* a project: its name is text */
        return true;
    }
    *ret_stop = sc->d->item.id[0] && strcmp(sc->d->item.id, r.text) != 0;
    close_run(sc);
    if (*ret_stop)
        return true;
    schedule_draft_set_id(sc->d, &r);
    sc->rest = s;
    return true;
}

/* "12-09 → 12-16", "由12月9日改为12月16日" */
static bool is_changed(struct span run)
{
    static const char *const words[] = { "→",      "->",     "=>",
                                         "改为",   "改至",   "改到",
                                         "调整为", "调整至", "变更为" };

    return run.n <= RUN_MOST && FOLD_HAS_ANY(run, words);
}

static bool is_cut(struct span s, unsigned c)
{
    return s.p[0] == '\t' || c == '|' || c == ',' || c == ';' || c == 0x3001 ||
           (c == '.' && s.p[0] != '.');
}

static void skip_clause(struct span *rest)
{
    unsigned c;

    while ((c = fold_peek(*rest)) && !is_cut(*rest, c))
        fold_step(rest);
}

static void skip_remark(struct span *rest)
{
    unsigned c;

    while ((c = fold_peek(*rest)) && c != ')')
        fold_step(rest);
}

/* A second day is another meeting's, unless it is a limit, part of a remark or
 * the day to which this one was moved. */
static void second_day(struct scan *sc, struct span *behind,
                       const struct when *w, bool *ret_stop)
{
    if (is_changed(sc->run)) {
        sc->run = SPAN_NONE;
        schedule_draft_set_day(sc->d, w);
    } else if (sc->depth > 0) {
        skip_remark(behind);
    } else if (schedule_begin_is_limit(*behind) || fold_has(sc->run, "原")) {
        skip_clause(behind);
    } else {
        *ret_stop = true;
    }
}

static bool take_when(struct scan *sc, bool *ret_stop)
{
    struct span s = sc->rest;
    struct when w;
    bool all = sc->edge && (fold_take(&s, "均") || fold_take(&s, "都"));

    if (!when_take(&s, schedule_draft_year(sc->d, sc->year), &w))
        return false;
    if (all && w.days != WHEN_NOTHING)
        return false;
    if (w.days == WHEN_NOTHING) {
        schedule_draft_add_hours(sc->d, &w);
        sc->d->all_hours = all;
    } else if (schedule_draft_has_day(sc->d)) {
        second_day(sc, &s, &w, ret_stop);
    } else if (!schedule_begin_is_limit(s)) {
        close_run(sc);
        schedule_draft_set_day(sc->d, &w);
    }
    close_run(sc);
    if (!*ret_stop)
        sc->rest = s;
    return true;
}

static bool take_link(struct scan *sc)
{
    struct span s = sc->rest;
    size_t n = 0;

    if (!span_starts_nocase(s, SPAN("http://")) &&
        !span_starts_nocase(s, SPAN("https://")))
        return false;
    while (n < s.n && (unsigned char)s.p[n] > ' ' &&
           (unsigned char)s.p[n] < 0x7f && !strchr("<>\"|", s.p[n]))
        n++;
    close_run(sc);
    /* An address says more than the words before it. */
    if (!fold_has(sc->d->item.link, "://"))
        sc->d->item.link = span_sub(s, 0, n);
    sc->rest = span_from(s, n);
    return true;
}

/* "标准周 是", "（标准周期间）", "不在标准周". */
static bool take_stdweek(struct scan *sc)
{
    static const char *const nays[] = { "非标准周",
                                        "不在标准周",
                                        "不纳入标准周",
                                        "不列入标准周",
                                        "标准周外",
                                        "标准周以外",
                                        "not in the standards week",
                                        "outside the standards week" };
    static const char *const yeas[] = { "在标准周", "纳入标准周",
                                        "标准周",   "in the standards week",
                                        "std week", "standards week" };
    static const char *const tails[] = { "期间", "内", "召开" };
    struct span s = sc->rest;
    bool yes = false;

    if (!FOLD_TAKE_ANY(&s, nays)) {
        struct span value;

        if (!FOLD_TAKE_ANY(&s, yeas))
            return false;
        yes = true;
        value = s;
        fold_skip_blanks(&value);
        if (value.n < s.n && particulars_yes(value, &yes)) {
            s = value;
            while (s.n && fold_is_han(fold_peek(s)))
                fold_step(&s);
        }
    }
    FOLD_TAKE_ANY(&s, tails);
    close_run(sc);
    schedule_draft_set_stdweek(sc->d, yes);
    sc->rest = s;
    return true;
}

/* 是 or 否 standing alone: the cell of a table without a heading. */
static bool take_yes_cell(struct scan *sc)
{
    struct span s = sc->rest;
    bool yes = fold_take(&s, "是") || fold_take(&s, "yes");
    unsigned c;

    if (!sc->edge || (!yes && !fold_take(&s, "否") && !fold_take(&s, "no")))
        return false;
    c = fold_peek(s);
    if (c && !fold_is_blank(c) && !is_cut(s, c))
        return false;
    close_run(sc);
    schedule_draft_set_stdweek(sc->d, yes);
    sc->rest = s;
    return true;
}

static void scan_char(struct scan *sc, unsigned c)
{
    bool mark =
        c == '-' || c == '/' || c == ':' || (c == '.' && sc->rest.p[0] == '.');
    struct span after = sc->rest;

    sc->joins = mark && sc->word;
    sc->word = fold_is_alnum(c);
    sc->edge = !sc->word && !sc->joins && !fold_is_han(c);
    if (c == '(')
        sc->depth++;
    else if (c == ')' && sc->depth > 0)
        sc->depth--;
    fold_step(&after);
    if (is_cut(sc->rest, c)) {
        close_run(sc);
        sc->rest = after;
    } else {
        extend_run(sc, sc->rest.n - after.n);
    }
}

struct span schedule_scan_line(struct schedule_draft *d, struct span text,
                               int year)
{
    struct scan sc = { .d = d, .rest = text, .year = year, .edge = true };
    bool stop = false;
    unsigned c;

    assert(d);
    while (!stop && (c = fold_peek(sc.rest))) {
        if (!sc.word && !sc.joins && !fold_is_blank(c) &&
            (take_id(&sc, &stop) || take_stdweek(&sc) || take_yes_cell(&sc) ||
             take_when(&sc, &stop) || take_link(&sc)))
            sc.edge = true;
        else
            scan_char(&sc, c);
    }
    close_run(&sc);
    d->bare = schedule_draft_has_day(d) && !d->item.id[0] && !d->item.title.n &&
              !d->item.place.n && !d->item.link.n &&
              d->when.hours == WHEN_NOTHING;
    return stop ? sc.rest : SPAN_NONE;
}
