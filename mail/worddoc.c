#include "worddoc.h"

#include <assert.h>

#include "cfb.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "symbol.h"
#include "worddoc_runs.h"

/* Where things stand in the head of the WordDocument stream. */
enum {
    FIB_IDENT = 0xa5ec,
    FIB_VERSION = 2,
    FIB_FLAGS = 0x0a,
    FIB_TEXT_N = 0x4c, /* characters of the main text */
    FIB_CHARACTERS = 0xfa,
    FIB_PARAGRAPHS = 0x102,
    FIB_FONTS = 0x112,
    FIB_PIECES = 0x1a2,
    FIB_END = 0x1aa,
    FLAG_LOCKED = 0x100,
    FLAG_TABLE_1 = 0x200,
    VERSION_97 = 0xc1,
};

/* Characters that are not text. */
enum {
    MARK_PICTURE = 0x01,
    MARK_CELL = 0x07,
    MARK_BREAK = 0x0b,
    MARK_PAGE = 0x0c,
    MARK_PARAGRAPH = 0x0d,
    MARK_FIELD = 0x13,
    MARK_FIELD_RESULT = 0x14,
    MARK_FIELD_END = 0x15,
    MARK_HYPHEN = 0x1e,
    MARK_SYMBOL = 0x28,
};

enum { FIELDS_MAX = 16, FIELD_CODE = 64 };

/* What holds for the characters at hand. */
struct manner {
    uint32_t from, to; /* where */
    bool deleted;
    enum symbol_font font;
};

struct reading {
    struct span main, table, data; /* streams */
    struct worddoc_runs characters, paragraphs;
    LIST_OF(enum symbol_font) fonts; /* by their numbers */
    struct manner manner;
    struct arena *arena;   /* borrowed */
    struct office_doc doc; /* what was read */
    struct text text;      /* owned; the paragraph or cell at hand */
    unsigned high;         /* first half of a surrogate pair */
    int fields, codes;     /* open fields, and of those in their code */
    bool in_code[FIELDS_MAX];
    struct text code; /* owned; of the innermost field */
    int tables, row, column;
    bool in_table;
    size_t row_from; /* index of the row's first block */
    bool full;
};

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "worddoc.read", "%s", what);
}

static struct office_block *add_block(struct reading *rd)
{
    struct span text = span_trim_wide(text_span(&rd->text));
    struct office_block *b;

    if (rd->doc.blocks.n >= OFFICE_MAX_BLOCKS || rd->text.over) {
        rd->full = true;
        return NULL;
    }
    b = list_push(&rd->doc.blocks, rd->arena);
    *b = (struct office_block){ .text = arena_span(rd->arena, text),
                                .columns = 1 };
    text_reset(&rd->text);
    return b;
}

static void end_paragraph(struct reading *rd)
{
    if (span_is_empty(span_trim_wide(text_span(&rd->text))))
        text_reset(&rd->text);
    else
        (void)add_block(rd);
}

static void end_cell(struct reading *rd)
{
    struct office_block *b;

    if (!rd->in_table) {
        rd->in_table = true;
        rd->tables++;
        rd->row = rd->column = 0;
        rd->row_from = rd->doc.blocks.n;
    }
    b = add_block(rd);
    if (!b)
        return;
    b->table = rd->tables;
    b->row = rd->row;
    b->column = rd->column++;
}

/* Which cells of the row go on with the cell above stands in its definition:
 * so many columns, their edges, then 20 octets for each. */
static void end_row(struct reading *rd, struct span properties)
{
    struct span table = worddoc_property(properties, WORDDOC_TABLE);
    size_t n = cfb_number(table, 0, 1);

    for (size_t i = 0; i < n && rd->row_from + i < rd->doc.blocks.n; i++) {
        size_t cell = 1 + 2 * (n + 1) + 20 * i;

        if ((cfb_number(table, cell, 2) >> 5 & 3) != 1)
            continue;
        rd->doc.blocks.at[rd->row_from + i].below = true;
        rd->doc.blocks.at[rd->row_from + i].text = SPAN_NONE;
    }
    text_reset(&rd->text);
    rd->row++;
    rd->column = 0;
    rd->row_from = rd->doc.blocks.n;
}

