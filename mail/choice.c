#include "choice.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/spelling.h"

enum { WORDS_MAX = 12, TOKENS_MAX = 200, OTHER = 4, GROUP_WORDS = 9 };

/* Spellings of one value; compared without blanks and hyphens, narrow and in
 * lower case. The longest that fits wins. */
struct word {
    const char *value;
    const char *spellings[5];
};

static const struct word natures[] = {
    { "企业", { "企业", "公司", "enterprise", "company" } },
    { "科研院所", { "科研院所", "科研机构", "研究院所", "researchinstitute" } },
    { "高等院校", { "高等院校", "高校", "university" } },
    { "政府部门", { "政府部门", "政府机关", "government" } },
    [OTHER] = { "其他", { "其他", "其它", "other" } },
};

static const struct word foreigns[] = {
    { "是", { "是", "yes" } },
    { "否", { "否", "不是", "非", "内资", "no" } },
};

static const struct word groups[] = {
    { "WG1", { "wg1" } },
    { "WG2", { "wg2" } },
    { "WG3", { "wg3" } },
    { "WG4", { "wg4" } },
    { "WG5", { "wg5" } },
    { "WG6", { "wg6" } },
    { "WG7", { "wg7" } },
    { "WG8", { "wg8" } },
    { "SWG-ETS", { "swgets", "ets" } },
};

static const struct kind {
    const struct word *words;
    size_t n;
    size_t printed; /* so many words stand on the empty form */
} kinds[] = {
    [CHOICE_NATURE] = { natures, ARRAY_LEN(natures), 5 },
    [CHOICE_FOREIGN] = { foreigns, ARRAY_LEN(foreigns), 2 },
    [CHOICE_GROUPS] = { groups, ARRAY_LEN(groups), 7 },
};

/* Pictures that are marks wherever they stand. The private codes are symbol
 * fonts whose name was lost; 口 is typed for a box that is not at hand. */
static const struct {
    unsigned code;
    bool ticked;
} pictures[] = {
    { 0x2611, true },  { 0x2612, true },  { 0x25a0, true },  { 0x221a, true },
    { 0x2713, true },  { 0x2714, true },  { 0x25cf, true },  { 0x25c9, true },
    { 0x1f5f9, true }, { 0x1f5f8, true }, { 0x2705, true },  { 0xf0fe, true },
    { 0xf0fc, true },  { 0xf052, true },  { 0xfe, true },    { 0x2610, false },
    { 0x25a1, false }, { 0x25cb, false }, { 0x25fb, false }, { 0x25a2, false },
    { 0x2b1c, false }, { 0x2751, false }, { 0x2752, false }, { 0xf0a8, false },
    { 0xf06f, false }, { 0xf0a3, false }, { 0xa8, false },   { 0x53e3, false },
};

enum token_kind { TOKEN_MARK, TOKEN_WORD, TOKEN_TEXT };

struct token {
    enum token_kind kind;
    bool ticked;      /* mark */
    size_t word;      /* word: index in its kind */
    bool gap;         /* blanks stand before it */
    struct span text; /* borrowed from the text read */
};

struct tokens {
    const struct kind *kind;
    size_t n;
    struct token at[TOKENS_MAX];
};

static unsigned char_at(struct span s, size_t at, size_t *ret_step)
{
    unsigned code = 0;

    *ret_step = span_char(span_from(s, at), &code);
    if (code >= 0xff01 && code <= 0xff5e)
        code -= 0xff01 - 0x21;
    if (code >= 'A' && code <= 'Z')
        code += 'a' - 'A';
    return code;
}

static bool is_letter(unsigned code)
{
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
}

/* Octets of `s` that spell `spelling`, 0 when it does not begin so. A Latin
 * word must not go on: "no" is not in "note". */
static size_t spells(struct span s, const char *spelling)
{
    struct span want = span_str(spelling);
    size_t at = 0;
    size_t step = 0;

    while (want.n > 0) {
        unsigned code = char_at(s, at, &step);
        size_t want_step = 0;
        unsigned want_code = char_at(want, 0, &want_step);

        if (step == 0)
            return 0;
        if (at > 0 && code != want_code &&
            (spelling_is_blank(code) || code == '-')) {
            at += step;
            continue;
        }
        if (code != want_code)
            return 0;
        at += step;
        want = span_from(want, want_step);
    }
    if (is_letter((unsigned char)spelling[0]) &&
        is_letter(char_at(s, at, &step)) && step > 0)
        return 0;
    return at;
}

static size_t match_word(const struct kind *k, struct span s, size_t *ret_word)
{
    size_t best = 0;

    for (size_t w = 0; w < k->n; w++) {
        for (size_t i = 0; i < ARRAY_LEN(k->words[w].spellings); i++) {
            const char *spelling = k->words[w].spellings[i];
            size_t n = spelling ? spells(s, spelling) : 0;

            if (n <= best)
                continue;
            best = n;
            *ret_word = w;
        }
    }
    return best;
}

