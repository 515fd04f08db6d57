#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/base/record.h"
#include "convoke/mail/facts.h"

enum { ARENA = 64 * 1024 * 1024 };

static struct span repeat(struct arena *a, char c, size_t n)
{
    char *p = arena_alloc(a, n + 1);

    memset(p, c, n);
    return span_of(p, n);
}

static struct facts sample(struct arena *a)
{
    struct facts f = { .date = MOMENT_NONE, .form_part = -1 };

    f.message_id = SPAN("1@a.example");
    f.in_reply_to = SPAN("0@b.example");
    *list_push(&f.references, a) = SPAN("0@b.example");
    *list_push(&f.references, a) = SPAN("00@b.example");
    f.return_path = SPAN("Li.Ming@a.example");
    *list_push(&f.from, a) =
        (struct facts_address){ .name = SPAN("李明"),
                                .mail = SPAN("Li.Ming@a.example") };
    *list_push(&f.to, a) =
        (struct facts_address){ .mail = SPAN("gw+t.x@sec.example") };
    *list_push(&f.hops, a) =
        (struct facts_hop){ .by = SPAN("mx.sec.example"), .at = 1769000000 };
    *list_push(&f.results, a) =
        (struct facts_result){ .server = SPAN("mx.sec.example"),
                               .method = SPAN("dmarc"),
                               .value = SPAN("pass"),
                               .domain = SPAN("a.example") };
    f.writer = FACTS_WRITER_PERSON;
    f.subject = SPAN("回复：【入会申请】");
    f.keyword = SPAN("[入会申请]");
    f.text = SPAN("同意\n\tx\n");
    f.words = SPAN("同意");
    f.words_uncertain = true;
    f.token = SPAN("0123456789abcdefghjkmnpqrs");
    *list_push(&f.files, a) = (struct facts_file){
        .part = 2,
        .name = SPAN("申请表.docx"),
        .media_type = SPAN("application/octet-stream"),
        .type = FACTS_FILE_DOCX,
        .size = 12345,
        .sha256 = repeat(a, 'a', 64),
        .inside = SPAN("a\nb"),
        .text = SPAN("单位\t甲公司\n"),
        .text_known = true,
        .text_cut = true,
    };
    f.form_source = FACTS_FORM_DOCX;
    f.form_part = 2;
    *list_push(&f.form, a) =
        (struct facts_field){ SPAN("groups"), SPAN("WG5") };
    *list_push(&f.form, a) =
        (struct facts_field){ SPAN("groups"), SPAN("WG6") };
    *list_push(&f.notes, a) = SPAN("charset.guessed");
    f.body_hash = repeat(a, '0', 64);
    f.calendar = SPAN("\0\xff any octets\n");
    *list_push(&f.failures, a) = (struct bounce_failure){
        .recipient = SPAN("Only@m03.example"),
        .original = SPAN("only@m03.example"),
        .status = SPAN("5.1.1"),
        .said = SPAN("550 没有这个用户"),
        .class = BOUNCE_HARD,
        .pending = true,
    };
    *list_push(&f.returned, a) = SPAN("1@tc.example");
    f.remnant_of = 41943040;
    return f;
}

/* ---- what facts.h promises, written down a second time ---- */

static bool plain(struct span s, size_t most, bool body)
{
    if (s.n > most || !span_is_utf8(s))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && !(body && (c == '\n' || c == '\t'))) || c == 0x7f)
            return false;
        if (c == 0xc2 && (unsigned char)s.p[i + 1] < 0xa0)
            return false;
    }
    return true;
}

static bool hash_like(struct span s)
{
    return s.n == 0 || (s.n == 64 && strspn(s.p, "0123456789abcdef") >= 64);
}

static bool moment_like(int64_t m)
{
    return m == MOMENT_NONE ||
           (m >= INT64_C(-62135596800) && m <= INT64_C(253402300799));
}