/* What a form field's box says: [MS-DOC] 2.9.78. 25 means its default. */
static void add_box(struct reading *rd, struct span properties)
{
    enum { HEAD = 0x44, CHECKBOX = 1, DEFAULT = 25 };
    struct span at = worddoc_property(properties, WORDDOC_DATA);
    struct span field = span_from(rd->data, cfb_number(at, 0, 4));
    unsigned bits = cfb_number(field, HEAD + 4, 2);
    unsigned ticked = bits >> 2 & 31;
    size_t name = HEAD + 10;

    if (at.n < 4 || cfb_number(field, 4, 2) != HEAD || (bits & 3) != CHECKBOX)
        return;
    if (ticked == DEFAULT)
        ticked =
            cfb_number(field, name + 2 * cfb_number(field, name, 2) + 4, 2);
    text_add_code(&rd->text, ticked ? SYMBOL_TICKED : SYMBOL_EMPTY);
}

static void begin_field(struct reading *rd)
{
    if (rd->fields < FIELDS_MAX) {
        rd->in_code[rd->fields] = true;
        rd->codes++;
    }
    rd->fields++;
    text_reset(&rd->code);
}

static void end_code(struct reading *rd)
{
    int i = rd->fields - 1;

    if (i >= 0 && i < FIELDS_MAX && rd->in_code[i]) {
        rd->in_code[i] = false;
        rd->codes--;
    }
}

static void end_field(struct reading *rd)
{
    end_code(rd);
    if (rd->fields > 0)
        rd->fields--;
}

/* A tracked deletion is no text; letters of a symbol font are pictures. */
static void learn_manner(struct reading *rd, uint32_t at)
{
    struct worddoc_run run = worddoc_runs_find(&rd->characters, at);
    struct span font = worddoc_property(run.properties, WORDDOC_FONT);
    size_t number = cfb_number(font, 0, 2);

    rd->manner = (struct manner){
        .from = run.from,
        .to = run.to,
        .deleted = worddoc_flag(run.properties, WORDDOC_DELETED),
        .font = font.n == 2 && number < rd->fonts.n ? rd->fonts.at[number]
                                                    : SYMBOL_FONT_NONE,
    };
}

static void add_code(struct reading *rd, unsigned code)
{
    struct text *to = rd->codes ? &rd->code : &rd->text;
    unsigned tick = rd->manner.font ? symbol_tick(rd->manner.font, code)
                                    : symbol_guess(code);

    if (code >= 0xdc00 && code < 0xe000 && rd->high)
        code = 0x10000 + ((rd->high - 0xd800) << 10) + (code - 0xdc00);
    rd->high = code >= 0xd800 && code < 0xdc00 ? code : 0;
    if (tick)
        text_add_code(to, tick);
    else if (code == '\t' || code == 0xa0)
        text_add_str(to, "  ");
    else if (code >= 0x20 && !(code >= 0x7f && code < 0xa0) &&
             !(code >= 0xd800 && code < 0xe000))
        text_add_code(to, code);
    rd->code.over = false; /* only its beginning counts */
}

/* Long lists of properties lie among the data, behind their length. */
static struct span paragraph_at(const struct reading *rd, uint32_t at)
{
    struct span properties = worddoc_runs_at(&rd->paragraphs, at);
    struct span far = worddoc_property(properties, WORDDOC_HUGE);
    struct span there;

    if (far.n < 4)
        return properties;
    there = span_from(rd->data, cfb_number(far, 0, 4));
    return span_sub(there, 2, cfb_number(there, 0, 2));
}

