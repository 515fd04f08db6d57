#include "case_archive.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "access.h"
#include "convoke/base/file.h"
#include "convoke/base/hash.h"
#include "convoke/base/moment.h"
#include "convoke/mail/archive_draft.h"
#include "outgoing.h"
#include "settings.h"
#include "spool.h"

/* What people wrote about each other stands in it. */
enum { FILE_MODE = 0600, ARENA_MOST = 256 * 1024 * 1024, PIECE = 64 * 1024 };

struct packing {
    struct context *ctx;
    struct arena arena;
    case_pieces pieces;
    struct spool *spool;
    struct table *manifest;
    struct text sums;
    struct archive_draft *draft;
    char folder[PATH_MAX]; /* beside the place, of ours; empty: none */
    char made[PATH_MAX];   /* in it */
    int64_t newest;
};

/* A piece that is a file, as the draft asks for it. */
struct piece_file {
    struct packing *p;
    const struct case_piece *piece;
};

static const struct table_column manifest_columns[] = {
    { "file", "文件", "file", false },
    { "octets", "字节", "octets", true },
    { "sha256", "SHA-256", "SHA-256", false },
    { "time", "记录时间", "time of the record", false },
};

static void packing_release(struct packing *p)
{
    archive_draft_drop(&p->draft);
    if (p->folder[0]) {
        unlink(p->made);
        rmdir(p->folder);
    }
    table_drop(&p->manifest);
    text_release(&p->sums);
    spool_drop(&p->spool);
    arena_release(&p->arena);
}

/* ---- one file of it ---- */

static enum verdict open_piece(void *whose, int *ret_fd, struct reason *why)
{
    const struct piece_file *f = whose;
    struct packing *p = f->p;

    if (f->piece->source == CASE_OUTGOING)
        return outgoing_open(p->ctx->set->state, f->piece->bytes, ret_fd, why);
    return spool_fd(p->spool, arena_str(&p->arena, f->piece->bytes), ret_fd,
                    why);
}

static enum verdict hash_file(const struct piece_file *f, uint64_t *ret_size,
                              char hex[HASH_HEX], struct reason *why)
{
    CLEANUP(text_release) struct text piece = TEXT_INIT(PIECE);
    CLEANUP(file_drop) int fd = -1;
    struct hash h;
    size_t n = 0;
    enum verdict v = open_piece((void *)f, &fd, why);

    hash_init(&h);
    *ret_size = 0;
    while (v == VERDICT_DONE) {
        text_reset(&piece);
        v = file_read_piece(fd, &piece, &n, why);
        if (v != VERDICT_DONE || n == 0)
            break;
        hash_add(&h, text_span(&piece));
        *ret_size += n;
    }
    hash_end(&h, hex);
    if (v == VERDICT_DONE && f->piece->source == CASE_SPOOL &&
        !span_eq(span_str(hex), f->piece->bytes))
        return reason_set(why, VERDICT_BROKEN, "case.file",
                          SPAN_FMT " is not what was received",
                          SPAN_ARG(f->piece->name));
    return v;
}

static void note_file(struct packing *p, const struct archive_piece *a,
                      const char *hex)
{
    char at[MOMENT_TEXT];

    text_addf(&p->sums, "%s  %s\n", hex, a->name);
    table_cell(p->manifest, span_str(a->name));
    table_cell_int(p->manifest, (int64_t)a->size);
    table_cell(p->manifest, span_str(hex));
    table_cell(p->manifest, span_str(moment_print(a->at, at)));
}

static enum verdict add_file(struct packing *p, const struct case_piece *piece,
                             struct reason *why)
{
    struct piece_file *f = ARENA_NEW(&p->arena, struct piece_file);
    struct archive_piece a = {
        .name = arena_str(&p->arena, piece->name),
        .at = piece->at ? piece->at : p->newest,
        .size = piece->bytes.n,
    };
    char hex[HASH_HEX];
    enum verdict v = VERDICT_DONE;

    *f = (struct piece_file){ p, piece };
    if (piece->source == CASE_BYTES) {
        a.bytes = piece->bytes;
        hash_of(a.bytes, hex);
    } else {
        a.open = open_piece;
        a.whose = f;
        v = hash_file(f, &a.size, hex, why);
    }
    if (v != VERDICT_DONE)
        return v;
    note_file(p, &a, hex);
    return archive_draft_add(p->draft, &a, why);
}

/* ---- all of them ---- */

static int by_name(const void *a, const void *b)
{
    const struct case_piece *x = a;
    const struct case_piece *y = b;

    return span_cmp(x->name, y->name);
}

/* The manifest is a file like others to SHA256SUMS, which names all but
 * itself. */
static enum verdict add_lists(struct packing *p, struct reason *why)
{
    CLEANUP(text_release) struct text csv = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct archive_piece a = { .at = p->newest };
    char hex[HASH_HEX];
    enum verdict v;

