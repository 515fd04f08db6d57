#include "html.h"

#include <assert.h>
#include <libxml/HTMLparser.h>

#include "convoke/base/own.h"

/* What an element does to the lines around it. */
enum element {
    ELEMENT_INLINE,
    ELEMENT_BLOCK,
    ELEMENT_PARAGRAPH, /* an empty line around it */
    ELEMENT_CELL,
    ELEMENT_BREAK,
    ELEMENT_SILENT, /* its content is not text */
    ELEMENT_LINK,
    ELEMENT_INPUT,
    ELEMENT_PRE,
};

static const struct {
    const char *name;
    enum element element;
} elements[] = {
    { "address", ELEMENT_BLOCK },    { "article", ELEMENT_BLOCK },
    { "blockquote", ELEMENT_BLOCK }, { "body", ELEMENT_BLOCK },
    { "center", ELEMENT_BLOCK },     { "dd", ELEMENT_BLOCK },
    { "div", ELEMENT_BLOCK },        { "dl", ELEMENT_BLOCK },
    { "dt", ELEMENT_BLOCK },         { "fieldset", ELEMENT_BLOCK },
    { "figure", ELEMENT_BLOCK },     { "footer", ELEMENT_BLOCK },
    { "form", ELEMENT_BLOCK },       { "header", ELEMENT_BLOCK },
    { "hr", ELEMENT_BLOCK },         { "li", ELEMENT_BLOCK },
    { "main", ELEMENT_BLOCK },       { "ol", ELEMENT_BLOCK },
    { "section", ELEMENT_BLOCK },    { "table", ELEMENT_BLOCK },
    { "tr", ELEMENT_BLOCK },         { "ul", ELEMENT_BLOCK },
    { "caption", ELEMENT_BLOCK },    { "h1", ELEMENT_PARAGRAPH },
    { "h2", ELEMENT_PARAGRAPH },     { "h3", ELEMENT_PARAGRAPH },
    { "h4", ELEMENT_PARAGRAPH },     { "h5", ELEMENT_PARAGRAPH },
    { "h6", ELEMENT_PARAGRAPH },     { "p", ELEMENT_PARAGRAPH },
    { "pre", ELEMENT_PRE },          { "td", ELEMENT_CELL },
    { "th", ELEMENT_CELL },          { "br", ELEMENT_BREAK },
    { "head", ELEMENT_SILENT },      { "script", ELEMENT_SILENT },
    { "style", ELEMENT_SILENT },     { "title", ELEMENT_SILENT },
    { "template", ELEMENT_SILENT },  { "noscript", ELEMENT_SILENT },
    { "object", ELEMENT_SILENT },    { "select", ELEMENT_SILENT },
    { "textarea", ELEMENT_SILENT },  { "a", ELEMENT_LINK },
    { "input", ELEMENT_INPUT },
};

/* Ids and classes under which mail programs put the mail they answer. */
static const char *const quote_ids[] = {
    "divNeteaseMailCard",
    "isReplyContent",
    "replySplit",
    "reply139content",
    "divRplyFwdMsg",
    "appendonsend",
    "origbody",
    "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message-container",
};
static const char *const quote_classes[] = {
    "ntes-mailmaster-quote",
    "gmail_quote",
    "gmail_extra",
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "qmbox",
    "OutlookMessageHeader",
    "foxmail_quote",
};

enum { MAX_HREF = 500 };

struct page {
    htmlParserCtxtPtr reader; /* borrowed */
    struct text *to;          /* borrowed */
    size_t base;              /* of to->n when the page began */
    size_t quote_at;
    int depth;
    int silent; /* elements open inside and with the silent one */
    int pre;
    int quoted; /* blockquotes of replies around */
    int lines;  /* line ends owed before the next text, 0 to 2 */
    bool blank; /* a blank is owed */
    bool fresh; /* nothing in this cell yet: its first block is no line */
    bool row;   /* the row has a cell already */
    bool too_deep;
    bool quote_closed;          /* a blockquote of a reply stands above */
    bool answered;              /* … and text outside of it below */
    char kinds[HTML_MAX_DEPTH]; /* what each open element must undo */
    char href[MAX_HREF];        /* of the link being read */
    size_t link_at;             /* where its text began */
};

