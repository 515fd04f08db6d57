/* What taking messages in cannot do without: every file of a Maildir read, one
 * pass over its octets for header lines and boundary lines, one row committed.
 *
 * usage: bench_floor MAILDIR DATABASE BATCH
 *
 * BATCH rows share a commit, each of which is on disk when it returns (WAL,
 * synchronous=FULL), as the gateway's are. No copy of the message is kept, no
 * answer is written, nothing is checked or decoded. */
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { NAME_ROOM = 4096, VALUE_ROOM = 998, BOUNDARY_ROOM = 80 };

static const char *const fields[] = { "message-id:", "from:", "subject:",
                                      "date:" };

enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

struct found {
    const char *value[FIELDS];
    int length[FIELDS];
    int parts;
    char boundary[BOUNDARY_ROOM];
    size_t boundary_n;
};

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void find_boundary(struct found *f, const char *p, const char *end)
{
    for (; p + 9 < end; p++) {
        if (strncasecmp(p, "boundary=", 9) != 0)
            continue;
        p += 9 + (p[9] == '"');
        f->boundary_n = 0;
        while (p < end && *p != '"' && *p != '\r' && *p != '\n' && *p != ';' &&
               f->boundary_n < BOUNDARY_ROOM)
            f->boundary[f->boundary_n++] = *p++;
        return;
    }
}

static void note_field(struct found *f, const char *line, const char *end)
{
    for (int i = 0; i < FIELDS; i++) {
        size_t n = strlen(fields[i]);

        if (f->value[i] || (size_t)(end - line) < n ||
            strncasecmp(line, fields[i], n) != 0)
            continue;
        f->value[i] = line + n;
        f->length[i] = (int)(end - line - (long)n);
        if (f->length[i] > VALUE_ROOM)
            f->length[i] = VALUE_ROOM;
    }
}

static void scan(const char *p, size_t n, struct found *f)
{
    const char *end = p + n;
    bool header = true;

    memset(f, 0, sizeof(*f));
    while (p < end) {
        const char *line = p;
        const char *eol = memchr(p, '\n', (size_t)(end - p));

        eol = eol ? eol : end;
        p = eol + 1;
        if (header && (*line == '\r' || *line == '\n'))
            header = false;
        if (header) {
            find_boundary(f, line, eol);
            note_field(f, line, eol);
        } else if (f->boundary_n && line[0] == '-' && line + 2 < eol &&
                   line[1] == '-' &&
                   (size_t)(eol - line - 2) >= f->boundary_n &&
                   memcmp(line + 2, f->boundary, f->boundary_n) == 0) {
            header = true;
            f->parts++;
        }
    }
}

/* The buffer grows and stays: the caller reads one message after the other. */
static size_t read_file(int folder, const char *name, char **buf, size_t *room)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    size_t n = 0;
    ssize_t got;

    if (fd < 0)
        die(name);
    for (;;) {
        if (n == *room) {
            *room = *room ? *room * 2 : 1 << 16;
            *buf = realloc(*buf, *room);
            if (!*buf)
                die("memory");
        }
        got = read(fd, *buf + n, *room - n);
        if (got < 0)
            die(name);
        if (got == 0)
            break;
        n += (size_t)got;
    }
    close(fd);
    return n;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "bench_floor: %s\n", sqlite3_errmsg(db));
        exit(EXIT_FAILURE);
    }
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(path, &db) != SQLITE_OK)
        die(path);
    run_sql(db, "PRAGMA locking_mode=EXCLUSIVE");
    run_sql(db, "PRAGMA journal_mode=WAL");
    run_sql(db, "PRAGMA synchronous=FULL");
    run_sql(db, "CREATE TABLE message (id INTEGER PRIMARY KEY, name TEXT,"
                " message_id TEXT, sender TEXT, subject TEXT, date TEXT,"
                " parts INTEGER, size INTEGER)");
    return db;
}

static void add_row(sqlite3_stmt *s, const char *name, const struct found *f,
                    size_t size)
{
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    for (int i = 0; i < FIELDS; i++)
        sqlite3_bind_text(s, 2 + i, f->value[i] ? f->value[i] : "",
                          f->length[i], SQLITE_STATIC);
    sqlite3_bind_int(s, 2 + FIELDS, f->parts);
    sqlite3_bind_int64(s, 3 + FIELDS, (sqlite3_int64)size);
    if (sqlite3_step(s) != SQLITE_DONE)
        die("insert");
    sqlite3_reset(s);
}

static void take_all(DIR *folder, sqlite3 *db, int batch)
{
    sqlite3_stmt *s = NULL;
    struct dirent *e;
    char *buf = NULL;
    size_t room = 0;
    int n = 0;

    if (sqlite3_prepare_v2(db,
                           "INSERT INTO message VALUES"
                           " (NULL, ?, ?, ?, ?, ?, ?, ?)",
                           -1, &s, NULL) != SQLITE_OK)
        die("prepare");
    while ((e = readdir(folder))) {
        struct found f;
        size_t size;

        if (e->d_name[0] == '.')
            continue;
        if (n % batch == 0)
            run_sql(db, "BEGIN IMMEDIATE");
        size = read_file(dirfd(folder), e->d_name, &buf, &room);
        scan(buf, size, &f);
        add_row(s, e->d_name, &f, size);
        if (++n % batch == 0)
            run_sql(db, "COMMIT");
    }
    if (n % batch)
        run_sql(db, "COMMIT");
    sqlite3_finalize(s);
    free(buf);
}

int main(int argc, char **argv)
{
    char path[NAME_ROOM];
    sqlite3 *db;
    DIR *folder;

    if (argc != 4 || atoi(argv[3]) < 1) {
        fprintf(stderr, "usage: bench_floor MAILDIR DATABASE BATCH\n");
        return 64;
    }
    snprintf(path, sizeof(path), "%s/new", argv[1]);
    folder = opendir(path);
    if (!folder)
        die(path);
    db = open_database(argv[2]);
    take_all(folder, db, atoi(argv[3]));
    closedir(folder);
    sqlite3_close(db);
    return EXIT_SUCCESS;
}