/* "<input type="checkbox" checked>" as scanners and editors write it. */
static size_t match_input(struct span s, bool *ret_ticked)
{
    struct span tag;

    if (!span_starts_nocase(s, SPAN("<input")))
        return 0;
    tag = span_sub(s, 0, span_find_char(span_sub(s, 0, 200), '>') + 1);
    if (!span_ends(tag, SPAN(">")))
        return 0;
    *ret_ticked =
        span_find_nocase(span_from(tag, 1), SPAN(" checked")) < tag.n - 1;
    return tag.n;
}

static int picture(unsigned code)
{
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++)
        if (pictures[i].code == code)
            return pictures[i].ticked ? 1 : 0;
    return -1;
}

/* "[x]", "（√）", "[ ]"; empty round brackets are a box only right before a
 * word, because "其他（　）" has them to be filled in. */
static size_t match_brackets(const struct kind *k, struct span s,
                             bool *ret_ticked)
{
    size_t step = 0;
    unsigned open = char_at(s, 0, &step);
    size_t at = step;
    bool ticked = false;
    size_t word = 0;

    if (open != '[' && open != '(' && open != 0x3010)
        return 0;
    for (int i = 0; i < 4; i++) {
        unsigned code = char_at(s, at, &step);

        if (step == 0)
            return 0;
        at += step;
        if (code == ']' || code == ')' || code == 0x3011) {
            *ret_ticked = ticked;
            if (!ticked && open == '(' &&
                match_word(k, span_from(s, at), &word) == 0)
                return 0;
            return at;
        }
        if (code == 'x' || code == 'v' || code == '*' || picture(code) == 1)
            ticked = true;
        else if (!spelling_is_blank(code) && picture(code) != 0)
            return 0;
    }
    return 0;
}

static size_t match_mark(const struct kind *k, struct span s, bool *ret_ticked)
{
    size_t n = match_input(s, ret_ticked);
    size_t step = 0;
    int shown = picture(char_at(s, 0, &step));

    if (n == 0)
        n = match_brackets(k, s, ret_ticked);
    if (n == 0 && step > 0 && shown >= 0) {
        *ret_ticked = shown == 1;
        n = step;
    }
    return n;
}

/* A tick typed beside the box it means, "□√", is one ticked box; the gloss
 * "企业 Enterprise" is one word. */
static bool joins(const struct token *last, const struct token *t)
{
    if (t->kind == TOKEN_WORD)
        return last->kind == TOKEN_WORD && last->word == t->word;
    if (t->kind == TOKEN_TEXT)
        return last->kind == TOKEN_TEXT;
    return last->kind == TOKEN_MARK && !t->gap && last->ticked != t->ticked;
}

static void add_token(struct tokens *ts, struct token t)
{
    struct token *last = ts->n > 0 ? &ts->at[ts->n - 1] : NULL;

    if (last && joins(last, &t)) {
        last->text.n = (size_t)(t.text.p + t.text.n - last->text.p);
        last->ticked = last->ticked || t.ticked;
        return;
    }
    if (ts->n < TOKENS_MAX)
        ts->at[ts->n++] = t;
}

static void tokenise(struct tokens *ts, struct span s)
{
    bool gap = false;

    while (s.n > 0 && ts->n < TOKENS_MAX) {
        struct token t = { .kind = TOKEN_TEXT, .gap = gap };
        size_t step = 0;
        unsigned code = char_at(s, 0, &step);
        size_t n;

        if (step == 0)
            return;
        gap = spelling_is_blank(code);
        if (gap) {
            s = span_from(s, step);
            continue;
        }
        n = match_mark(ts->kind, s, &t.ticked);
        if (n > 0)
            t.kind = TOKEN_MARK;
        else if ((n = match_word(ts->kind, s, &t.word)) > 0)
            t.kind = TOKEN_WORD;
        else
            n = step;
        t.text = span_sub(s, 0, n);
        add_token(ts, t);
        s = span_from(s, n);
    }
}

static size_t count(const struct tokens *ts, enum token_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < ts->n; i++)
        n += ts->at[i].kind == kind;
    return n;
}

/* Index of the word next to token `i`, looking back or forth over text; n
 * when another mark or the end comes first. */
static size_t word_beside(const struct tokens *ts, size_t i, bool back)
{
    while (back ? i > 0 : i + 1 < ts->n) {
        i = back ? i - 1 : i + 1;
        if (ts->at[i].kind == TOKEN_WORD)
            return i;
        if (ts->at[i].kind == TOKEN_MARK)
            break;
    }
    return ts->n;
}

static bool marks_come_first(const struct tokens *ts)
{
    for (size_t i = 0; i < ts->n; i++)
        if (ts->at[i].kind != TOKEN_TEXT)
            return ts->at[i].kind == TOKEN_MARK;
    return true;
}

/* With a box for every word the order of the line decides. With ticks alone,
 * a tick belongs to the word it touches. */
