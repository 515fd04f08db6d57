#include "xlsx.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "convoke/base/file.h"
#include "convoke/base/number.h"

enum {
    XLSX_MAX_CELL = 32767, /* UTF-16 units, as Excel counts */
    XLSX_MAX_NAME = 31,    /* the same, of a sheet */
    XLSX_MAX_DIGITS = 15,  /* a double holds no more */
    XLSX_LEAST_WIDTH = 6,  /* of a column, in digits */
    XLSX_MOST_WIDTH = 60,  /* longer text is wrapped */
    XLSX_ROOM = 4,         /* the filter's button, and some air */
    XLSX_PAPER_A4 = 9,
    XLSX_FORMAT_WHOLE = 1, /* "0", built in; ECMA-376 part 1, 18.8.30 */
    XLSX_FORMAT_TEXT = 49, /* "@" */
};

struct book {
    const struct xlsx_sheet *from;     /* borrowed */
    const struct table_column *column; /* borrowed */
    size_t columns, rows;
    lxw_workbook *workbook; /* owned */
    lxw_worksheet *sheet;   /* the workbook's, like the formats */
    lxw_format *heading, *words, *number;
    struct text cell; /* owned: what is being written */
    lxw_error error;  /* the first */
};

static void book_release(struct book *b)
{
    if (b->workbook)
        lxw_workbook_free(b->workbook);
    b->workbook = NULL;
    text_release(&b->cell);
}

static void keep(struct book *b, lxw_error e)
{
    if (e != LXW_NO_ERROR && b->error == LXW_NO_ERROR)
        b->error = e;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

/* "_x0041_" in a cell means "A" to the reader (ECMA-376 part 1, 22.9.2.19). */
static bool is_escape(struct span s)
{
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++)
        if (!is_hex(s.p[i]))
            return false;
    return true;
}

/* The cell as XML may carry it; gives its length in UTF-16 units. Control
 * characters are escaped by the library. */
static size_t clean(struct text *to, struct span s)
{
    size_t units = 0;

    text_reset(to);
    while (s.n) {
        unsigned code = 0xfffd;
        size_t n = span_char(s, &code);
        if (n == 0 || code == 0 || code == 0xfffe || code == 0xffff)
            code = 0xfffd;
        if (is_escape(s))
            text_add_str(to, "_x005F_");
        else
            text_add_code(to, code);
        units += code > 0xffff ? 2 : 1;
        s = span_from(s, n ? n : 1);
    }
    return units;
}

static void write_words(struct book *b, size_t row, size_t column,
                        struct span s)
{
    if (s.n == 0)
        return;
    if (clean(&b->cell, s) > XLSX_MAX_CELL || b->cell.over)
        keep(b, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
    else
        keep(b, worksheet_write_string(b->sheet, (lxw_row_t)row,
                                       (lxw_col_t)column, text_str(&b->cell),
                                       row ? b->words : b->heading));
}

static void write_number(struct book *b, size_t row, size_t column,
                         struct span s)
{
    bool minus = span_starts(s, SPAN("-"));
    struct span digits = span_from(s, minus);
    uint64_t value;

    if (digits.n > XLSX_MAX_DIGITS ||
        !number_parse(digits, INT64_MAX, &value)) {
        write_words(b, row, column, s);
        return;
    }
    keep(b, worksheet_write_number(b->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                   minus ? -(double)value : (double)value,
                                   b->number));
}

static struct span heading_of(const struct book *b, size_t column)
{
    const struct table_column *c = &b->column[column];

