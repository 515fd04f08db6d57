#include "convoke/mail/archive.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>
#include <zip.h>

#include "convoke/base/mem.h"

enum {
    END_SIZE = 22,     /* end of central directory, without its comment */
    ENTRY_SIZE = 46,   /* central directory header, fixed part */
    LOCAL_SIZE = 30,   /* local file header, fixed part */
    LOCATOR_SIZE = 20, /* zip64 end of central directory locator */
    COMMENT_MAX = 65535,
    PIECE = 64 * 1024,
    FLAG_ENCRYPTED = 1 << 0,
    FLAG_UTF8 = 1 << 11,
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
};

static const struct span sig_local = { "PK\3\4", 4 };
static const struct span sig_entry = { "PK\1\2", 4 };
static const struct span sig_end = { "PK\5\6", 4 };
static const struct span sig_locator = { "PK\6\7", 4 };

struct archive {
    struct arena arena; /* owned; names and entries */
    struct span bytes;  /* borrowed */
    LIST_OF(struct archive_entry) entries;
    struct archive_budget *budget; /* borrowed */
    zip_t *zip;                    /* owned */
    char piece[PIECE];
};

static uint16_t get16(struct span s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;

    return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(struct span s, size_t at)
{
    return get16(s, at) | (uint32_t)get16(s, at + 2) << 16;
}

static bool stands_at(struct span bytes, size_t at, struct span signature)
{
    return at <= bytes.n && span_starts(span_from(bytes, at), signature);
}

static int by_octet(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* Before it sorts more than a kilobyte for the first time, the C library asks
 * how much memory there is: a call that the sandbox forbids. */
static void prepare_sorting(void)
{
    char much[4096] = "";

    qsort(much, sizeof(much), 1, by_octet);
}

/* libzip turns the time of each entry into local time, and the C library
 * looks at /etc/localtime anew each time unless TZ says what it is. */
void archive_prepare(void)
{
    setenv("TZ", "UTC0", /* overwrite= */ 1);
    tzset();
    prepare_sorting();
}

bool archive_is_zip(struct span bytes)
{
    return span_starts(bytes, sig_local) || span_starts(bytes, sig_end);
}

/* The end record whose comment reaches exactly to the end of the file. A
 * file where two fit means different things to different readers. */
static enum verdict find_end(struct span bytes, size_t *ret_at,
                             struct reason *why)
{
    size_t least = 0;
    size_t found = bytes.n;
    int n = 0;

    if (bytes.n < END_SIZE)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the file is too short for a zip file");
    if (bytes.n > END_SIZE + COMMENT_MAX)
        least = bytes.n - END_SIZE - COMMENT_MAX;
    for (size_t at = bytes.n - END_SIZE + 1; at-- > least;) {
        if (!stands_at(bytes, at, sig_end))
            continue;
        if (at + END_SIZE + get16(bytes, at + 20) != bytes.n)
            continue;
        found = at;
        n++;
    }
    if (n != 1)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          n ? "the zip file has two directories"
                            : "the zip file is cut off: it has no directory");
    *ret_at = found;
    return VERDICT_DONE;
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* Reads the directory header at `at`; *ret_next is where the next begins. */
static enum verdict read_entry(struct archive *ar, size_t at, size_t end,
                               size_t *ret_next, struct reason *why)
{
    struct span b = ar->bytes;
    struct archive_entry *e = NULL;
    size_t name;
    size_t size;

    if (at + ENTRY_SIZE > end || !stands_at(b, at, sig_entry))
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the zip directory is broken at entry %zu",
                          ar->entries.n);
    name = get16(b, at + 28);
    size = ENTRY_SIZE + name + get16(b, at + 30) + get16(b, at + 32);
    if (size > end - at || name > ARCHIVE_MAX_NAME)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the zip directory is broken at entry %zu",
                          ar->entries.n);
    e = list_push(&ar->entries, &ar->arena);
    e->name = span_sub(b, at + ENTRY_SIZE, name);
    e->utf8 = (get16(b, at + 8) & FLAG_UTF8) || is_ascii(e->name);
    e->encrypted = get16(b, at + 8) & FLAG_ENCRYPTED;
    e->folder = span_ends(e->name, SPAN("/"));
    e->method = get16(b, at + 10);
    e->packed = get32(b, at + 20);
    e->declared = get32(b, at + 24);
    e->at = get32(b, at + 42);
    if (e->packed == UINT32_MAX || e->declared == UINT32_MAX ||
        e->at == UINT32_MAX)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "zip64 is not accepted");
    *ret_next = at + size;
    return VERDICT_DONE;
}

