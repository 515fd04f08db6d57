#include <assert.h>

#include "convoke/base/table.h"
#include "escape.h"
#include "page.h"
#include "wrap.h"

/* Colours: every pair is at least 4.5:1, and links and rules are of a middle
 * tone that keeps its contrast when a client inverts the page. No style sheet
 * and no class: some clients drop them. */
#define INK "#24292f"
#define SOFT "#57606a"
#define LINE "#c9d1d9"
#define LINK "#1f6ab3"
#define PAPER "#ffffff"
#define SHADE "#f3f5f8"
#define FONT                                                                   \
    "font-family:'PingFang SC','Hiragino Sans GB','Microsoft YaHei',"          \
    "'Noto Sans CJK SC','WenQuanYi Micro Hei',Arial,sans-serif;"
#define BREAKS "word-break:break-word;overflow-wrap:anywhere;"
#define BODY FONT "font-size:15px;line-height:1.7;color:" INK ";" BREAKS
#define SMALL FONT "font-size:13px;line-height:1.6;color:" SOFT ";" BREAKS
#define TABLE                                                                  \
    "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "           \
    "cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse;\">"

enum { MOST_LABEL = 120 }; /* pixels; 13 to a Chinese character */

struct writer {
    struct text *to;
    bool english;
    enum block_kind group; /* of the table that is open */
    bool grouped;
    size_t label_width; /* pixels, of the rows of this group */
};

static const char *tag_of_mark(char c)
{
    switch (c) {
    case BLOCK_STRONG:
        return "<strong>";
    case BLOCK_STRONG_END:
        return "</strong>";
    case ESCAPE_BREAK:
        return "<br>";
    }
    return NULL;
}