    return span_str(b->from->chinese ? c->zh : c->en);
}

static size_t widest_line(struct span s)
{
    size_t widest = 0;
    struct span line;

    while (span_line(&s, &line)) {
        size_t width = table_width(line);
        if (width > widest)
            widest = width;
    }
    return widest;
}

static void set_width(struct book *b, size_t column)
{
    size_t width = table_width(heading_of(b, column));

    for (size_t row = 0; row < b->rows && width < XLSX_MOST_WIDTH; row++) {
        size_t own = widest_line(table_at(b->from->table, row, column));
        if (own > width)
            width = own;
    }
    width = width < XLSX_LEAST_WIDTH ? XLSX_LEAST_WIDTH : width;
    width = width > XLSX_MOST_WIDTH ? XLSX_MOST_WIDTH : width;
    keep(b,
         worksheet_set_column(b->sheet, (lxw_col_t)column, (lxw_col_t)column,
                              (double)(width + XLSX_ROOM),
                              b->column[column].number ? b->number : b->words));
}

static bool may_stand_in_name(unsigned code)
{
    return code >= 0x20 && code != 0x7f &&
           (code > 0x7f || !strchr("[]:*?/\\'", (int)code));
}

static void sheet_name(struct span s, struct text *to)
{
    size_t units = 0;

    while (s.n) {
        unsigned code = 0;
        size_t n = span_char(s, &code);
        s = span_from(s, n ? n : 1);
        if (!may_stand_in_name(code))
            continue;
        units += code > 0xffff ? 2 : 1;
        if (units > XLSX_MAX_NAME)
            break;
        text_add_code(to, code);
    }
    if (!to->n)
        text_add_str(to, "Sheet1");
}

static bool make_formats(struct book *b)
{
    b->heading = workbook_add_format(b->workbook);
    b->words = workbook_add_format(b->workbook);
    b->number = workbook_add_format(b->workbook);
    if (!b->heading || !b->words || !b->number)
        return false;
    format_set_bold(b->heading);
    format_set_bg_color(b->heading, 0xe7edf3);
    format_set_bottom(b->heading, LXW_BORDER_THIN);
    format_set_num_format_index(b->heading, XLSX_FORMAT_TEXT);
    /* Text for good: with any other format a cell that is opened and left
     * again would be read anew, as a number or a formula. */
    format_set_num_format_index(b->words, XLSX_FORMAT_TEXT);
    format_set_text_wrap(b->words);
    format_set_align(b->words, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format_index(b->number, XLSX_FORMAT_WHOLE);
    format_set_align(b->number, LXW_ALIGN_VERTICAL_TOP);
    return true;
}

static void dress(struct book *b)
{
    lxw_col_t last = (lxw_col_t)(b->columns - 1);

    worksheet_freeze_panes(b->sheet, 1, 0);
    keep(b, worksheet_autofilter(b->sheet, 0, 0, (lxw_row_t)b->rows, last));
    keep(b, worksheet_ignore_errors(b->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                    "A1:XFD1048576"));
    worksheet_set_landscape(b->sheet);
    worksheet_set_paper(b->sheet, XLSX_PAPER_A4);
    worksheet_fit_to_pages(b->sheet, 1, 0);
    keep(b, worksheet_repeat_rows(b->sheet, 0, 0));
}

static void fill(struct book *b)
{
    const struct table *t = b->from->table;

    for (size_t column = 0; column < b->columns; column++) {
        set_width(b, column);
        write_words(b, 0, column, heading_of(b, column));
    }
    for (size_t row = 0; row < b->rows && !b->error; row++) {
        for (size_t column = 0; column < b->columns; column++) {
            struct span cell = table_at(t, row, column);
            if (b->column[column].number)
                write_number(b, row + 1, column, cell);
            else
                write_words(b, row + 1, column, cell);
        }
    }
}

static enum verdict refuse(const struct book *b, struct reason *why)
{
    if (b->error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        return reason_set(why, VERDICT_NEVER, "xlsx.make",
                          "a cell is longer than %d characters, which no sheet "
                          "holds; CSV does",
                          XLSX_MAX_CELL);
    return reason_set(why, VERDICT_LATER, "xlsx.make", "%s",
                      lxw_strerror(b->error));
}

/* The library writes to a path only; this one is memory of ours. */
static enum verdict make(struct book *b, const char *path, struct reason *why)
{
    CLEANUP(text_release) struct text name = TEXT_INIT(XLSX_MAX_NAME * 4);
    lxw_doc_properties about = { .created = (time_t)b->from->made_at };
    lxw_workbook *done;

    b->workbook = workbook_new(path);
    if (!b->workbook)
        return reason_set(why, VERDICT_LATER, "xlsx.make", "out of memory");
    sheet_name(b->from->name, &name);
    b->sheet = workbook_add_worksheet(b->workbook, text_str(&name));
    if (!b->sheet || !make_formats(b))
        return reason_set(why, VERDICT_LATER, "xlsx.make",
                          "the sheet could not be made");
    keep(b, workbook_set_properties(b->workbook, &about));
    fill(b);
    dress(b);
    if (b->error != LXW_NO_ERROR)
        return refuse(b, why);
    done = TAKE(b->workbook);
    b->error = workbook_close(done); /* frees it, whatever happens */
    return b->error == LXW_NO_ERROR ? VERDICT_DONE : refuse(b, why);
}

enum verdict xlsx_from_table(const struct xlsx_sheet *sheet, struct text *to,
                             struct reason *why)
{
    CLEANUP(book_release)
    struct book b = { .from = sheet, .cell = TEXT_INIT(XLSX_MAX_CELL * 16) };
    CLEANUP(file_drop) int fd = -1;
    char path[40];
    enum verdict v;

    assert(sheet);
    assert(to);
    b.columns = table_columns(sheet->table, &b.column);
    b.rows = table_rows(sheet->table);
    if (b.rows >= LXW_ROW_MAX || b.columns > LXW_COL_MAX)
        return reason_set(why, VERDICT_NEVER, "xlsx.make",
                          "%zu rows are more than a sheet holds; CSV does",
                          b.rows);
    fd = memfd_create("xlsx", MFD_CLOEXEC);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "xlsx.make", "memory");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    v = make(&b, path, why);
    if (v != VERDICT_DONE)
        return v;
    lseek(fd, 0, SEEK_SET);
    return file_read_fd(fd, to, why);
}