/* `at` is where the character lies in the file's own count. */
static void take(struct reading *rd, unsigned code, uint32_t at)
{
    struct span properties = SPAN_NONE;

    if (at < rd->manner.from || at >= rd->manner.to)
        learn_manner(rd, at);
    if (rd->manner.deleted && code != MARK_CELL)
        return;
    switch (code) {
    case MARK_CELL:
        properties = paragraph_at(rd, at);
        if (worddoc_flag(properties, WORDDOC_ROW_END))
            end_row(rd, properties);
        else
            end_cell(rd);
        return;
    case MARK_PARAGRAPH:
    case MARK_PAGE:
        properties = paragraph_at(rd, at);
        if (worddoc_flag(properties, WORDDOC_IN_TABLE)) {
            text_add_char(&rd->text, '\n');
            return;
        }
        rd->in_table = false;
        end_paragraph(rd);
        return;
    case MARK_BREAK:
        text_add_char(&rd->text, '\n');
        return;
    case MARK_FIELD:
        begin_field(rd);
        return;
    case MARK_FIELD_RESULT:
        end_code(rd);
        return;
    case MARK_FIELD_END:
        end_field(rd);
        return;
    case MARK_PICTURE:
        if (span_has(text_span(&rd->code), SPAN("FORMCHECKBOX")))
            add_box(rd, worddoc_runs_at(&rd->characters, at));
        return;
    case MARK_HYPHEN:
        add_code(rd, '-');
        return;
    case MARK_SYMBOL:
        properties = worddoc_property(worddoc_runs_at(&rd->characters, at),
                                      WORDDOC_SYMBOL);
        add_code(rd, properties.n >= 4 ? cfb_number(properties, 2, 2) : code);
        return;
    default:
        add_code(rd, code);
    }
}

/* Text of one octet a character is of Windows' western charset; what a form
 * has of it is ASCII. */
static unsigned narrow(unsigned c)
{
    static const unsigned short upper[] = { 0x2018, 0x2019, 0x201c, 0x201d };

    if (c >= 0x91 && c <= 0x94)
        return upper[c - 0x91];
    return c == 0x96 || c == 0x97 ? 0x2013 : c;
}

static void take_piece(struct reading *rd, uint32_t fc, uint32_t n)
{
    bool one = fc >> 30 & 1;
    uint32_t at = one ? (fc & 0x3fffffff) / 2 : fc & 0x3fffffff;
    uint32_t width = one ? 1 : 2;

    for (uint32_t i = 0; i < n && !rd->full; i++, at += width) {
        if (at > rd->main.n || rd->main.n - at < width)
            return;
        if (one)
            take(rd, narrow(cfb_number(rd->main, at, 1)), at);
        else
            take(rd, cfb_number(rd->main, at, 2), at);
    }
}

/* The pieces stand behind any number of property lists. */
static struct span find_pieces(const struct reading *rd)
{
    struct span s = span_sub(rd->table, cfb_number(rd->main, FIB_PIECES, 4),
                             cfb_number(rd->main, FIB_PIECES + 4, 4));

    while (s.n > 3 && s.p[0] == 1)
        s = span_from(s, 3 + (size_t)cfb_number(s, 1, 2));
    return s.n > 5 && s.p[0] == 2 ? span_sub(s, 5, cfb_number(s, 1, 4))
                                  : SPAN_NONE;
}

static enum verdict take_pieces(struct reading *rd, struct reason *why)
{
    struct span s = find_pieces(rd);
    size_t n = s.n >= 16 ? (s.n - 4) / 12 : 0;
    uint32_t left = cfb_number(rd->main, FIB_TEXT_N, 4);

    if (n == 0)
        return refuse(why, "a Word file without its table of pieces");
    for (size_t i = 0; i < n && left && !rd->full; i++) {
        uint32_t from = cfb_number(s, 4 * i, 4);
        uint32_t to = cfb_number(s, 4 * (i + 1), 4);
        uint32_t most = to > from ? to - from : 0;

        if (most > left)
            most = left;
        take_piece(rd, cfb_number(s, 4 * (n + 1) + 8 * i + 2, 4), most);
        left -= most;
    }
    if (rd->full)
        return refuse(why, "the document is too long");
    end_paragraph(rd);
    return VERDICT_DONE;
}