static size_t owner(const struct tokens *ts, size_t i)
{
    bool first = marks_come_first(ts);
    bool touches_next =
        i + 1 < ts->n && ts->at[i + 1].kind == TOKEN_WORD && !ts->at[i + 1].gap;
    bool touches_last =
        i > 0 && ts->at[i - 1].kind == TOKEN_WORD && !ts->at[i].gap;
    size_t w;

    if (count(ts, TOKEN_MARK) < count(ts, TOKEN_WORD) &&
        touches_next != touches_last)
        first = touches_next;
    w = word_beside(ts, i, /* back= */ !first);
    return w < ts->n ? w : word_beside(ts, i, /* back= */ first);
}

/* What was written behind 其他, up to the next word or mark. */
static struct span other_text(const struct tokens *ts, size_t i)
{
    static const struct span colons[] = {
        { ":", 1 },
        { "：", 3 },
        { "︰", 3 },
        { "∶", 3 },
    };
    struct span s;

    if (i + 1 >= ts->n || ts->at[i + 1].kind != TOKEN_TEXT)
        return SPAN_NONE;
    s = ts->at[i + 1].text;
    while (s.n > 0) {
        size_t step = 0;
        unsigned code = char_at(s, 0, &step);

        if (step == 0 ||
            !(spelling_is_blank(code) || code == '_' || code == ':' ||
              code == '(' || code == 0x3001 || code == ',' || code == 0x3010 ||
              code == '[' || code == '/'))
            break;
        s = span_from(s, step);
    }
    /* What has a colon behind it is the next label, not a kind of unit. */
    for (size_t c = 0; c < ARRAY_LEN(colons); c++)
        s = span_sub(s, 0, span_find(s, colons[c]));
    for (;;) {
        static const struct span tails[] = {
            { "_", 1 },  { "＿", 3 }, { ")", 1 },  { "）", 3 }, { "/", 1 },
            { "、", 3 }, { "]", 1 },  { "】", 3 }, { "。", 3 }, { ",", 1 },
            { "，", 3 }, { ";", 1 },  { "；", 3 },
        };
        size_t before = s.n;

        s = span_trim_wide(s);
        for (size_t t = 0; t < ARRAY_LEN(tails); t++)
            if (span_ends(s, tails[t]))
                s.n -= tails[t].n;
        if (s.n == before)
            return s;
    }
}

static void choose(const struct tokens *ts, size_t i, struct arena *arena,
                   choice_values *ret)
{
    size_t word = ts->at[i].word;
    struct span value = span_str(ts->kind->words[word].value);
    struct span more = SPAN_NONE;

    if (ts->kind->words == natures && word == OTHER)
        more = other_text(ts, i);
    if (more.n > 0)
        value = arena_printf(arena, SPAN_FMT ":" SPAN_FMT, SPAN_ARG(value),
                             SPAN_ARG(more));
    list_each(ret, known) if (span_eq(*known, value)) return;
    *list_push(ret, arena) = value;
}

static void choose_marked(const struct tokens *ts, struct arena *arena,
                          choice_values *ret)
{
    for (size_t i = 0; i < ts->n; i++) {
        size_t w;

        if (ts->at[i].kind != TOKEN_MARK || !ts->at[i].ticked)
            continue;
        w = owner(ts, i);
        if (w < ts->n)
            choose(ts, w, arena, ret);
    }
}

/* The words on the empty form are no choice. */
static bool is_printed_list(const struct tokens *ts)
{
    bool named[WORDS_MAX] = { false };
    size_t n = 0;

    for (size_t i = 0; i < ts->n; i++)
        if (ts->at[i].kind == TOKEN_WORD)
            named[ts->at[i].word] = true;
    for (size_t w = 0; w < WORDS_MAX; w++)
        n += named[w];
    return ts->kind->words == groups ? n >= ts->kind->printed : n > 1;
}

static bool says_all(struct span text)
{
    char folded[32];
    size_t n = spelling_fold(text, true, folded, sizeof(folded));
    static const char *const all[] = { "全部", "所有", "全部工作组",
                                       "所有工作组", "all" };

    for (size_t i = 0; n <= sizeof(folded) && i < ARRAY_LEN(all); i++)
        if (span_eq(span_of(folded, n), span_str(all[i])))
            return true;
    return false;
}

void choice_read(enum choice_kind kind, struct span text, bool printed,
                 struct arena *arena, choice_values *ret)
{
    struct tokens ts = { .kind = &kinds[kind] };

    assert(arena);
    assert(ret);
    /* WG1 and WG2 do not take members. */
    if (kind == CHOICE_GROUPS && says_all(text)) {
        for (size_t w = 2; w < ARRAY_LEN(groups); w++)
            *list_push(ret, arena) = span_str(groups[w].value);
        return;
    }
    tokenise(&ts, text);
    if (count(&ts, TOKEN_MARK) > 0) {
        choose_marked(&ts, arena, ret);
        return;
    }
    if (printed && is_printed_list(&ts))
        return;
    for (size_t i = 0; i < ts.n; i++)
        if (ts.at[i].kind == TOKEN_WORD)
            choose(&ts, i, arena, ret);
}