static enum verdict read_directory(struct archive *ar, size_t *ret_start,
                                   struct reason *why)
{
    struct span b = ar->bytes;
    size_t end = 0;
    size_t count;
    size_t start;
    size_t at;
    enum verdict v = find_end(b, &end, why);

    if (v != VERDICT_DONE)
        return v;
    count = get16(b, end + 10);
    start = get32(b, end + 16);
    if ((end >= LOCATOR_SIZE &&
         stands_at(b, end - LOCATOR_SIZE, sig_locator)) ||
        count == UINT16_MAX || start == UINT32_MAX)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "zip64 is not accepted");
    if (count > ARCHIVE_MAX_ENTRIES)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "%zu entries, more than %d", count,
                          ARCHIVE_MAX_ENTRIES);
    if (get16(b, end + 4) != 0 || get16(b, end + 8) != count || start > end ||
        get32(b, end + 12) != end - start)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the zip directory is not where it should be");
    at = start;
    for (size_t i = 0; i < count && v == VERDICT_DONE; i++)
        v = read_entry(ar, at, end, &at, why);
    if (v == VERDICT_DONE && at != end)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the zip directory holds more than it counts");
    *ret_start = start;
    return v;
}

static int by_name(const void *a, const void *b)
{
    const struct archive_entry *const *x = a;
    const struct archive_entry *const *y = b;

    return span_cmp((*x)->name, (*y)->name);
}

static int by_place(const void *a, const void *b)
{
    const struct archive_entry *const *x = a;
    const struct archive_entry *const *y = b;

    return (*x)->at < (*y)->at ? -1 : (*x)->at > (*y)->at;
}

/* Where the packed octets of `e` end, 0 when its local header is not there
 * or is called otherwise. */
static uint64_t end_of(struct span b, const struct archive_entry *e)
{
    size_t name;

    if (e->at + LOCAL_SIZE > b.n || !stands_at(b, e->at, sig_local))
        return 0;
    name = get16(b, e->at + 26);
    if (!span_eq(span_sub(b, e->at + LOCAL_SIZE, name), e->name))
        return 0;
    return e->at + LOCAL_SIZE + name + get16(b, e->at + 28) + e->packed;
}

/* Overlapping entries make few octets unpack to many; a name that stands
 * twice lets two readers see two documents in one file. */
static enum verdict check_places(struct archive *ar, uint64_t most,
                                 struct reason *why)
{
    size_t n = ar->entries.n;
    const struct archive_entry **order =
        arena_alloc(&ar->arena, (n + 1) * sizeof(*order));
    uint64_t end = 0;

    for (size_t i = 0; i < n; i++)
        order[i] = &ar->entries.at[i];
    qsort(order, n, sizeof(*order), by_name);
    for (size_t i = 1; i < n; i++)
        if (span_eq(order[i - 1]->name, order[i]->name))
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "an entry stands in the archive twice");
    qsort(order, n, sizeof(*order), by_place);
    for (size_t i = 0; i < n; i++) {
        if (order[i]->at < end)
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "entries overlap in the archive");
        end = end_of(ar->bytes, order[i]);
        if (end == 0 || end > most)
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "an entry is not where the directory says");
    }
    return VERDICT_DONE;
}

/* Early, cheap refusal by what is declared; archive_read counts for real. */
static enum verdict check_sizes(const struct archive *ar, struct reason *why)
{
    uint64_t total = ar->budget->used;

    list_each(&ar->entries, e)
    {
        total += e->declared;
        if (e->declared > ARCHIVE_MAX_PART || total > ARCHIVE_MAX_TOTAL)
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "the archive unpacks to too much");
        if (e->declared > ARCHIVE_RATIO_FROM &&
            e->declared / ARCHIVE_MAX_RATIO > e->packed)
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "an entry is packed suspiciously well");
    }
    return VERDICT_DONE;
}

/* libzip finds the directory by rules of its own: what it found must be what
 * was checked here. Of what AES locks it tells the method below the lock. */
static bool agrees(zip_t *zip, zip_uint64_t i, const struct archive_entry *e)
{
    zip_stat_t st;

    zip_stat_init(&st);
    if (zip_stat_index(zip, i, ZIP_FL_ENC_RAW, &st) != 0)
        return false;
    return span_eq(span_str(st.name), e->name) && st.size == e->declared &&
           st.comp_size == e->packed &&
           (st.comp_method == e->method || e->encrypted);
}

static enum verdict open_zip(struct archive *ar, struct reason *why)
{
    zip_error_t error;
    zip_source_t *source = NULL;