static enum verdict open_streams(struct reading *rd, const struct cfb *cfb,
                                 struct reason *why)
{
    unsigned flags;

    rd->main = cfb_stream(cfb, "WordDocument", rd->arena);
    flags = cfb_number(rd->main, FIB_FLAGS, 2);
    if (rd->main.n < FIB_END)
        return refuse(why, "no Word document in it");
    if (cfb_number(rd->main, FIB_VERSION, 2) < VERSION_97)
        return refuse(why, "a document of a Word before 97");
    if (flags & FLAG_LOCKED)
        return refuse(why, "the document is locked with a password");
    rd->table =
        cfb_stream(cfb, flags & FLAG_TABLE_1 ? "1Table" : "0Table", rd->arena);
    rd->data = cfb_stream(cfb, "Data", rd->arena);
    return VERDICT_DONE;
}

static struct worddoc_runs runs_of(struct reading *rd, size_t place,
                                   bool paragraphs)
{
    struct span index = span_sub(rd->table, cfb_number(rd->main, place, 4),
                                 cfb_number(rd->main, place + 4, 4));

    return worddoc_runs_read(rd->main, index, paragraphs, rd->arena);
}

/* Of each font its length, 39 octets, and its name in UTF-16. */
static void read_fonts(struct reading *rd)
{
    enum { NAME = 40 };
    struct span s = span_sub(rd->table, cfb_number(rd->main, FIB_FONTS, 4),
                             cfb_number(rd->main, FIB_FONTS + 4, 4));
    size_t n = cfb_number(s, 0, 2);

    s = span_from(s, 4);
    for (size_t i = 0; i < n && s.n > NAME; i++) {
        struct span font = span_sub(s, 0, 1 + (size_t)cfb_number(s, 0, 1));
        char name[32] = "";

        for (size_t k = 0; k + 1 < sizeof(name); k++)
            name[k] = (char)cfb_number(font, NAME + 2 * k, 1);
        *list_push(&rd->fonts, rd->arena) = symbol_font_of(span_str(name));
        s = span_from(s, font.n);
    }
}

enum verdict worddoc_read(struct span bytes, struct archive_budget *budget,
                          struct arena *arena, struct office_doc *ret,
                          struct reason *why)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(128 * 1024 * 1024);
    struct reading rd = { .arena = &scratch,
                          .text = TEXT_INIT(OFFICE_MAX_TEXT),
                          .code = TEXT_INIT(FIELD_CODE) };
    struct cfb cfb;
    enum verdict v;

    (void)budget;
    assert(arena);
    assert(ret);
    if (!cfb_open(bytes, &scratch, &cfb))
        return refuse(why, span_starts(bytes, SPAN("{\\rtf"))
                               ? "an RTF file, not a .doc"
                               : "a damaged office file");
    v = open_streams(&rd, &cfb, why);
    if (v == VERDICT_DONE) {
        rd.characters = runs_of(&rd, FIB_CHARACTERS, false);
        rd.paragraphs = runs_of(&rd, FIB_PARAGRAPHS, true);
        read_fonts(&rd);
        rd.arena = arena;
        v = take_pieces(&rd, why);
    }
    text_release(&rd.text);
    text_release(&rd.code);
    if (v == VERDICT_DONE)
        *ret = rd.doc;
    return v;
}

bool worddoc_is_locked(struct span bytes)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(128 * 1024 * 1024);
    struct cfb cfb;
    struct span main;

    if (!cfb_open(bytes, &scratch, &cfb))
        return false;
    main = cfb_stream(&cfb, "WordDocument", &scratch);
    return cfb_number(main, 0, 2) == FIB_IDENT &&
           (cfb_number(main, FIB_FLAGS, 2) & FLAG_LOCKED);
}