enum { UNDO_NOTHING, UNDO_SILENT, UNDO_QUOTE, UNDO_PRE, UNDO_LINK };

/* ---- text ---- */

static bool at_line_start(const struct page *pg)
{
    return pg->to->n == pg->base || pg->to->p[pg->to->n - 1] == '\n';
}

static void owe_lines(struct page *pg, int n)
{
    if (pg->fresh)
        return;
    if (pg->lines < n)
        pg->lines = n;
    pg->blank = false;
}

/* Owed line ends are written only when text follows: none at the start. */
static void pay(struct page *pg)
{
    if (pg->to->n > pg->base)
        for (; pg->lines > 0; pg->lines--)
            text_add_char(pg->to, '\n');
    pg->lines = 0;
    if (at_line_start(pg))
        for (int i = 0; i < pg->quoted && i < 8; i++)
            text_add(pg->to, SPAN("> "));
    else if (pg->blank)
        text_add_char(pg->to, ' ');
    pg->blank = false;
}

static void put(struct page *pg, struct span c)
{
    pg->fresh = false;
    pay(pg);
    if (pg->quote_closed && pg->quoted == 0)
        pg->answered = true;
    text_add(pg->to, c);
}

static void put_char(struct page *pg, struct span c, unsigned code)
{
    if (code == '\n' && pg->pre) {
        pay(pg);
        text_add_char(pg->to, '\n');
    } else if (code == ' ' && pg->pre) {
        put(pg, c);
    } else if (code <= ' ') {
        pg->blank = pg->lines == 0;
    } else if (code == 0xa0) {
        put(pg, SPAN(" "));
    } else if (code != 0x200b && code != 0xfeff && code != 0xad &&
               !(code >= 0x7f && code <= 0x9f)) {
        put(pg, c);
    }
}

static void on_text(void *ctx, const xmlChar *octets, int n)
{
    struct page *pg = ctx;
    struct span s = span_of((const char *)octets, n > 0 ? (size_t)n : 0);

    if (pg->silent || pg->too_deep)
        return;
    while (s.n && !pg->to->over) {
        unsigned code = 0;
        size_t len = span_char(s, &code);

        if (len)
            put_char(pg, span_sub(s, 0, len), code);
        s = span_from(s, len ? len : 1);
    }
    if (pg->to->over)
        xmlStopParser(pg->reader);
}

/* ---- elements ---- */

static enum element element_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (strcmp(name, elements[i].name) == 0)
            return elements[i].element;
    return ELEMENT_INLINE;
}

static struct span attribute(const xmlChar **atts, const char *name)
{
    for (size_t i = 0; atts && atts[i]; i += 2)
        if (strcmp((const char *)atts[i], name) == 0)
            return atts[i + 1] ? span_str((const char *)atts[i + 1])
                               : span_str(name);
    return SPAN_NONE;
}

/* `word` is a declaration like "display:none", looked for without blanks. */
static bool style_has(struct span style, struct span word)
{
    for (size_t i = 0; i < style.n; i++) {
        size_t k = 0;
        for (size_t at = i; at < style.n && k < word.n; at++) {
            if (style.p[at] == ' ' && k > 0)
                continue;
            if (!span_eq_nocase(span_sub(style, at, 1), span_sub(word, k, 1)))
                break;
            k++;
        }
        if (k == word.n)
            return true;
    }
    return false;
}

static bool is_hidden(const xmlChar **atts)
{
    struct span style = span_sub(attribute(atts, "style"), 0, 2000);

    return attribute(atts, "hidden").n ||
           style_has(style, SPAN("display:none")) ||
           style_has(style, SPAN("visibility:hidden")) ||
           style_has(style, SPAN("mso-hide:all"));
}