    zip_error_init(&error);
    source = zip_source_buffer_create(ar->bytes.p, ar->bytes.n, /* freep= */ 0,
                                      &error);
    if (source)
        ar->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!ar->zip) {
        reason_set(why, VERDICT_NEVER, "archive.open", "not a zip file: %s",
                   zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return VERDICT_NEVER;
    }
    zip_error_fini(&error);
    if (zip_get_num_entries(ar->zip, 0) != (zip_int64_t)ar->entries.n)
        return reason_set(why, VERDICT_NEVER, "archive.open",
                          "the zip file has two directories");
    for (size_t i = 0; i < ar->entries.n; i++)
        if (!agrees(ar->zip, i, &ar->entries.at[i]))
            return reason_set(why, VERDICT_NEVER, "archive.open",
                              "entry %zu contradicts itself", i);
    return VERDICT_DONE;
}

enum verdict archive_open(struct span bytes, struct archive_budget *budget,
                          struct archive **ret, struct reason *why)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    size_t start = 0;
    enum verdict v;

    assert(budget);
    assert(ret);
    if (!archive_is_zip(bytes))
        return reason_set(why, VERDICT_NEVER, "archive.open", "not a zip file");
    ar = MEM_NEW(struct archive);
    ar->arena = ARENA_INIT(4 * 1024 * 1024);
    ar->bytes = bytes;
    ar->budget = budget;
    v = read_directory(ar, &start, why);
    if (v == VERDICT_DONE)
        v = check_places(ar, start, why);
    if (v == VERDICT_DONE)
        v = check_sizes(ar, why);
    if (v == VERDICT_DONE)
        v = open_zip(ar, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(ar);
    return v;
}

struct archive *archive_close(struct archive *ar)
{
    if (!ar)
        return NULL;
    if (ar->zip)
        zip_discard(ar->zip);
    arena_release(&ar->arena);
    free(ar);
    return NULL;
}

void archive_drop(struct archive **ar)
{
    *ar = archive_close(*ar);
}

size_t archive_count(const struct archive *ar)
{
    assert(ar);
    return ar->entries.n;
}

const struct archive_entry *archive_at(const struct archive *ar, size_t i)
{
    assert(ar);
    assert(i < ar->entries.n);
    return &ar->entries.at[i];
}

size_t archive_find(const struct archive *ar, struct span name)
{
    assert(ar);
    for (size_t i = 0; i < ar->entries.n; i++)
        if (span_eq(ar->entries.at[i].name, name))
            return i;
    return ar->entries.n;
}

/* Counts `n` more real octets of an entry that gave `size` so far. */
static enum verdict spend(struct archive *ar, const struct archive_entry *e,
                          uint64_t size, size_t n, struct reason *why)
{
    uint64_t after = size + n;

    ar->budget->used += n;
    if (after > ARCHIVE_MAX_PART || ar->budget->used > ARCHIVE_MAX_TOTAL)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "the archive unpacks to too much");
    if (after > ARCHIVE_RATIO_FROM && after / ARCHIVE_MAX_RATIO > e->packed)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "an entry is packed suspiciously well");
    if (after > e->declared)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "an entry is larger than it says");
    return VERDICT_DONE;
}

static enum verdict unpack(struct archive *ar, const struct archive_entry *e,
                           zip_file_t *file, struct text *ret,
                           struct reason *why)
{
    uint64_t size = 0;

    for (;;) {
        zip_int64_t n = zip_fread(file, ar->piece, sizeof(ar->piece));
        enum verdict v;

        if (n < 0)
            return reason_set(why, VERDICT_NEVER, "archive.read",
                              "an entry is damaged: %s",
                              zip_file_strerror(file));
        if (n == 0)
            break;
        v = spend(ar, e, size, (size_t)n, why);
        if (v != VERDICT_DONE)
            return v;
        size += (uint64_t)n;
        if (ret && !text_add(ret, span_of(ar->piece, (size_t)n)))
            return reason_set(why, VERDICT_NEVER, "archive.read",
                              "an entry is larger than %zu octets",
                              ret->ceiling);
    }
    if (size != e->declared)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "an entry is shorter than it says");
    return VERDICT_DONE;
}

enum verdict archive_read(struct archive *ar, size_t i, struct text *ret,
                          struct reason *why)
{
    const struct archive_entry *e = archive_at(ar, i);
    zip_file_t *file = NULL;
    enum verdict v;

    if (e->encrypted)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "the archive is locked with a password");
    if (e->method != METHOD_STORED && e->method != METHOD_DEFLATED)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "packing method %d is not read", e->method);
    file = zip_fopen_index(ar->zip, i, 0);
    if (!file)
        return reason_set(why, VERDICT_NEVER, "archive.read",
                          "an entry is damaged: %s", zip_strerror(ar->zip));
    v = unpack(ar, e, file, ret, why);
    zip_fclose(file);
    return v;
}
