/* What belongs into a case's archive: read from the store, printed, read
 * again. */
#include <assert.h>
#include <sysexits.h>

#include "case_archive.h"
#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/base/record.h"
#include "convoke/store/outbox.h"
#include "outgoing.h"
#include "settings.h"

enum { CASE_ARENA = 256 * 1024 * 1024 };

enum case_tag { TAG_PIECE = 1, TAG_NAME, TAG_AT, TAG_SOURCE, TAG_BYTES };

void case_pieces_encode(const case_pieces *pieces, struct text *to)
{
    assert(pieces);
    list_each(pieces, p)
    {
        size_t place = record_open(to, TAG_PIECE);
        record_put(to, TAG_NAME, p->name);
        record_put_int(to, TAG_AT, p->at);
        record_put_int(to, TAG_SOURCE, p->source);
        record_put(to, TAG_BYTES, p->bytes);
        record_close(to, place);
    }
}

static void take_field(struct record *r, uint16_t tag, struct span value,
                       struct arena *arena, struct case_piece *p)
{
    int64_t n;

    if (tag == TAG_NAME)
        p->name = arena_span(arena, value);
    else if (tag == TAG_AT)
        p->at = record_int(r, value);
    else if (tag == TAG_BYTES)
        p->bytes = arena_span(arena, value);
    else if (tag == TAG_SOURCE) {
        n = record_int(r, value);
        r->bad = r->bad || n < 0 || n >= CASE_SOURCE_COUNT;
        p->source = r->bad ? CASE_BYTES : (enum case_source)n;
    }
}

enum verdict case_pieces_decode(struct span bytes, struct arena *arena,
                                case_pieces *ret, struct reason *why)
{
    struct record all = record_from(bytes);
    struct span one;
    uint16_t tag;

    assert(ret);
    while (record_next(&all, &tag, &one)) {
        struct record r = record_from(one);
        struct case_piece *p = list_push(ret, arena);
        struct span value;
        uint16_t field;
        while (record_next(&r, &field, &value))
            take_field(&r, field, value, arena, p);
        all.bad = all.bad || r.bad || tag != TAG_PIECE || !p->name.n;
    }
    if (all.bad)
        return reason_set(why, VERDICT_BROKEN, "case.list",
                          "the list of files cannot be read");
    return VERDICT_DONE;
}

/* ---- the store's part ---- */

struct gathering {
    struct context *ctx;
    struct arena arena;
    struct casebook cb;
    case_pieces pieces;
};

static void add_piece(struct gathering *g, const struct case_piece *p)
{
    list_each(&g->pieces, had) if (span_eq(had->name, p->name)) return;
    *list_push(&g->pieces, &g->arena) = *p;
}

static void add_bytes(struct gathering *g, struct span name, int64_t at,
                      const struct text *bytes)
{
    add_piece(g, &(struct case_piece){
                     .name = name,
                     .at = at,
                     .bytes = arena_span(&g->arena, text_span(bytes)) });
}

static int64_t number_at(const struct table *t, size_t row, size_t column)
{
    uint64_t n = 0;

    return number_parse(table_at(t, row, column), INT64_MAX, &n) ? (int64_t)n
                                                                 : 0;
}

static void add_mails_in(struct gathering *g, const struct table *t)
{
    for (size_t i = 0; i < table_rows(t); i++) {
        struct span name = table_at(t, i, CASEBOOK_MAIL_IN_FILE);
        if (name.n)
            add_piece(
                g, &(struct case_piece){
                       .name = arena_span(&g->arena, name),
                       .at = number_at(t, i, CASEBOOK_MAIL_AT),
                       .source = CASE_SPOOL,
                       .bytes = arena_span(
                           &g->arena, table_at(t, i, CASEBOOK_MAIL_IN_SHA)) });
    }
}

/* Large mails are files, which go 30 days after they were sent. */
static bool is_kept(const struct gathering *g, struct span file)
{
    CLEANUP(file_drop) int fd = -1;
    struct reason why;

    return outgoing_open(g->ctx->set->state, file, &fd, &why) == VERDICT_DONE;
}

static enum verdict add_mail_out(struct gathering *g, const struct table *t,
                                 size_t row, bool *ret_kept, struct reason *why)
{
    struct span bytes = SPAN_NONE;
    struct span file = SPAN_NONE;
    bool found = false;
    enum verdict v = outbox_bytes(g->ctx->store, number_at(t, row, 0),
                                  &g->arena, &bytes, &file, &found, why);

    *ret_kept = v == VERDICT_DONE && found && (bytes.n || is_kept(g, file));
    if (*ret_kept)
        add_piece(
            g, &(struct case_piece){
                   .name = arena_span(&g->arena,
                                      table_at(t, row, CASEBOOK_MAIL_OUT_FILE)),
                   .at = number_at(t, row, CASEBOOK_MAIL_AT),
                   .source = bytes.n ? CASE_BYTES : CASE_OUTGOING,
                   .bytes = bytes.n ? bytes : file });
    return v;
}