static bool is_quote_mark(const xmlChar **atts)
{
    struct span id = attribute(atts, "id");
    struct span class = attribute(atts, "class");

    for (size_t i = 0; id.n && i < ARRAY_LEN(quote_ids); i++)
        if (span_eq(id, span_str(quote_ids[i])))
            return true;
    for (size_t i = 0; class.n && i < ARRAY_LEN(quote_classes); i++)
        if (span_has(class, span_str(quote_classes[i])))
            return true;
    return false;
}

/* A person indents with blockquotes too; those have none of these. */
static bool is_reply_quote(const xmlChar **atts)
{
    return span_eq_nocase(attribute(atts, "type"), SPAN("cite")) ||
           span_has(attribute(atts, "class"), SPAN("gmail_quote")) ||
           span_eq(attribute(atts, "id"), SPAN("isReplyContent"));
}

static void mark_quote(struct page *pg)
{
    if (pg->quote_at == SIZE_MAX)
        pg->quote_at = pg->to->n;
}

static void start_cell(struct page *pg)
{
    if (pg->row) {
        pg->lines = 0;
        pg->blank = false;
        text_add_char(pg->to, '\t');
    }
    pg->row = pg->fresh = true;
}

static void start_link(struct page *pg, const xmlChar **atts)
{
    struct span href = attribute(atts, "href");

    pg->href[0] = '\0';
    if (href.n < MAX_HREF && (span_starts_nocase(href, SPAN("http://")) ||
                              span_starts_nocase(href, SPAN("https://"))))
        memcpy(pg->href, href.p, href.n + 1);
    pg->link_at = pg->to->n;
}

/* The address of a link stands behind its words unless they show it. */
static void end_link(struct page *pg)
{
    struct span href = span_str(pg->href);
    struct span shown = span_from(text_span(pg->to), pg->link_at);

    if (href.n && !span_has(shown, href) && span_trim(shown).n) {
        text_add(pg->to, SPAN(" <"));
        text_add(pg->to, href);
        text_add(pg->to, SPAN(">"));
    }
    pg->href[0] = '\0';
}

static void draw_input(struct page *pg, const xmlChar **atts)
{
    struct span type = attribute(atts, "type");

    if (span_eq_nocase(type, SPAN("checkbox")) ||
        span_eq_nocase(type, SPAN("radio")))
        put(pg, attribute(atts, "checked").n ? SPAN("☑") : SPAN("☐"));
}

static int paragraph_lines(const xmlChar **atts)
{
    struct span style = span_sub(attribute(atts, "style"), 0, 2000);

    return span_has(attribute(atts, "class"), SPAN("MsoNormal")) ||
                   style_has(style, SPAN("margin:0"))
               ? 1
               : 2;
}

/* Lines and marks of an element's start; what its end must undo. */
static char start(struct page *pg, const char *name, const xmlChar **atts)
{
    enum element element = element_of(name);

    if (is_quote_mark(atts))
        mark_quote(pg);
    if (element == ELEMENT_SILENT || is_hidden(atts)) {
        pg->silent = 1;
        return UNDO_SILENT;
    }
    if (element == ELEMENT_BREAK) {
        if (pg->lines < 2 || pg->to->n > pg->base)
            pg->lines++;
        pg->blank = false;
    } else if (element == ELEMENT_CELL) {
        start_cell(pg);
    } else if (element == ELEMENT_PARAGRAPH) {
        owe_lines(pg, paragraph_lines(atts));
    } else if (element == ELEMENT_BLOCK || element == ELEMENT_PRE) {
        owe_lines(pg, 1);
    } else if (element == ELEMENT_INPUT) {
        draw_input(pg, atts);
    }
    if (strcmp(name, "tr") == 0)
        pg->row = false;
    if (element == ELEMENT_LINK) {
        start_link(pg, atts);
        return UNDO_LINK;
    }
    if (element == ELEMENT_PRE) {
        pg->pre++;
        return UNDO_PRE;
    }
    if (strcmp(name, "blockquote") == 0 && is_reply_quote(atts)) {
        pg->quoted++;
        return UNDO_QUOTE;
    }
    return UNDO_NOTHING;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
    struct page *pg = ctx;

    /* The library looks through all open elements at each end tag. */
    if (pg->depth >= HTML_MAX_DEPTH) {
        pg->too_deep = true;
        xmlStopParser(pg->reader);
        return;
    }
    if (pg->silent)
        pg->silent++;
    pg->kinds[pg->depth++] =
        pg->silent ? (char)UNDO_SILENT : start(pg, (const char *)name, atts);
}

