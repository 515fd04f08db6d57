/* Every message of tests/data/handmade-zh is read as expect.tsv says: one
 * line a promise — file, what, value; a file without promise is only read. */
#include "check.h"

#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/base/number.h"
#include "convoke/mail/address.h"
#include "convoke/mail/letter.h"
#include "convoke/mail/prescan.h"

#define DATA CONVOKE_SOURCE "/tests/data/handmade-zh/"

enum { MESSAGES = 122, PROMISES = 158 };

/* Promises that the standards or the pages speak against. */
static const struct {
    const char *file, *key, *want, *reason;
} exceptions[] = {
    { "t02_undisclosed.eml", "nto", "0",
      "a group without members names nobody (RFC 5322 3.4)" },
    { "m24_header_ws_before_colon.eml", "subject", "x",
      "the letter has two subjects and the first counts, as with every field "
      "(m20 wants so of Content-Type); the second one, with its blank before "
      "the colon, is read as a field too: test_letter says so" },
};

struct reading {
    struct arena arena;
    struct text raw;
    struct letter letter;
    size_t names; /* promised so far */
};

static void reading_open(struct reading *r, struct span file)
{
    struct text path = TEXT_INIT(4096);
    struct reason why = { 0 };

    *r = (struct reading){ .arena = ARENA_INIT(64 << 20),
                           .raw = TEXT_INIT(TEXT_MAX_OUTPUT) };
    text_addf(&path, DATA SPAN_FMT, SPAN_ARG(file));
    CHECK_INT(text_str(&path), file_read(text_str(&path), &r->raw, &why),
              VERDICT_DONE);
    CHECK_INT(text_str(&path), prescan_check(text_span(&r->raw), NULL, &why),
              VERDICT_DONE);
    CHECK_INT(text_str(&path),
              letter_read(text_span(&r->raw), &r->arena, &r->letter, &why),
              VERDICT_DONE);
    text_release(&path);
}

static void reading_close(struct reading *r)
{
    arena_release(&r->arena);
    text_release(&r->raw);
}

static struct span number(struct reading *r, size_t n)
{
    return arena_printf(&r->arena, "%zu", n);
}

static size_t count(const struct letter *l, enum letter_kind kind)
{
    size_t n = 0;

    list_each(&l->parts, part) n += part->kind == kind;
    return n;
}

static struct span nth_name(const struct letter *l, size_t nth)
{
    list_each(&l->parts,
              part) if (part->name_sent.n && nth-- == 0) return part->name_sent;
    return SPAN_NONE;
}

static struct span first_text(struct reading *r)
{
    struct text text = TEXT_INIT(64 * 1024);
    struct span found = SPAN_NONE;

    for (size_t i = 0; i < r->letter.parts.n && found.n == 0; i++) {
        if (!span_eq(r->letter.parts.at[i].media_type, SPAN("text/plain")))
            continue;
        letter_text(&r->letter, (int)i, &text);
        found = arena_span(&r->arena, span_trim(text_span(&text)));
    }
    text_release(&text);
    return found;
}

static size_t addresses(struct reading *r, struct span field,
                        facts_addresses *ret)
{
    return address_list_read(letter_header(&r->letter, 0, field), SPAN_NONE,
                             FACTS_MAX_ADDRESSES, &r->arena, ret);
}

static struct span value_of(struct reading *r, struct span key)
{
    facts_addresses list = { 0 };

    if (span_eq(key, SPAN("subject")))
        return letter_header_text(&r->letter, 0, SPAN("Subject"));
    if (span_eq(key, SPAN("name")))
        return nth_name(&r->letter, r->names++);
    if (span_eq(key, SPAN("text")))
        return first_text(r);
    if (span_eq(key, SPAN("leaf")))
        return number(r, count(&r->letter, LETTER_LEAF));
    if (span_eq(key, SPAN("msg")))
        return number(r, count(&r->letter, LETTER_MESSAGE));
    if (span_eq(key, SPAN("nto")))
        return number(r, addresses(r, SPAN("To"), &list));
    if (addresses(r, SPAN("From"), &list) == 0)
        return SPAN("(nobody)");
    return span_eq(key, SPAN("from")) ? list.at[0].mail : list.at[0].name;
}

static struct span wanted(struct span file, struct span key, struct span want)
{
    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++)
        if (span_eq(file, span_str(exceptions[i].file)) &&
            span_eq(key, span_str(exceptions[i].key)))
            return span_str(exceptions[i].want);
    return want;
}

static void test_every_promise(void **state)
{
    struct text expect = TEXT_INIT(64 * 1024);
    struct span rest;
    struct span line;
    struct span now = SPAN_NONE;
    struct reading r = { 0 };
    size_t files = 0;
    size_t promises = 0;

    (void)state;
    assert_int_equal(file_read(DATA "expect.tsv", &expect, NULL), VERDICT_DONE);
    rest = text_span(&expect);
    while (span_line(&rest, &line)) {
        struct span file = SPAN_NONE;
        struct span key = SPAN_NONE;
        span_cut(&line, '\t', &file);
        span_cut(&line, '\t', &key);
        if (!span_eq(file, now)) {
            reading_close(&r);
            reading_open(&r, file);
            now = file;
            files++;
        }
        if (key.n == 0)
            continue;
        promises++;
        CHECK_SPAN(arena_printf(&r.arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(file),
                                SPAN_ARG(key))
                       .p,
                   value_of(&r, key), wanted(file, key, line));
    }
    reading_close(&r);
    text_release(&expect);
    CHECK_INT("messages", files, MESSAGES);
    CHECK_INT("promises", promises, PROMISES);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_promise) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