static bool goes_on(char before)
{
    return before == '-' || before == '@' || before == '.' || before == '/' ||
           (before >= '0' && before <= '9') ||
           (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z');
}

/* Octets from `at` on that must stay in one line. */
static size_t unbroken(struct span s, size_t at)
{
    size_t article = wrap_article(span_from(s, at));

    if (!article)
        article = wrap_weekday(span_from(s, at));
    if (!article)
        article = wrap_keyword(span_from(s, at));
    if (article || (at && goes_on(s.p[at - 1])))
        return article;
    return wrap_dashed(span_from(s, at));
}

/* Plain text with its bold marks and breaks; articles, dates and references
 * stay in one line. */
static void add_inline(struct text *to, struct span s)
{
    size_t from = 0;
    size_t at = 0;

    while (at < s.n) {
        const char *tag = tag_of_mark(s.p[at]);
        size_t whole = tag ? 0 : unbroken(s, at);
        if (!tag && !whole) {
            at++;
            continue;
        }
        escape_html(to, span_sub(s, from, at - from));
        if (whole) {
            text_add_str(to, "<span style=\"white-space:nowrap;\">");
            escape_html(to, span_sub(s, at, whole));
        }
        text_add_str(to, whole ? "</span>" : tag);
        at += whole ? whole : 1;
        from = at;
    }
    escape_html(to, span_from(s, from));
}

static const char *language_of(const struct block *b)
{
    return b->english ? " lang=\"en\"" : "";
}

static void open_cell(struct writer *w, const struct block *b, const char *pad,
                      const char *style)
{
    text_addf(w->to,
              "<tr><td%s bgcolor=\"" PAPER "\" style=\"padding:%s;background-"
              "color:" PAPER ";%s\">",
              language_of(b), pad, style);
}

static void close_cell(struct writer *w)
{
    text_add_str(w->to, "</td></tr>\n");
}

static bool is_grouped(enum block_kind kind)
{
    return kind == BLOCK_ITEM || kind == BLOCK_ROW || kind == BLOCK_BUTTON ||
           kind == BLOCK_QUOTE;
}

static void end_group(struct writer *w)
{
    if (!w->grouped)
        return;
    text_add_str(w->to, "</table>");
    close_cell(w);
    w->grouped = false;
}

/* Pixels of a small label: a Chinese character is a square, and so is "…" in a
 * Chinese typeface; of a Latin one the wide are meant, for a word that does
 * not fit is cut in two. */
static size_t label_pixels(struct span label)
{
    size_t pixels = 2;
    size_t n;

    while ((n = span_char(label, NULL)) > 0) {
        bool square = table_width(span_sub(label, 0, n)) > 1 ||
                      span_starts(label, SPAN("…"));
        pixels += square ? 13 : 8;
        label = span_from(label, n);
    }
    return pixels < MOST_LABEL ? pixels : MOST_LABEL;
}

/* The widest of the group that begins at block `at`. */
static size_t group_pixels(const struct page *d, size_t at)
{
    enum block_kind kind = d->blocks.at[at].kind;
    size_t widest = 0;

    for (size_t i = at; i < d->blocks.n; i++) {
        const struct block *b = &d->blocks.at[i];
        size_t pixels = label_pixels(b->label);
        if (b->kind != kind || (i > at && b->gap))
            break;
        if (pixels > widest)
            widest = pixels;
    }
    return widest;
}

static void begin_group(struct writer *w, const struct page *d, size_t at)
{
    const struct block *b = &d->blocks.at[at];

    if (w->grouped && w->group == b->kind && !b->gap)
        return;
    end_group(w);
    open_cell(w, b, b->gap ? "14px 24px 0 24px" : "6px 24px 0 24px", BODY);
    text_add_str(w->to, TABLE);
    w->group = b->kind;
    w->grouped = true;
    w->label_width = group_pixels(d, at);
}

static void add_item(struct writer *w, const struct block *b)
{
    bool bullet = span_eq(b->marker, SPAN("-"));

    text_addf(w->to,
              "<tr><td width=\"24\" valign=\"top\" style=\"width:24px;padding:"
              "2px 6px 2px 0;" BODY "\">");
    escape_html(w->to, bullet ? SPAN("•") : b->marker);
    text_add_str(w->to,
                 "</td><td valign=\"top\" style=\"padding:2px 0;" BODY "\">");
    add_inline(w->to, b->text);
    text_add_str(w->to, "</td></tr>\n");
}

/* Labels share one column, as wide as the widest of them but never so wide
 * that little is left on a telephone. */
static void add_row(struct writer *w, const struct block *b)
{
    text_addf(w->to,
              "<tr><td width=\"%zu\" valign=\"top\" bgcolor=\"" SHADE
              "\" style=\"width:%zupx;padding:6px 8px;background-color:" SHADE
              ";border:1px solid " LINE ";" SMALL "\">",
              w->label_width, w->label_width);
    add_inline(w->to, b->label);
    text_add_str(w->to,
                 "</td><td valign=\"top\" style=\"padding:6px 10px;border:1px "
                 "solid " LINE ";" BODY "\">");
    add_inline(w->to, b->text);
    text_add_str(w->to, "</td></tr>\n");
}

/* `shown`: the address stands below as text, for whoever cannot click. */
static void add_button(struct writer *w, const struct block *b, bool shown)
{
    CLEANUP(text_release) struct text link = TEXT_INIT(TEXT_MAX_HEADER);

    escape_link(&link, b->text);
    text_add_str(w->to, "<tr><td style=\"padding:4px 0;\"><table "
                        "role=\"presentation\" cellpadding=\"0\" "
                        "cellspacing=\"0\" border=\"0\"><tr><td "
                        "align=\"center\" style=\"border:2px solid " LINK
                        ";padding:6px 18px;" FONT "\"><a href=\"");
    escape_html(w->to, text_span(&link));
    text_add_str(w->to, "\" style=\"" FONT
                        "font-size:15px;line-height:1.6;font-weight:bold;"
                        "text-decoration:none;color:" LINK ";\">");
    add_inline(w->to, b->label);
    text_add_str(w->to, "</a></td></tr></table>");
    if (shown) {
        text_add_str(w->to, "<div style=\"padding:4px 0 0 0;" SMALL "\">");
        add_inline(w->to, page_address(b));
        text_add_str(w->to, "</div>");
    }
    text_add_str(w->to, "</td></tr>\n");
}

/* Buttons of one mail mostly write to one address: it is shown once. */
static bool is_last_of_address(const struct page *d, size_t at)
{
    return at + 1 == d->blocks.n || d->blocks.at[at + 1].kind != BLOCK_BUTTON ||
           !span_eq(page_address(&d->blocks.at[at]),
                    page_address(&d->blocks.at[at + 1]));
}

static void add_quote(struct writer *w, const struct block *b)
{
    text_add_str(w->to, "<tr><td bgcolor=\"" SHADE
                        "\" style=\"padding:4px 14px;background-color:" SHADE
                        ";border-left:4px solid " LINE ";" BODY "\">");
    add_inline(w->to, b->text);
    text_add_str(w->to, "</td></tr>\n");
}

static void add_code(struct writer *w, const struct block *b)
{
    open_cell(w, b, "14px 24px 0 24px", BODY);
    text_add_str(w->to, TABLE "<tr><td align=\"center\" style=\"padding:8px "
                              "14px;border:1px dashed " SOFT ";" BODY "\">");
    add_inline(w->to, b->label);
    text_add_str(w->to, " <span style=\"font-family:Consolas,Menlo,'Courier "
                        "New',monospace;font-size:16px;font-weight:bold;\">");
    add_inline(w->to, b->text);
    text_add_str(w->to, "</span></td></tr></table>");
    close_cell(w);
}

static void add_words(struct writer *w, const struct block *b, const char *pad,
                      const char *style)
{
    open_cell(w, b, pad, style);
    add_inline(w->to, b->text);
    close_cell(w);
}

static void add_block(struct writer *w, const struct page *d, size_t at)
{
    const struct block *b = &d->blocks.at[at];

    switch (b->kind) {
    case BLOCK_PARAGRAPH:
        add_words(w, b, b->gap ? "12px 24px 0 24px" : "4px 24px 0 24px", BODY);
        break;
    case BLOCK_HEADING:
        add_words(w, b, "20px 24px 0 24px",
                  FONT "font-size:16px;line-height:1.6;font-weight:bold;"
                       "color:" INK ";" BREAKS);
        break;
    case BLOCK_NOTE:
        add_words(w, b, b->gap ? "12px 24px 0 24px" : "2px 24px 0 24px", SMALL);
        break;
    case BLOCK_ITEM:
        add_item(w, b);
        break;
    case BLOCK_ROW:
        add_row(w, b);
        break;
    case BLOCK_BUTTON:
        add_button(w, b, is_last_of_address(d, at));
        break;
    case BLOCK_QUOTE:
        add_quote(w, b);
        break;
    case BLOCK_CODE:
        add_code(w, b);
        break;
    case BLOCK_RULE:
        open_cell(w, b, "22px 24px 8px 24px", "");
        text_add_str(w->to, TABLE "<tr><td style=\"border-top:1px solid " LINE
                                  ";font-size:1px;line-height:1px;\">&nbsp;"
                                  "</td></tr></table>");
        close_cell(w);
        break;
    }
}

void page_html(const struct page *d, struct text *to)
{
    struct writer w = { .to = to };

    assert(d);
    assert(to);
    for (size_t i = 0; i < d->blocks.n; i++) {
        const struct block *b = &d->blocks.at[i];
        if (is_grouped(b->kind))
            begin_group(&w, d, i);
        else
            end_group(&w);
        add_block(&w, d, i);
    }
    end_group(&w);
}
