#include "bundle.h"

#include <assert.h>
#include <dirent.h>
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
#include "settings.h"
#include "spool.h"
#include "worker.h"
#include "xlsx.h"

/* Names of people and units stand in what is exported. */
enum { FILE_MODE = 0600, ARENA_MOST = 64 * 1024 * 1024, PIECE = 64 * 1024 };

struct bundle {
    struct context *ctx;
    struct arena arena;
    bundle_files files;
    bundle_names taken;
    struct table *index;
    struct workers *workers;
    struct spool *spool;
    char folder[PATH_MAX]; /* being filled; empty: none */
    int at;                /* the same, open; -1 */
    size_t written;
};

static const struct table_column index_columns[] = {
    { "contribution", "贡献编号", "contribution", false },
    { "unit", "单位编号", "unit", false },
    { "unit_name", "单位名称", "unit name", false },
    { "title", "名称", "title", false },
    { "project", "项目", "project", false },
    { "state", "状态", "state", false },
    { "received", "收到时间", "received", false },
    { "on_time", "按期", "on time", false },
    { "file", "文件", "file", false },
    { "name", "原文件名", "original name", false },
    { "size", "字节", "octets", true },
    { "sha256", "SHA-256", "SHA-256", false },
};

static void drop_content(struct bundle *b)
{
    DIR *d = opendir(b->folder);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(b->folder);
}

static void bundle_release(struct bundle *b)
{
    file_drop(&b->at);
    if (b->folder[0])
        drop_content(b);
    table_drop(&b->index);
    workers_drop(&b->workers);
    spool_drop(&b->spool);
    arena_release(&b->arena);
}

/* There is no such folder yet, or an empty one: nothing is written over. */
static bool is_free(const struct context *ctx, const char *path)
{
    const struct dirent *e;
    size_t n = 0;
    DIR *d = opendir(path);

    if (!d && errno == ENOENT)
        return true;
    while (d && (e = readdir(d)))
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    if (!d)
        context_fail(ctx, "%s: %s", "%s: %s", path, strerror(errno));
    else if (n)
        context_fail(ctx, "文件夹 %s 不是空的，请另取一个名字",
                     "the folder %s is not empty: name another", path);
    if (d)
        closedir(d);
    return d && n == 0;
}

static enum verdict make_folder(struct bundle *b, struct span path,
                                struct reason *why)
{
    int n;

    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    n = snprintf(b->folder, sizeof(b->folder), SPAN_FMT ".XXXXXX",
                 SPAN_ARG(path));
    if (n < 0 || (size_t)n >= sizeof(b->folder) || !mkdtemp(b->folder)) {
        b->folder[0] = '\0';
        return reason_from_errno(why, VERDICT_NEVER, "bundle.folder",
                                 arena_str(&b->arena, path));
    }
    b->at = open(b->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->at < 0)
        return reason_from_errno(why, VERDICT_NEVER, "bundle.folder",
                                 b->folder);
    return VERDICT_DONE;
}

/* What lies on the disk now is what came by mail. */
static enum verdict compare(int fd, const struct bundle_file *f,
                            struct reason *why)
{
    CLEANUP(text_release) struct text piece = TEXT_INIT(PIECE);
    struct hash h;
    char hex[HASH_HEX];
    size_t n = 0;

    hash_init(&h);
    if (lseek(fd, 0, SEEK_SET) != 0)
        return reason_from_errno(why, VERDICT_LATER, "bundle.file", "seek");
    do {
        enum verdict v;
        text_reset(&piece);
        v = file_read_piece(fd, &piece, &n, why);
        if (v != VERDICT_DONE)
            return v;
        hash_add(&h, text_span(&piece));
    } while (n);
    if (!span_eq(span_str(hash_end(&h, hex)), f->sha256))
        return reason_set(why, VERDICT_BROKEN, "bundle.file",
                          "a file of " SPAN_FMT " is not what was received",
                          SPAN_ARG(f->contribution));
    return file_sync(fd, why);
}

