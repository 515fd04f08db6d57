#include "convoke/mail/archive_draft.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "convoke/base/civil.h"
#include "convoke/base/file.h"
#include "convoke/base/mem.h"

enum {
    DOS_FIRST_YEAR = 1980,
    MODE = 0100600, /* a plain file of its owner's */
};

/* One piece while the library reads it. */
struct reading {
    struct archive_piece piece;
    struct archive_draft *draft; /* borrowed */
    int fd;
    uint64_t given;
    zip_error_t error;
};

struct archive_draft {
    zip_t *zip;        /* owned; NULL once finished */
    struct reason why; /* of the first piece that failed */
    bool failed;
};

enum verdict archive_draft_open(const char *path, struct archive_draft **ret,
                                struct reason *why)
{
    CLEANUP(archive_draft_drop)
    struct archive_draft *d = MEM_NEW(struct archive_draft);
    int code = 0;

    assert(path && ret);
    *d = (struct archive_draft){ .zip = NULL };
    d->zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
    if (!d->zip) {
        zip_error_t e;
        zip_error_init_with_code(&e, code);
        reason_set(why, VERDICT_NEVER, "archive.draft", "%s",
                   zip_error_strerror(&e));
        zip_error_fini(&e);
        return VERDICT_NEVER;
    }
    *ret = TAKE(d);
    return VERDICT_DONE;
}

/* ---- what the library asks of a piece ---- */

static zip_int64_t fail(struct reading *r, const struct reason *why)
{
    if (!r->draft->failed)
        r->draft->why = *why;
    r->draft->failed = true;
    zip_error_set(&r->error, ZIP_ER_READ, errno);
    return -1;
}

static zip_int64_t begin(struct reading *r)
{
    struct reason why;

    r->given = 0;
    if (r->piece.open(r->piece.whose, &r->fd, &why) != VERDICT_DONE)
        return fail(r, &why);
    return 0;
}

static zip_int64_t give(struct reading *r, void *to, zip_uint64_t most)
{
    struct reason why;
    ssize_t n;

    do
        n = read(r->fd, to, most);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        reason_from_errno(&why, VERDICT_LATER, "archive.draft", r->piece.name);
        return fail(r, &why);
    }
    r->given += (uint64_t)n;
    if (n == 0 && r->given != r->piece.size) {
        reason_set(&why, VERDICT_NEVER, "archive.draft",
                   "%s has changed while it was read", r->piece.name);
        return fail(r, &why);
    }
    return n;
}

static zip_int64_t describe(const struct reading *r, void *to)
{
    zip_stat_t *st = to;

    zip_stat_init(st);
    st->size = r->piece.size;
    st->valid |= ZIP_STAT_SIZE;
    return sizeof(*st);
}

static zip_int64_t answer(void *whose, void *data, zip_uint64_t n,
                          zip_source_cmd_t command)
{
    struct reading *r = whose;

    switch (command) {
    case ZIP_SOURCE_OPEN:
        return begin(r);
    case ZIP_SOURCE_READ:
        return give(r, data, n);
    case ZIP_SOURCE_CLOSE:
        file_drop(&r->fd);
        return 0;
    case ZIP_SOURCE_STAT:
        return describe(r, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&r->error, data, n);
    case ZIP_SOURCE_FREE:
        file_drop(&r->fd);
        zip_error_fini(&r->error);
        free(r);
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
        zip_error_set(&r->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* ---- the draft ---- */

static enum verdict refuse(struct archive_draft *d, struct reason *why)
{
    return reason_set(why, VERDICT_LATER, "archive.draft", "%s",
                      zip_strerror(d->zip));
}

static zip_source_t *source_of(struct archive_draft *d,
                               const struct archive_piece *piece)
{
    zip_source_t *s;
    struct reading *r;

    if (!piece->open)
        return zip_source_buffer(d->zip, piece->bytes.p, piece->bytes.n, 0);
    r = MEM_NEW(struct reading);
    *r = (struct reading){ .piece = *piece, .draft = d, .fd = -1 };
    zip_error_init(&r->error);
    s = zip_source_function(d->zip, answer, r);
    if (!s)
        free(r);
    return s;
}

/* Two-second steps since 1980, as the format has them: what is older, and a
 * moment nobody knows, is written as the format's first day. */
static int set_time(zip_t *zip, zip_uint64_t index, int64_t at)
{
    struct civil c = civil_from_day(civil_of(at));
    int64_t second = at - civil_moment(civil_of(at), 0);
    unsigned time = 0;
    unsigned day = 1 << 5 | 1;

    if (c.year >= DOS_FIRST_YEAR) {
        time = (unsigned)(second / 3600 << 11 | second / 60 % 60 << 5 |
                          second % 60 / 2);
        day = (unsigned)(c.year - DOS_FIRST_YEAR) << 9 |
              (unsigned)c.month << 5 | (unsigned)c.day;
    }
    return zip_file_set_dostime(zip, index, (zip_uint16_t)time,
                                (zip_uint16_t)day, 0);
}

enum verdict archive_draft_add(struct archive_draft *d,
                               const struct archive_piece *piece,
                               struct reason *why)
{
    zip_source_t *s;
    zip_int64_t index;

    assert(d && d->zip);
    assert(piece && piece->name);
    s = source_of(d, piece);
    if (!s)
        return refuse(d, why);
    index = zip_file_add(d->zip, piece->name, s, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(s);
        return refuse(d, why);
    }
    if (set_time(d->zip, (zip_uint64_t)index, piece->at) != 0 ||
        zip_file_set_external_attributes(d->zip, (zip_uint64_t)index, 0,
                                         ZIP_OPSYS_UNIX,
                                         (zip_uint32_t)MODE << 16) != 0)
        return refuse(d, why);
    return VERDICT_DONE;
}

enum verdict archive_draft_finish(struct archive_draft *d, struct reason *why)
{
    assert(d && d->zip);
    if (zip_close(d->zip) != 0) {
        enum verdict v = refuse(d, why);
        if (!d->failed)
            return v;
        *why = d->why;
        return why->verdict;
    }
    d->zip = NULL;
    return VERDICT_DONE;
}

struct archive_draft *archive_draft_close(struct archive_draft *d)
{
    if (!d)
        return NULL;
    if (d->zip)
        zip_discard(d->zip);
    free(d);
    return NULL;
}

void archive_draft_drop(struct archive_draft **d)
{
    assert(d);
    *d = archive_draft_close(*d);
}