static bool addresses_hold(const facts_addresses *list)
{
    bool ok = list->n <= FACTS_MAX_ADDRESSES;

    list_each(list, a) ok &= plain(a->name, FACTS_MAX_NAME, false) &&
                             plain(a->mail, FACTS_MAX_MAIL, false);
    return ok;
}

static bool files_hold(const struct facts *f)
{
    bool ok = f->files.n <= FACTS_MAX_FILES;
    size_t texts = 0;

    list_each(&f->files, x)
    {
        texts += x->text.n;
        ok &= plain(x->name, FACTS_MAX_FILE_NAME, false) &&
              span_find_char(x->name, '/') == x->name.n &&
              span_find_char(x->name, '\\') == x->name.n &&
              !span_eq(x->name, SPAN("..")) && hash_like(x->sha256) &&
              plain(x->media_type, FACTS_MAX_WORD, false) &&
              (unsigned)x->type < FACTS_FILE_TYPE_COUNT && x->part >= -1 &&
              x->size <= UINT64_C(1) << 40 &&
              plain(x->inside, FACTS_MAX_INSIDE, true) &&
              plain(x->text, FACTS_MAX_FILE_TEXT, true) &&
              texts <= FACTS_MAX_FILE_TEXTS;
    }
    return ok;
}

static bool lists_hold(const struct facts *f)
{
    bool ok = f->references.n <= FACTS_MAX_REFERENCES &&
              f->hops.n <= FACTS_MAX_HOPS &&
              f->results.n <= FACTS_MAX_RESULTS &&
              f->form.n <= FACTS_MAX_FIELDS && f->notes.n <= FACTS_MAX_NOTES;

    list_each(&f->references, r) ok &= plain(*r, FACTS_MAX_LINE, false);
    list_each(&f->hops, h) ok &=
        plain(h->by, FACTS_MAX_WORD, false) && moment_like(h->at);
    list_each(&f->results, r) ok &= plain(r->server, FACTS_MAX_WORD, false) &&
                                    plain(r->method, FACTS_MAX_WORD, false) &&
                                    plain(r->value, FACTS_MAX_WORD, false) &&
                                    plain(r->domain, FACTS_MAX_WORD, false);
    list_each(&f->form, x) ok &= plain(x->key, FACTS_MAX_WORD, false) &&
                                 plain(x->value, FACTS_MAX_VALUE, false);
    list_each(&f->notes, n) ok &= plain(*n, FACTS_MAX_LINE, false);
    return ok;
}

static bool failures_hold(const struct facts *f)
{
    list_each(&f->failures, x)
    {
        if (!plain(x->recipient, FACTS_MAX_MAIL, false) ||
            !plain(x->original, FACTS_MAX_MAIL, false) ||
            !plain(x->status, BOUNCE_MAX_STATUS, false) ||
            !plain(x->said, BOUNCE_MAX_SAID, false) ||
            (unsigned)x->class >= BOUNCE_CLASS_COUNT)
            return false;
    }
    list_each(&f->returned, id)
    {
        if (!plain(*id, FACTS_MAX_LINE, false))
            return false;
    }
    return f->failures.n <= BOUNCE_MAX_FAILURES &&
           f->returned.n <= BOUNCE_MAX_RETURNED;
}

static bool promises_hold(const struct facts *f)
{
    return plain(f->message_id, FACTS_MAX_LINE, false) &&
           plain(f->in_reply_to, FACTS_MAX_LINE, false) &&
           plain(f->return_path, FACTS_MAX_MAIL, false) &&
           plain(f->subject, FACTS_MAX_LINE, false) &&
           plain(f->keyword, FACTS_MAX_LINE, false) &&
           plain(f->text, FACTS_MAX_BODY, true) &&
           plain(f->words, FACTS_MAX_BODY, true) &&
           plain(f->token, FACTS_MAX_WORD, false) && hash_like(f->body_hash) &&
           moment_like(f->date) && (unsigned)f->writer < FACTS_WRITER_COUNT &&
           (unsigned)f->form_source < FACTS_FORM_SOURCE_COUNT &&
           f->form_part >= -1 && f->calendar.n <= FACTS_MAX_CALENDAR &&
           f->calendar_text.n == 0 && f->calendar_method.n == 0 &&
           addresses_hold(&f->from) && addresses_hold(&f->reply_to) &&
           addresses_hold(&f->to) && files_hold(f) && lists_hold(f) &&
           failures_hold(f);
}