    table_print(p->manifest, TABLE_CSV, p->ctx->chinese, 0, &csv);
    a.name = "manifest.csv";
    a.bytes = arena_span(&p->arena, text_span(&csv));
    text_addf(&p->sums, "%s  %s\n", hash_of(a.bytes, hex), a.name);
    v = archive_draft_add(p->draft, &a, why);
    if (v != VERDICT_DONE)
        return v;
    a.name = "SHA256SUMS";
    a.bytes = text_span(&p->sums);
    return archive_draft_add(p->draft, &a, why);
}

static enum verdict add_all(struct packing *p, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    list_each(&p->pieces, piece) if (piece->at > p->newest) p->newest =
        piece->at;
    qsort(p->pieces.at, p->pieces.n, sizeof(*p->pieces.at), by_name);
    for (size_t i = 0; i < p->pieces.n && v == VERDICT_DONE; i++)
        v = add_file(p, &p->pieces.at[i], why);
    return v == VERDICT_DONE ? add_lists(p, why) : v;
}

/* A folder nobody else may look into, beside the place. */
static enum verdict make_folder(struct packing *p, const char *path,
                                struct reason *why)
{
    int n = snprintf(p->folder, sizeof(p->folder), "%s.XXXXXX", path);

    if (n < 0 || (size_t)n >= sizeof(p->folder) || !mkdtemp(p->folder)) {
        p->folder[0] = '\0';
        return reason_from_errno(why, VERDICT_NEVER, "case.folder", path);
    }
    if (!file_join(p->made, p->folder, "case.zip"))
        return reason_set(why, VERDICT_NEVER, "case.folder",
                          "the path is too long");
    return VERDICT_DONE;
}

static enum verdict sync_made(struct packing *p, struct reason *why)
{
    CLEANUP(file_drop) int fd = open(p->made, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0 || fchmod(fd, FILE_MODE) != 0)
        return reason_from_errno(why, VERDICT_LATER, "case.sync", p->made);
    return file_sync(fd, why);
}

/* Where there is something already, it stays: also what came meanwhile. */
static enum verdict put_in_place(struct packing *p, const char *path,
                                 struct reason *why)
{
    if (renameat2(AT_FDCWD, p->made, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return VERDICT_DONE;
    if (errno != EEXIST && link(p->made, path) == 0)
        return VERDICT_DONE;
    return reason_from_errno(why, VERDICT_NEVER, "case.rename", path);
}

static enum verdict pack(struct packing *p, const char *path,
                         struct reason *why)
{
    const struct spool_settings spool = { .any_disk = true };
    enum verdict v = spool_open(p->ctx->set->state, &spool, &p->spool, why);

    if (v == VERDICT_DONE)
        v = make_folder(p, path, why);
    if (v == VERDICT_DONE)
        v = archive_draft_open(p->made, &p->draft, why);
    if (v == VERDICT_DONE)
        v = add_all(p, why);
    if (v == VERDICT_DONE)
        v = archive_draft_finish(p->draft, why);
    if (v == VERDICT_DONE)
        v = sync_made(p, why);
    return v == VERDICT_DONE ? put_in_place(p, path, why) : v;
}

/* ---- the command ---- */

static int is_free(const struct context *ctx, const char *path)
{
    struct stat st;

    if (!span_ends_nocase(span_str(path), SPAN(".zip"))) {
        context_fail(ctx, "案卷的文件名请以 .zip 结尾: %s",
                     "a case's file ends in .zip, unlike %s", path);
        return EX_USAGE;
    }
    if (lstat(path, &st) != 0 && errno == ENOENT)
        return EX_OK;
    context_fail(ctx, "%s 已经存在，不会覆盖，请另取一个名字",
                 "%s is there already and is not written over: name another",
                 path);
    return EX_CANTCREAT;
}

static int read_list(struct packing *p, const struct verb *verb, int argc,
                     char **argv)
{
    char *bytes = NULL;
    size_t n = 0;
    struct reason why;
    int code = access_read(p->ctx, verb, argc, argv, &bytes, &n);

    if (code == EX_OK && case_pieces_decode(span_of(bytes, n), &p->arena,
                                            &p->pieces, &why) != VERDICT_DONE)
        code = context_refuse(p->ctx, &why);
    free(bytes);
    return code;
}

int case_archive_run(struct context *ctx, const struct verb *verb, int argc,
                     char **argv)
{
    CLEANUP(packing_release)
    struct packing p = {
        .ctx = ctx,
        .arena = ARENA_INIT(ARENA_MOST),
        .manifest = table_new(manifest_columns, ARRAY_LEN(manifest_columns)),
        .sums = TEXT_INIT(TEXT_MAX_OUTPUT),
    };
    struct reason why;
    int code;

    assert(ctx->argc == 3);
    code = is_free(ctx, ctx->argv[2]);
    if (code == EX_OK)
        code = read_list(&p, verb, argc, argv);
    if (code != EX_OK)
        return code;
    if (pack(&p, ctx->argv[2], &why) != VERDICT_DONE) {
        context_fail(ctx, "写不了 %s: %s", "cannot write %s: %s", ctx->argv[2],
                     why.text);
        return EX_CANTCREAT;
    }
    context_say(ctx, "%s: %zu 个文件，说明见其中的 README.txt",
                "%s: %zu files; its README.txt says how to check them",
                ctx->argv[2], p.pieces.n + 2);
    return EX_OK;
}
