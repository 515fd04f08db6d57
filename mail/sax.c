#include "sax.h"

#include <assert.h>
#include <libxml/parser.h>

enum { PIECE = 32 * 1024, TAG_MAX = 1024 * 1024 };

struct feed {
    const struct sax_calls *calls; /* borrowed */
    xmlParserCtxtPtr ctxt;         /* borrowed from parse */
    const char *refusal;           /* NULL while all is well */
    int depth;
    int namespaces;
    int declared[SAX_DEPTH + 1]; /* namespaces, by depth of their element */
};

static void refuse(struct feed *fd, const char *what)
{
    if (!what)
        return;
    if (!fd->refusal)
        fd->refusal = what;
    xmlStopParser(fd->ctxt);
}

static struct span name_of(const xmlChar *s)
{
    return span_str((const char *)s);
}

struct span sax_attribute(const struct sax_attributes *as, const char *name)
{
    assert(as);
    for (int i = 0; i < as->n; i++) {
        const xmlChar **a = as->at + (ptrdiff_t)5 * i;

        if (strcmp((const char *)a[0], name) == 0)
            return span_of((const char *)a[3], (size_t)(a[4] - a[3]));
    }
    return SPAN_NONE;
}

struct span sax_attribute_text(const struct sax_attributes *as,
                               const char *name, size_t most,
                               struct arena *arena)
{
    const struct span written = SPAN("&#38;");
    struct span rest = sax_attribute(as, name);
    char *to;
    size_t used = 0;

    assert(arena);
    if (rest.n > most)
        return SPAN_NONE;
    to = arena_alloc(arena, rest.n + 1);
    while (rest.n) {
        size_t at = span_find(rest, written);

        memcpy(to + used, rest.p, at);
        used += at;
        if (at < rest.n)
            to[used++] = '&';
        rest = span_from(rest, at + written.n);
    }
    return span_of(to, used);
}

/* libxml2 dictates these signatures. */
static void on_start(void *self, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespaces_n, const xmlChar **ns,
                     int n, int defaulted, const xmlChar **at)
{
    struct feed *fd = self;
    struct sax_attributes as = { n, at };

    (void)prefix, (void)ns, (void)defaulted;
    if (fd->refusal)
        return;
    if (++fd->depth > SAX_DEPTH) {
        refuse(fd, "elements are nested too deep");
        return;
    }
    fd->declared[fd->depth] = namespaces_n;
    fd->namespaces += namespaces_n;
    if (fd->namespaces > SAX_NAMESPACES)
        refuse(fd, "too many namespaces");
    else
        refuse(fd, fd->calls->start(fd->calls->self, name_of(uri),
                                    name_of(name), &as));
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct feed *fd = self;

    (void)prefix;
    if (fd->refusal)
        return;
    fd->namespaces -= fd->declared[fd->depth--];
    refuse(fd, fd->calls->end(fd->calls->self, name_of(uri), name_of(name)));
}

static void on_characters(void *self, const xmlChar *at, int n)
{
    struct feed *fd = self;

    if (!fd->refusal)
        refuse(fd, fd->calls->text(fd->calls->self,
                                   span_of((const char *)at, (size_t)n)));
}

static void on_doctype(void *self, const xmlChar *name, const xmlChar *id,
                       const xmlChar *system)
{
    (void)name, (void)id, (void)system;
    refuse(self, "a part declares a document type");
}

static void on_error(void *self, xmlErrorPtr error)
{
    (void)self, (void)error;
}

/* Octets of the comment, CDATA section or instruction at the start of `s`, 0
 * when there is none. */
static size_t section(struct span s)
{
    static const struct {
        struct span open, close;
    } sections[] = {
        { { "<!--", 4 }, { "-->", 3 } },
        { { "<![CDATA[", 9 }, { "]]>", 3 } },
        { { "<?", 2 }, { "?>", 2 } },
    };

    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        size_t open = sections[i].open.n;

        if (span_starts(s, sections[i].open))
            return open + span_find(span_from(s, open), sections[i].close) +
                   sections[i].close.n;
    }
    return 0;
}

/* Octets of the tag at the start of `s`, TAG_MAX + 1 when it breaks a bound. */
static size_t tag(struct span s)
{
    char quote = 0;
    int attributes = 0;
    size_t i;

    for (i = 1; i < s.n && (quote || s.p[i] != '>'); i++) {
        if (quote)
            quote = (char)(s.p[i] == quote ? 0 : quote);
        else if (s.p[i] == '"' || s.p[i] == '\'')
            quote = s.p[i];
        else if (s.p[i] == '=' && ++attributes > SAX_ATTRIBUTES)
            return TAG_MAX + 1;
    }
    return i;
}

/* libxml2 compares each attribute of a tag with all before it (500,000 of
 * them are 5 MB and minutes) and holds a tag whole, more than once. So tags
 * are measured before it sees any. */
static bool tags_are_modest(struct span s)
{
    for (;;) {
        size_t n;

        s = span_from(s, span_find_char(s, '<'));
        if (s.n == 0)
            return true;
        n = section(s);
        if (n == 0)
            n = tag(s);
        if (n > TAG_MAX)
            return false;
        s = span_from(s, n);
    }
}

/* False when libxml2 found the XML wanting. The declared encoding is ignored:
 * parts are UTF-8 by their standard, and a converter would be a file to
 * open. Fed in pieces, the parser keeps no second copy. */
static bool parse(struct feed *fd, struct span xml)
{
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
        .cdataBlock = on_characters,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    xmlParserCtxtPtr ctxt =
        xmlCreatePushParserCtxt(&handler, fd, NULL, 0, /* filename= */ NULL);
    bool good;

    if (!ctxt)
        return false;
    xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    fd->ctxt = ctxt;
    while (xml.n > 0 && !fd->refusal && ctxt->wellFormed) {
        struct span piece = span_sub(xml, 0, PIECE);

        xmlParseChunk(ctxt, piece.p, (int)piece.n, /* terminate= */ 0);
        xml = span_from(xml, piece.n);
    }
    if (!fd->refusal && ctxt->wellFormed)
        xmlParseChunk(ctxt, NULL, 0, /* terminate= */ 1);
    good = ctxt->wellFormed;
    xmlFreeParserCtxt(ctxt);
    return good;
}

enum verdict sax_read(struct span xml, const struct sax_calls *calls,
                      struct reason *why)
{
    struct feed fd = { .calls = calls };
    bool good;

    assert(calls);
    if (!span_is_utf8(xml) || span_find_char(xml, '\0') < xml.n)
        return reason_set(why, VERDICT_NEVER, "office.read",
                          "the document's text is not UTF-8");
    if (!tags_are_modest(xml))
        return reason_set(why, VERDICT_NEVER, "office.read",
                          "a tag is too large");
    good = parse(&fd, xml);
    if (fd.refusal)
        return reason_set(why, VERDICT_NEVER, "office.read", "%s", fd.refusal);
    if (!good)
        return reason_set(why, VERDICT_NEVER, "office.read",
                          "the document is damaged: its XML does not parse");
    return VERDICT_DONE;
}

void sax_prepare(void)
{
    xmlInitParser();
}