/* ---- tests ---- */

static void test_there_and_back(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text once = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(text_release) struct text twice = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    struct facts g = { 0 };
    struct reason why = { 0 };

    (void)state;
    facts_encode(&f, &once);
    CHECK_INT("decodes", facts_decode(text_span(&once), &a, &g, &why),
              VERDICT_DONE);
    facts_encode(&g, &twice);
    CHECK_SPAN("same record", text_span(&twice), text_span(&once));
    CHECK_SPAN("subject", g.subject, f.subject);
    CHECK_SPAN("name", g.from.at[0].name, SPAN("李明"));
    CHECK_INT("no date", g.date == MOMENT_NONE, 1);
    CHECK_INT("hop", g.hops.at[0].at, 1769000000);
    CHECK_SPAN("result", g.results.at[0].value, SPAN("pass"));
    CHECK_INT("uncertain", g.words_uncertain, 1);
    CHECK_INT("null sender", g.null_sender, 0);
    CHECK_INT("file type", g.files.at[0].type, FACTS_FILE_DOCX);
    CHECK_INT("file size", g.files.at[0].size, 12345);
    CHECK_SPAN("file text", g.files.at[0].text, SPAN("单位\t甲公司\n"));
    CHECK_INT("known", g.files.at[0].text_known, 1);
    CHECK_INT("in part", g.files.at[0].text_cut, 1);
    CHECK_INT("form part", g.form_part, 2);
    CHECK_SPAN("another floor's record", g.calendar, f.calendar);
    CHECK_SPAN("whom it did not reach", g.failures.at[0].recipient,
               SPAN("Only@m03.example"));
    CHECK_SPAN("why", g.failures.at[0].said, SPAN("550 没有这个用户"));
    CHECK_INT("for how long", g.failures.at[0].class, BOUNCE_HARD);
    CHECK_INT("yet", g.failures.at[0].pending, 1);
    CHECK_SPAN("which mail", g.returned.at[0], SPAN("1@tc.example"));
    CHECK_INT("of so many octets", g.remnant_of, 41943040);
    CHECK_SPAN("first of a group", facts_form_value(&g, SPAN("groups")),
               SPAN("WG5"));
    CHECK_SPAN("absent field", facts_form_value(&g, SPAN("zip")), SPAN_NONE);
}

/* The object itself never leaves the worker. */
static void test_calendar_text_stays(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text without = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(text_release) struct text with = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);

    (void)state;
    facts_encode(&f, &without);
    f.calendar_text = SPAN("BEGIN:VCALENDAR");
    f.calendar_method = SPAN("REPLY");
    facts_encode(&f, &with);
    CHECK_SPAN("the same record", text_span(&with), text_span(&without));
}

static void test_empty(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text once = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = { .date = MOMENT_NONE, .form_part = -1 };
    struct facts g = { 0 };
    struct reason why = { 0 };

    (void)state;
    facts_encode(&f, &once);
    CHECK_INT("nothing at all", facts_decode(text_span(&once), &a, &g, &why),
              VERDICT_DONE);
}