/* The sheet again, without the names of files that are gone. */
static enum verdict add_mails_out(struct gathering *g, struct table **t,
                                  struct reason *why)
{
    const struct table_column *columns;
    size_t n = table_columns(*t, &columns);
    struct table *kept = table_new(columns, n);
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < table_rows(*t) && v == VERDICT_DONE; i++) {
        bool is = false;
        v = add_mail_out(g, *t, i, &is, why);
        for (size_t c = 0; c < n; c++)
            table_cell(kept, c == CASEBOOK_MAIL_OUT_FILE && !is
                                 ? SPAN_NONE
                                 : table_at(*t, i, c));
    }
    table_drop(t);
    *t = kept;
    return v;
}

static enum verdict add_sheet(struct gathering *g, enum casebook_sheet s,
                              struct reason *why)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(table_drop) struct table *t = NULL;
    const char *name = casebook_sheet_name(s);
    enum verdict v = casebook_sheet(g->ctx->store, &g->cb, s, &t, why);

    if (v == VERDICT_DONE && s == CASEBOOK_MAIL_IN)
        add_mails_in(g, t);
    if (v == VERDICT_DONE && s == CASEBOOK_MAIL_OUT)
        v = add_mails_out(g, &t, why);
    if (v != VERDICT_DONE || table_rows(t) == 0)
        return v;
    table_print(t, TABLE_CSV, g->ctx->chinese, 0, &bytes);
    add_bytes(g, arena_printf(&g->arena, "%s.csv", name), 0, &bytes);
    if (s != CASEBOOK_DECISIONS)
        return v;
    /* Exact: what guards a spreadsheet would change what was hashed. */
    text_reset(&bytes);
    table_print(t, TABLE_JSON, g->ctx->chinese, 0, &bytes);
    add_bytes(g, arena_printf(&g->arena, "%s.jsonl", name), 0, &bytes);
    return v;
}

/* M07/ABS/WG5-2026-P1 → M07-ABS-WG5-2026-P1 */
static struct span file_word(struct arena *arena, struct span object)
{
    char *s = arena_str(arena, object);

    for (size_t i = 0; i < object.n; i++)
        if (!strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "abcdefghijklmnopqrstuvwxyz._-",
                    s[i]))
            s[i] = '-';
    return span_of(s, object.n);
}

static enum verdict add_evidence(struct gathering *g, const struct flag *f,
                                 struct reason *why)
{
    struct span word = file_word(&g->arena, f->object);
    struct flag_evidence e = { .version = 0 };
    bool found = true;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && found) {
        v = casebook_evidence(g->ctx->store, f->id, e.version, &g->arena, &e,
                              &found, why);
        for (int pdf = 0; pdf < 2 && v == VERDICT_DONE && found; pdf++) {
            struct case_piece p = { .at = e.at, .bytes = pdf ? e.pdf : e.text };
            p.name = arena_printf(&g->arena, "evidence/" SPAN_FMT "-v%lld.%s",
                                  SPAN_ARG(word), (long long)e.version,
                                  pdf ? "pdf" : "txt");
            if (p.bytes.n)
                add_piece(g, &p);
        }
    }
    return v;
}

static enum verdict gather(struct gathering *g, struct span object,
                           struct reason *why)
{
    bool found = false;
    enum verdict v =
        casebook_open(g->ctx->store, object, &g->arena, &g->cb, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(
            why, VERDICT_NEVER, "case.open",
            g->ctx->chinese ? "没有 " SPAN_FMT " 这样的标记或退出，也没有该单位"
                              "的标记或退出（见 convoke list flags、exits）"
                            : "there is no flag or exit " SPAN_FMT
                              ", and no unit of that name has one (see "
                              "convoke list flags, exits)",
            SPAN_ARG(object));
    for (int s = 0; s < CASEBOOK_SHEET_COUNT && v == VERDICT_DONE; s++)
        v = add_sheet(g, (enum casebook_sheet)s, why);
    for (size_t i = 0; i < g->cb.flags.n && v == VERDICT_DONE; i++)
        v = add_evidence(g, &g->cb.flags.at[i], why);
    if (v == VERDICT_DONE)
        add_piece(g, &(struct case_piece){
                         .name = SPAN("README.txt"),
                         .bytes = case_readme(&g->arena, &g->cb, object) });
    return v;
}

bool case_archive_is(const struct context *ctx)
{
    return ctx->argc == 3 && strcmp(ctx->argv[0], "case") == 0;
}

int case_archive_print(struct context *ctx)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct gathering g = { .ctx = ctx, .arena = ARENA_INIT(CASE_ARENA) };
    struct reason why;
    enum verdict v = gather(&g, span_str(ctx->argv[1]), &why);

    if (v == VERDICT_DONE)
        case_pieces_encode(&g.pieces, &bytes);
    if (v == VERDICT_DONE && bytes.over)
        v = reason_set(&why, VERDICT_NEVER, "case.print",
                       "more than %zu octets", bytes.ceiling);
    arena_release(&g.arena);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print(ctx, text_span(&bytes));
    return EX_OK;
}