static enum verdict write_file(struct bundle *b, const struct bundle_file *f,
                               const char *name, struct reason *why)
{
    CLEANUP(file_drop) int raw = -1;
    CLEANUP(file_drop) int out = -1;
    struct worker_part spec = {
        .part = (int)f->part,
        .most = (uint64_t)b->ctx->set->limits.message,
    };
    enum verdict v =
        spool_fd(b->spool, arena_str(&b->arena, f->message), &raw, why);

    if (v != VERDICT_DONE)
        return v;
    out = openat(b->at, name,
                 O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (out < 0)
        return reason_from_errno(why, VERDICT_NEVER, "bundle.file", name);
    spec.fd = raw;
    spec.out_fd = out;
    v = workers_part(b->workers, &spec, why);
    b->written++;
    return v == VERDICT_DONE ? compare(out, f, why) : v;
}

static void index_row(struct bundle *b, const struct bundle_file *f,
                      struct span name)
{
    char at[MOMENT_TEXT];
    struct span received = span_str(moment_print(f->received_at, at));

    table_cell(b->index, f->contribution);
    table_cell(b->index, f->unit);
    table_cell(b->index, f->unit_name);
    table_cell(b->index, f->title);
    table_cell(b->index, f->project);
    table_cell(b->index, f->state);
    table_cell(b->index, received);
    table_cell(b->index, f->on_time ? SPAN("yes") : SPAN("no"));
    table_cell(b->index, name);
    table_cell(b->index, f->name);
    table_cell_int(b->index, f->size);
    table_cell(b->index, f->sha256);
}

static enum verdict write_files(struct bundle *b, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    b->index = table_new(index_columns, ARRAY_LEN(index_columns));
    for (size_t i = 0; i < b->files.n && v == VERDICT_DONE; i++) {
        const struct bundle_file *f = &b->files.at[i];
        struct span name = SPAN_NONE;
        if (!f->left_out) {
            name = bundle_name(f, &b->arena, &b->taken);
            v = write_file(b, f, arena_str(&b->arena, name), why);
        }
        index_row(b, f, name);
    }
    return v;
}

static enum verdict keep_index(struct bundle *b, const char *name,
                               const struct text *bytes, struct reason *why)
{
    char path[PATH_MAX];

    if (bytes->over || !file_join(path, b->folder, name))
        return reason_set(why, VERDICT_NEVER, "bundle.index",
                          "the index is too long");
    return file_replace(path, text_span(bytes), FILE_MODE, why);
}

static enum verdict write_index(struct bundle *b, struct reason *why)
{
    CLEANUP(text_release) struct text csv = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(text_release) struct text book = TEXT_INIT(TEXT_MAX_OUTPUT);
    const struct xlsx_sheet sheet = {
        .table = b->index,
        .name = b->ctx->chinese ? SPAN("贡献") : SPAN("contributions"),
        .chinese = b->ctx->chinese,
        .made_at = clock_now(&b->ctx->clock),
    };
    enum verdict v = xlsx_from_table(&sheet, &book, why);

    table_print(b->index, TABLE_CSV, b->ctx->chinese, 0, &csv);
    if (v == VERDICT_DONE)
        v = keep_index(b, "index.csv", &csv, why);
    return v == VERDICT_DONE ? keep_index(b, "index.xlsx", &book, why) : v;
}

static enum verdict open_readers(struct bundle *b, struct reason *why)
{
    const struct settings *set = b->ctx->set;
    struct workers_settings readers = {
        .jobs = 1,
        .wall_ms = set->parse.wall * 1000,
        .cpu_s = (unsigned)set->parse.cpu,
        .memory = (uint64_t)set->parse.memory,
    };
    const struct spool_settings spool = { .any_disk = true };
    enum verdict v = workers_open(&readers, &b->workers, why);

    return v == VERDICT_DONE ? spool_open(set->state, &spool, &b->spool, why)
                             : v;
}

static enum verdict fill(struct bundle *b, const char *path, struct reason *why)
{
    enum verdict v = open_readers(b, why);

    if (v == VERDICT_DONE)
        v = make_folder(b, span_str(path), why);
    if (v == VERDICT_DONE)
        v = write_files(b, why);
    if (v == VERDICT_DONE)
        v = write_index(b, why);
    if (v == VERDICT_DONE)
        v = file_sync_folder(b->folder, why);
    if (v != VERDICT_DONE)
        return v;
    /* Replaces an empty folder, and nothing else. */
    if (rename(b->folder, path) != 0)
        return reason_from_errno(why, VERDICT_NEVER, "bundle.rename", path);
    b->folder[0] = '\0';
    return v;
}

static int read_list(struct bundle *b, const struct verb *verb, int argc,
                     char **argv)
{
    char *bytes = NULL;
    size_t n = 0;
    struct reason why;
    int code = access_read(b->ctx, verb, argc, argv, &bytes, &n);

    if (code == EX_OK && bundle_decode(span_of(bytes, n), &b->arena, &b->files,
                                       &why) != VERDICT_DONE)
        code = context_refuse(b->ctx, &why);
    free(bytes);
    return code;
}

int bundle_run(struct context *ctx, const struct verb *verb, int argc,
               char **argv)
{
    CLEANUP(bundle_release)
    struct bundle b = { .ctx = ctx, .arena = ARENA_INIT(ARENA_MOST), .at = -1 };
    struct reason why;
    int code;

    assert(ctx->argc == 3);
    if (strcmp(ctx->argv[0], "contributions") != 0) {
        context_fail(ctx,
                     "导出为文件夹的只有 contributions，导出为案卷的是 case",
                     "only contributions are exported as a folder, and a case "
                     "as an archive");
        return EX_USAGE;
    }
    if (!is_free(ctx, ctx->argv[2]))
        return EX_CANTCREAT;
    code = read_list(&b, verb, argc, argv);
    if (code != EX_OK)
        return code;
    if (fill(&b, ctx->argv[2], &why) != VERDICT_DONE) {
        context_fail(ctx, "写不了 %s: %s", "cannot write %s: %s", ctx->argv[2],
                     why.text);
        return EX_CANTCREAT;
    }
    context_say(ctx, "%s: %zu 个文件，目录见 index.csv 和 index.xlsx",
                "%s: %zu files, listed in index.csv and index.xlsx",
                ctx->argv[2], b.written);
    return EX_OK;
}