static void test_limits_cut(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    struct facts g = { 0 };
    struct reason why = { 0 };
    CLEANUP(text_release) struct text han = TEXT_INIT(FACTS_MAX_LINE * 2);

    (void)state;
    while (han.n < FACTS_MAX_LINE + 1)
        text_add(&han, SPAN("网"));
    f.subject = text_span(&han);
    f.message_id = repeat(&a, 'x', FACTS_MAX_LINE + 1);
    f.from.at[0].mail = repeat(&a, 'x', FACTS_MAX_MAIL + 1);
    f.text = repeat(&a, 'x', FACTS_MAX_BODY + 1);
    while (f.to.n < FACTS_MAX_ADDRESSES + 5)
        *list_push(&f.to, &a) =
            (struct facts_address){ .mail = SPAN("a@b.example") };
    while (f.notes.n < FACTS_MAX_NOTES + 3)
        *list_push(&f.notes, &a) = SPAN("note");
    facts_encode(&f, &out);
    CHECK_TRUE("fits", !out.over);
    CHECK_INT("decodes", facts_decode(text_span(&out), &a, &g, &why),
              VERDICT_DONE);
    CHECK_TRUE("promises", promises_hold(&g));
    CHECK_INT("cut between characters", g.subject.n, FACTS_MAX_LINE / 3 * 3);
    CHECK_INT("half an id is no id", g.message_id.n, 0);
    CHECK_INT("half an address is no address", g.from.at[0].mail.n, 0);
    CHECK_INT("addresses", g.to.n, FACTS_MAX_ADDRESSES);
    CHECK_INT("notes", g.notes.n, FACTS_MAX_NOTES);
    CHECK_SPAN("a note tells", g.notes.at[FACTS_MAX_NOTES - 1],
               SPAN("cut.notes"));
    CHECK_SPAN("each cut", g.notes.at[FACTS_MAX_NOTES - 6],
               SPAN("cut.message_id"));
}

/* The most a worker may honestly say still fits its record. */
static void test_everything_full(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    struct facts g = { 0 };
    struct reason why = { 0 };
    struct facts_address who = { repeat(&a, 'n', FACTS_MAX_NAME),
                                 repeat(&a, 'm', FACTS_MAX_MAIL) };
    struct span line = repeat(&a, 'l', FACTS_MAX_LINE);

    (void)state;
    f.text = f.words = repeat(&a, 't', FACTS_MAX_BODY);
    while (f.from.n < FACTS_MAX_ADDRESSES) {
        *list_push(&f.from, &a) = who;
        *list_push(&f.to, &a) = who;
        *list_push(&f.reply_to, &a) = who;
        *list_push(&f.references, &a) = line;
    }
    while (f.form.n < FACTS_MAX_FIELDS)
        *list_push(&f.form, &a) =
            (struct facts_field){ SPAN("k"), repeat(&a, 'v', FACTS_MAX_LINE) };
    while (f.files.n < FACTS_MAX_FILES) {
        struct facts_file file = f.files.at[0];
        file.inside = repeat(&a, 'i', FACTS_MAX_INSIDE);
        file.text = repeat(&a, 'f', FACTS_MAX_FILE_TEXT);
        *list_push(&f.files, &a) = file;
    }
    while (f.notes.n < FACTS_MAX_NOTES)
        *list_push(&f.notes, &a) = line;
    f.calendar = repeat(&a, 'c', FACTS_MAX_CALENDAR);
    while (f.failures.n < BOUNCE_MAX_FAILURES)
        *list_push(&f.failures, &a) = (struct bounce_failure){
            .recipient = who.mail,
            .original = who.mail,
            .said = repeat(&a, 's', BOUNCE_MAX_SAID),
        };
    while (f.returned.n < BOUNCE_MAX_RETURNED)
        *list_push(&f.returned, &a) = line;
    facts_encode(&f, &out);
    CHECK_TRUE("below the ceiling", !out.over);
    CHECK_INT("decodes", facts_decode(text_span(&out), &a, &g, &why),
              VERDICT_DONE);
    CHECK_TRUE("promises", promises_hold(&g));
}

static void test_file_texts_share_their_room(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    struct facts g = { 0 };
    struct facts_file file = f.files.at[0];
    struct reason why = { 0 };
    size_t n = FACTS_MAX_FILE_TEXTS / FACTS_MAX_FILE_TEXT;

    (void)state;
    file.text = repeat(&a, 'f', FACTS_MAX_FILE_TEXT + 1);
    while (f.files.n < n + 3)
        *list_push(&f.files, &a) = file;
    facts_encode(&f, &out);
    CHECK_INT("decodes", facts_decode(text_span(&out), &a, &g, &why),
              VERDICT_DONE);
    CHECK_INT("one is cut", g.files.at[1].text.n, FACTS_MAX_FILE_TEXT);
    CHECK_INT("what was left", g.files.at[n].text.n,
              FACTS_MAX_FILE_TEXT - f.files.at[0].text.n);
    CHECK_INT("then nothing", g.files.at[n + 1].text.n, 0);
    CHECK_SPAN("a note tells", g.notes.at[g.notes.n - 1],
               SPAN("cut.file_text"));
}

