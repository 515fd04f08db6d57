#include "convoke/desk/headings.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "numbering.h"
#include "particular_line.h"
#include "when_date.h"

enum {
    HEAD_OCTETS = 400, /* what is looked at of a line */
    NUMBERS_MOST = 3,  /* 第一部分 一、 (1) */
    HEADING_ROWS = 12, /* lines a broken heading row may have */
    CELLS_MOST = 30,
    HAN_YEAR = 0x5e74,
};

/* A heading without its dress. */
struct head {
    struct span text;
    bool sentence; /* ends like one: must be a word as a whole */
};

static bool is_opening_mark(unsigned c)
{
    return c == '[' || c == 0x300a || c == 0x201c || c == '"' || c == '*' ||
           c == '#' || c == 0x300c;
}

/* "附件1：" before a list; "关于", "2026年度" before a subject. */
static void skip_prefixes(struct span *s)
{
    static const char *const prefixes[] = { "关于", "本年度", "下一年度",
                                            "下年度", "全年" };
    struct span rest = *s;
    int year;

    if (fold_take(&rest, "附件") || fold_take(&rest, "附表")) {
        fold_skip_blanks(&rest);
        if (when_number(&rest, &year))
            fold_skip_blanks(&rest);
        if (fold_take(&rest, ":") || fold_take(&rest, "、") ||
            fold_take(&rest, "."))
            *s = rest;
    }
    FOLD_TAKE_ANY(s, prefixes);
    rest = *s;
    if (when_number(&rest, &year) == 4 && fold_peek(rest) == HAN_YEAR) {
        fold_step(&rest);
        if (!fold_take(&rest, "度"))
            fold_skip_blanks(&rest);
        *s = rest;
    }
}

static struct span without_dress(struct span s)
{
    for (int i = 0; i < NUMBERS_MOST; i++) {
        fold_skip_blanks(&s);
        while (is_opening_mark(fold_peek(s)))
            fold_step(&s);
        if (numbering_take(&s, NULL) == NUMBERING_NONE)
            break;
    }
    fold_skip_blanks(&s);
    while (is_opening_mark(fold_peek(s)))
        fold_step(&s);
    skip_prefixes(&s);
    fold_skip_blanks(&s);
    return s;
}

static bool ends_sentence(unsigned c)
{
    return c == '.' || c == ';' || c == '!' || c == '?' || c == ',';
}

/* False when the line is too long to be one. */
static bool head_of(struct span line, struct head *ret)
{
    struct span s = without_dress(span_fit(line, HEAD_OCTETS));
    struct span rest = s;
    size_t end = 0;
    int characters = 0;
    unsigned last = FOLD_NOTHING;
    unsigned c;

    for (; (c = fold_peek(rest)) && c != ':'; fold_step(&rest)) {
        if (++characters > HEADING_CHARACTERS)
            return false;
        last = fold_is_blank(c) ? last : c;
    }
    end = s.n - rest.n;
    *ret = (struct head){
        .text = fold_trim(span_sub(s, 0, end)),
        .sentence = c != ':' && ends_sentence(last),
    };
    return ret->text.n > 0;
}

static bool is_joint(struct span *rest)
{
    static const char *const joints[] = { "、", "及", "和", "与",
                                          "/",  ",",  "&",  "and " };

    return FOLD_TAKE_ANY(rest, joints);
}

/* Behind a word that must be whole: nothing, a note, or another heading. */
static bool word_ends(struct span rest)
{
    unsigned c;

    fold_skip_blanks(&rest);
    c = fold_peek(rest);
    return !c || fold_is_mark(c) || is_joint(&rest);
}

static bool take_word(struct span *rest, struct span word, bool whole)
{
    struct span s = *rest;

    if (span_ends(word, SPAN("$"))) {
        word = span_sub(word, 0, word.n - 1);
        whole = true;
    }
    if (!fold_take_loose(&s, word) || (whole && !word_ends(s)))
        return false;
    *rest = s;
    return true;
}

/* Takes the longest word of any heading off `rest`: its place in the set, or
 * set->n. */
static size_t take_heading(struct span *rest, const struct heading_set *set,
                           bool whole)
{
    struct span best = *rest;
    size_t found = set->n;

    for (size_t i = 0; i < set->n; i++) {
        for (const char *const *w = set->at[i].words; *w; w++) {
            struct span s = *rest;

            if (!take_word(&s, span_str(*w), whole) || s.n >= best.n)
                continue;
            best = s;
            found = i;
        }
    }
    *rest = best;
    return found;
}

/* Each heading of "时间、地点": the first word decides whether it is one. */
static uint32_t heads_in(struct head h, const struct heading_set *set)
{
    struct span s = h.text;
    struct span next;
    uint32_t bits = 0;

    while (s.n) {
        size_t i = take_heading(&s, set, h.sentence);

        if (i == set->n)
            break;
        bits |= UINT32_C(1) << i;
        fold_skip_blanks(&s);
        next = s;
        if (take_heading(&next, set, h.sentence) < set->n)
            continue;
        while (s.n && !is_joint(&s))
            fold_step(&s);
        fold_skip_blanks(&s);
    }
    return bits;
}

static uint32_t heads_in_line(struct span line, const struct heading_set *set)
{
    int cells = 0;
    struct span cell;
    struct head h;
    uint32_t bits = 0;

    while (cells++ < CELLS_MOST && particular_line_cell(&line, &cell)) {
        if (head_of(cell, &h))
            bits |= heads_in(h, set);
    }
    return bits;
}

static uint32_t all_of(const struct heading_set *set)
{
    assert(set->n > 0 && set->n <= HEADINGS_MAX);
    return UINT32_MAX >> (HEADINGS_MAX - set->n);
}

uint32_t headings_missing(struct span text, const struct heading_set *set)
{
    uint32_t missing;
    struct span line;

    assert(set);
    missing = all_of(set);
    for (size_t i = 0; missing && i < HEADINGS_LINES && span_line(&text, &line);
         i++)
        missing &= ~heads_in_line(line, set);
    return missing;
}

static int count_bits(uint32_t bits)
{
    int n = 0;

    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

uint32_t headings_missing_columns(struct span text,
                                  const struct heading_set *set)
{
    uint32_t rows[HEADING_ROWS] = { 0 };
    uint32_t least;
    struct span line;

    assert(set);
    least = all_of(set);
    for (size_t i = 0; i < HEADINGS_LINES && span_line(&text, &line); i++) {
        uint32_t missing = all_of(set);

        rows[i % HEADING_ROWS] = heads_in_line(line, set);
        for (size_t k = 0; k < HEADING_ROWS; k++)
            missing &= ~rows[k];
        if (count_bits(missing) < count_bits(least))
            least = missing;
    }
    return least;
}