static void on_end(void *ctx, const xmlChar *name)
{
    struct page *pg = ctx;
    enum element element = element_of((const char *)name);
    char undo;

    if (pg->depth == 0 || pg->too_deep)
        return;
    undo = pg->kinds[--pg->depth];
    if (undo == UNDO_SILENT) {
        pg->silent--;
        return;
    }
    if (undo == UNDO_LINK)
        end_link(pg);
    else if (undo == UNDO_PRE)
        pg->pre--;
    else if (undo == UNDO_QUOTE)
        pg->quote_closed = --pg->quoted == 0;
    if (element == ELEMENT_BLOCK || element == ELEMENT_PRE)
        owe_lines(pg, 1);
    else if (element == ELEMENT_PARAGRAPH)
        owe_lines(pg, 1 + (pg->lines > 1));
    if (element == ELEMENT_CELL) {
        pg->lines = 0;
        pg->fresh = false;
    }
}

/* Octets of the tag at the start of `s`, 0 when it has too many words: the
 * library compares each attribute with all the others. */
static size_t tag_length(struct span s)
{
    size_t words = 0;
    char quote = '\0';
    size_t i = 1;

    for (; i < s.n && (quote || s.p[i] != '>'); i++) {
        bool blank = strchr(" \t\r\n/", s.p[i - 1]) != NULL;

        if (quote && s.p[i] == quote)
            quote = '\0';
        else if (!quote && s.p[i - 1] == '=' &&
                 (s.p[i] == '"' || s.p[i] == '\''))
            quote = s.p[i];
        else if (!quote && blank && ++words > HTML_MAX_ATTRIBUTES)
            return 0;
    }
    return i;
}

/* Octets of a script or style sheet that `s` starts: no tags in there. */
static size_t silent_length(struct span s)
{
    static const struct {
        struct span start, end;
    } silent[] = { { SPAN("<script"), SPAN("</script") },
                   { SPAN("<style"), SPAN("</style") },
                   { SPAN("<!--"), SPAN("-->") } };

    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        if (span_starts_nocase(s, silent[i].start))
            return span_find_nocase(s, silent[i].end);
    return 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The part of the page that is cheap to read. */
static struct span readable(struct span html)
{
    size_t at = 0;

    while ((at += span_find_char(span_from(html, at), '<')) < html.n) {
        struct span rest = span_from(html, at);
        size_t n = silent_length(rest);

        if (n == 0 && rest.n > 1 && is_letter(rest.p[1])) {
            n = tag_length(rest);
            if (n == 0)
                return span_sub(html, 0, at);
        }
        at += n ? n : 1;
    }
    return html;
}

static void reader_drop(htmlParserCtxtPtr *reader)
{
    htmlFreeParserCtxt(*reader);
}

void html_prepare(void)
{
    xmlInitParser();
}

struct html_found html_text(struct span html, struct text *to)
{
    CLEANUP(reader_drop) htmlParserCtxtPtr reader = NULL;
    struct span plain;
    struct page page = { .to = to, .base = to->n, .quote_at = SIZE_MAX };
    htmlSAXHandler handler = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
    };

    assert(to);
    plain = readable(html);
    reader = plain.n && plain.n <= INT32_MAX ? htmlNewParserCtxt() : NULL;
    if (reader) {
        page.reader = reader;
        *reader->sax = handler;
        reader->userData = &page;
        htmlCtxtReadMemory(reader, plain.p, (int)plain.n, NULL, "UTF-8",
                           HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                               HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER |
                               HTML_PARSE_IGNORE_ENC);
    }
    return (struct html_found){ .quote_at = page.quote_at,
                                .answered = page.answered,
                                .too_deep = page.too_deep || plain.n < html.n };
}