/* The value of the `n`-th field in `in`, from 0. */
static struct span nth_field(struct span in, size_t n)
{
    struct record r = record_from(in);
    struct span value = SPAN_NONE;
    uint16_t tag;

    for (size_t i = 0; i <= n; i++)
        assert_true(record_next(&r, &tag, &value));
    return value;
}

/* Adds `n` octets at the end of the innermost of these fields. */
static void lengthen(struct text *t, const struct span *fields, size_t depth,
                     size_t n)
{
    size_t at = (size_t)(fields[depth - 1].p - t->p) + fields[depth - 1].n;
    size_t total = t->n + n;
    char *p = calloc(1, total);

    memcpy(p, t->p, at);
    memset(p + at, 'x', n);
    memcpy(p + at + n, t->p + at, t->n - at);
    for (size_t i = 0; i < depth; i++) {
        uint32_t length = (uint32_t)(fields[i].n + n);
        memcpy(p + (fields[i].p - t->p) - 4, &length, 4);
    }
    text_reset(t);
    text_add(t, span_of(p, total));
    free(p);
}

/* Half of another floor's record would be another one. */
static void test_calendar_limit(void **state)
{
    static const struct {
        const char *what;
        size_t n, left;
    } cases[] = {
        { "as long as it may be", FACTS_MAX_CALENDAR, FACTS_MAX_CALENDAR },
        { "one octet more", FACTS_MAX_CALENDAR + 1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum { CALENDAR = 24 }; /* its place in the record */
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
        struct facts f = sample(&a);
        struct facts g = { 0 };
        struct span way;

        f.calendar = repeat(&a, '\x01', cases[i].n);
        facts_encode(&f, &out);
        CHECK_INT(cases[i].what, facts_decode(text_span(&out), &a, &g, NULL),
                  VERDICT_DONE);
        CHECK_INT(cases[i].what, g.calendar.n, cases[i].left);
        CHECK_INT("a note tells when it is gone", g.notes.n,
                  cases[i].left ? 1 : 2);
        if (!cases[i].left)
            continue;
        way = nth_field(text_span(&out), CALENDAR);
        CHECK_INT("found", way.n, cases[i].n);
        lengthen(&out, &way, 1, 1);
        CHECK_INT("a worker that says more",
                  facts_decode(text_span(&out), &a, &g, NULL), VERDICT_NEVER);
    }
}

/* A worker that was taken over may say more than ours would. */
static void test_too_much_file_text(void **state)
{
    enum { FILES = 19, FILE_TEXT = 9 }; /* places in the record */
    enum { FULL = FACTS_MAX_FILE_TEXTS / FACTS_MAX_FILE_TEXT };
    static const struct {
        const char *what;
        size_t file, more;
        enum verdict v;
    } cases[] = {
        { "as much as there is room", 0, 10, VERDICT_DONE },
        { "one octet beyond it", 0, 11, VERDICT_NEVER },
        { "the same in the last file", FULL, 10, VERDICT_DONE },
        { "one octet beyond it there", FULL, 11, VERDICT_NEVER },
        { "one octet too much for a file", 1, 1, VERDICT_NEVER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
        struct facts f = sample(&a);
        struct facts g = { 0 };
        struct facts_file file = f.files.at[0];
        struct span way[3];

        f.files.n = 0;
        file.text = repeat(&a, 'f', FACTS_MAX_FILE_TEXT);
        while (f.files.n < FULL)
            *list_push(&f.files, &a) = file;
        f.files.at[0].text.n -= 20;
        file.text.n = 10;
        *list_push(&f.files, &a) = file;
        facts_encode(&f, &out);
        way[0] = nth_field(text_span(&out), FILES);
        way[1] = nth_field(way[0], cases[i].file);
        way[2] = nth_field(way[1], FILE_TEXT);
        CHECK_INT(cases[i].what, way[2].n, f.files.at[cases[i].file].text.n);
        lengthen(&out, way, ARRAY_LEN(way), cases[i].more);
        CHECK_INT(cases[i].what, facts_decode(text_span(&out), &a, &g, NULL),
                  cases[i].v);
    }
}

/* Records outlive the program that wrote them: they stand in the database. */
static void test_older_records(void **state)
{
    static const struct {
        const char *name;
        bool looked;
        struct span text;
    } cases[] = {
        { "version-1", false, SPAN("") },
        { "version-2", true, SPAN("单位\t甲公司\n") },
        { "version-3", true, SPAN("单位\t甲公司\n") },
        { "version-4", true, SPAN("单位\t甲公司\n") },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text old = TEXT_INIT(TEXT_MAX_FACTS);
        CLEANUP(text_release) struct text new = TEXT_INIT(TEXT_MAX_FACTS);
        const char *name = cases[i].name;
        struct facts f = { 0 };
        struct facts g = { 0 };
        struct reason why = { 0 };
        char path[512];

        snprintf(path, sizeof(path), "%s/tests/data/facts/%s", CONVOKE_SOURCE,
                 name);
        CHECK_INT(name, file_read(path, &old, &why), VERDICT_DONE);
        CHECK_INT(name, facts_decode(text_span(&old), &a, &f, &why),
                  VERDICT_DONE);
        CHECK_TRUE("promises", promises_hold(&f));
        CHECK_INT(name, f.notes.n, 1);
        CHECK_SPAN(name, f.notes.at[0], SPAN("archive.refused"));
        CHECK_TRUE("files", f.files.n > 0);
        CHECK_INT("whether anybody looked", f.files.at[0].text_known,
                  cases[i].looked);
        CHECK_SPAN(name, f.files.at[0].text, cases[i].text);
        CHECK_SPAN("no calendar", f.calendar, SPAN_NONE);
        CHECK_INT("no bounce", f.failures.n + f.returned.n, 0);
        CHECK_INT("no remnant", f.remnant_of, 0);
        facts_encode(&f, &new);
        CHECK_INT("read again", facts_decode(text_span(&new), &a, &g, &why),
                  VERDICT_DONE);
        CHECK_SPAN("the same file", g.files.at[0].sha256, f.files.at[0].sha256);
        CHECK_SPAN("the same body", g.body_hash, f.body_hash);
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *what;
        struct span from, to; /* replaced in the sample's record */
    } cases[] = {
        { "broken UTF-8", { "李明", 6 }, { "\xe6\x9d\x8e\xe6\x98\xff", 6 } },
        { "surrogate", { "李明", 6 }, { "\xed\xa0\x80\xe6\x98\x8e", 6 } },
        { "LF in a subject", { "回复：", 9 }, { "回复\n: ", 9 } },
        { "DEL in a name", { "申请表.docx", 14 }, { "申请表.\x7focx", 14 } },
        { "C1 in an id", { "1@a.example", 11 }, { "1@a\xc2\x85xampl", 11 } },
        { "path", { "申请表.docx", 14 }, { "申请表/docx", 14 } },
        { "backslash", { "申请表.docx", 14 }, { "申请表\\docx", 14 } },
        { "bidi", { "申请表.docx", 14 }, { "申请\xe2\x80\xae.docx", 14 } },
        { "capital domain", { "g@a.example", 11 }, { "g@a.ExamplE", 11 } },
        { "hash", { "aaaaaaaa", 8 }, { "aaaaaaaA", 8 } },
        { "NUL in a body", { "同意\n\t", 8 }, { "同意\n\0", 8 } },
        { "DEL in a file", { "甲公司\n", 10 }, { "甲公\x7fxx\n", 10 } },
        { "a version to come",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\6\0\0\0\0\0\0\0", 8 } },
        { "a version that never was",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\0\0\0\0\0\0\0\0", 8 } },
        { "the words of one version under another",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\1\0\0\0\0\0\0\0", 8 } },
        { "the same from one to the next",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\2\0\0\0\0\0\0\0", 8 } },
        { "and to the one after",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\3\0\0\0\0\0\0\0", 8 } },
        { "and to the next but two",
          { "\5\0\0\0\0\0\0\0", 8 },
          { "\4\0\0\0\0\0\0\0", 8 } },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = sample(&a);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
        struct facts g = { .form_part = 77 };
        struct reason why = { 0 };
        size_t at;

        facts_encode(&f, &out);
        at = span_find(text_span(&out), cases[i].from);
        assert_true(at < out.n);
        memcpy(out.p + at, cases[i].to.p, cases[i].to.n);
        CHECK_INT(cases[i].what, facts_decode(text_span(&out), &a, &g, &why),
                  VERDICT_NEVER);
        CHECK_INT("untouched", g.form_part, 77);
        CHECK_TRUE("a reason", why.text[0] != '\0');
    }
}

static uint64_t dice(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return *seed >> 33;
}

/* One damaged record: refused, or everything it says keeps its promise and
 * says itself again. */
static bool try_damaged(struct span record)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts g = { 0 };

    if (facts_decode(record, &a, &g, /* why= */ NULL) != VERDICT_DONE)
        return false;
    CHECK_TRUE("promises after damage", promises_hold(&g));
    facts_encode(&g, &again);
    CHECK_SPAN("encode(decode(x)) is x", text_span(&again), record);
    return true;
}

static void test_damage(void **state)
{
    enum { ROUNDS = 120000 };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    uint64_t seed = 20260331;
    size_t accepted = 0;
    char *bytes;

    (void)state;
    facts_encode(&f, &out);
    bytes = arena_str(&a, text_span(&out));
    for (int i = 0; i < ROUNDS; i++) {
        size_t n = out.n;

        memcpy(bytes, out.p, n);
        for (uint64_t k = dice(&seed) % 3; k-- > 0 || i % 3 == 0;) {
            bytes[dice(&seed) % n] ^= (char)(1 << dice(&seed) % 8);
            if (i % 3 == 0)
                break;
        }
        if (i % 3 == 1)
            n = dice(&seed) % (n + 1);
        accepted += try_damaged(span_of(bytes, n));
    }
    print_message("damaged records: %d, accepted %zu\n", ROUNDS, accepted);
    CHECK_TRUE("most are refused", accepted < ROUNDS / 2);
}

/* Every place where a length could stand, with every telling length. */
static void test_lengths(void **state)
{
    static const uint32_t lengths[] = { 0,          1,          7,
                                        9,          0x7fffffff, 0x80000000,
                                        0xffffffff, 0xfffffffa, 1000 };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = sample(&a);
    char *bytes;

    (void)state;
    facts_encode(&f, &out);
    bytes = arena_str(&a, text_span(&out));
    for (size_t at = 0; at + 4 <= out.n; at++) {
        for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
            memcpy(bytes, out.p, out.n);
            memcpy(bytes + at, &lengths[i], 4);
            (void)try_damaged(span_of(bytes, out.n));
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    CHECK_SPAN("writer", span_str(facts_writer_name(FACTS_WRITER_BOUNCE)),
               SPAN("bounce"));
    for (int i = 0; i < FACTS_FILE_TYPE_COUNT; i++)
        CHECK_TRUE("type", facts_file_type_name((enum facts_file_type)i)[0]);
    CHECK_SPAN("source",
               span_str(facts_form_source_name(FACTS_FORM_UNREADABLE)),
               SPAN("unreadable"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_calendar_text_stays),
        cmocka_unit_test(test_calendar_limit),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_limits_cut),
        cmocka_unit_test(test_everything_full),
        cmocka_unit_test(test_file_texts_share_their_room),
        cmocka_unit_test(test_too_much_file_text),
        cmocka_unit_test(test_older_records),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
