#include "check.h"

#include <stdlib.h>

#include "convoke/base/mem.h"
#include "convoke/base/own.h"
#include "convoke/mail/letter.h"

struct fixture {
    struct arena arena;
    struct letter letter;
};

static struct letter *read_letter(struct fixture *f, struct span raw)
{
    struct reason why = { 0 };
    enum verdict v;

    f->arena = ARENA_INIT(64 << 20);
    v = letter_read(raw, &f->arena, &f->letter, &why);
    if (v != VERDICT_DONE)
        print_error("%s\n", why.text);
    assert_int_equal(v, VERDICT_DONE);
    return &f->letter;
}

static bool append(void *to, struct span piece)
{
    return text_add(to, piece);
}

/* `0 multipart/mixed|1 text/plain "octets"`: depth, type and, of leaves, what
 * they decode to. */
static struct span outline(struct letter *l)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(64 * 1024);

    for (size_t i = 0; i < l->parts.n; i++) {
        const struct letter_part *part = &l->parts.at[i];
        text_addf(&t, "%s%d " SPAN_FMT, i ? "|" : "", part->depth,
                  SPAN_ARG(part->media_type));
        if (part->kind != LETTER_LEAF)
            continue;
        text_add_str(&t, " \"");
        letter_decode(l, (int)i, append, &t, NULL);
        text_add_str(&t, "\"");
    }
    return arena_span(l->arena, text_span(&t));
}

#define MIXED "Content-Type: multipart/mixed; boundary=BB\n\n"

static const struct {
    const char *what, *raw, *want, *note;
} structure_cases[] = {
    { "one text", "A: b\n\nhi\n", "0 text/plain \"hi\n\"", "" },
    { "CRLF", "A: b\r\n\r\nhi\r\n", "0 text/plain \"hi\r\n\"", "" },
    { "nothing", "", "0 text/plain \"\"", "" },
    { "a header only", "A: b\n", "0 text/plain \"\"", "" },
    { "a body only", "hello you\nall\n\nx",
      "0 text/plain \"hello you\nall\n\nx\"", "header.unfinished" },
    { "an mbox line and blank lines", "\n\nFrom x Mon\nA: b\n\nhi",
      "0 text/plain \"hi\"", "envelope.removed" },
    { "two parts",
      MIXED "--BB\n\none\n--BB\nContent-Type: text/html\n\ntwo\n"
            "--BB--\n",
      "0 multipart/mixed|1 text/plain \"one\"|1 text/html \"two\"", "" },
    { "preamble and epilogue are nobody's",
      MIXED "pre\n--BB\n\none\n--BB--\nepi\n--BB\n\nno\n",
      "0 multipart/mixed|1 text/plain \"one\"", "" },
    { "blanks behind the boundary", MIXED "--BB \t\n\none\n--BB-- \n",
      "0 multipart/mixed|1 text/plain \"one\"", "" },
    { "mixed line ends", MIXED "--BB\r\n\r\none\r\n--BB\n\ntwo\n--BB--\r\n",
      "0 multipart/mixed|1 text/plain \"one\"|1 text/plain \"two\"", "" },
    { "no closing boundary", MIXED "--BB\n\none\n--BB\n\ntwo",
      "0 multipart/mixed|1 text/plain \"one\"|1 text/plain \"two\"",
      "boundary.unclosed" },
    { "an opening boundary as the last line", MIXED "--BB\n\none\n--BB\n",
      "0 multipart/mixed|1 text/plain \"one\"", "boundary.unclosed" },
    { "a close with one dash", MIXED "--BB\n\none\n--BB-\n",
      "0 multipart/mixed|1 text/plain \"one\"", "" },
    { "an inner part nobody closed",
      "Content-Type: multipart/mixed; boundary=A\n\n"
      "--A\nContent-Type: multipart/alternative; boundary=B\n\n"
      "--B\n\none\n--B\n\ntwo\n--A\n\nthree\n--A--\n",
      "0 multipart/mixed|1 multipart/alternative|2 text/plain \"one\"|"
      "2 text/plain \"two\"|1 text/plain \"three\"",
      "boundary.unclosed" },
    { "one boundary is the beginning of the other",
      "Content-Type: multipart/mixed; boundary=A\n\n"
      "--A\nContent-Type: multipart/alternative; boundary=AA\n\n"
      "--AA\n\none\n--AA--\n--A\n\ntwo\n--A--\n",
      "0 multipart/mixed|1 multipart/alternative|2 text/plain \"one\"|"
      "1 text/plain \"two\"",
      "" },
    { "no boundary declared", "Content-Type: multipart/mixed\n\n--X\n\nhi\n",
      "0 text/plain \"--X\n\nhi\n\"", "boundary.missing" },
    { "another boundary declared", MIXED "--X\n\nhi\n--X--\n",
      "0 text/plain \"--X\n\nhi\n--X--\n\"", "boundary.missing" },
    { "a transfer encoding on a multipart means nothing",
      "Content-Transfer-Encoding: base64\n" MIXED "--BB\n\none\n--BB--\n",
      "0 multipart/mixed|1 text/plain \"one\"", "" },
    { "junk within the header", "A: b\njunk\n" MIXED "--BB\n\none\n--BB--\n",
      "0 multipart/mixed|1 text/plain \"one\"", "header.junk" },
    { "a blank before the colon",
      "Content-Type : multipart/mixed; boundary=BB\n\n--BB\n\none\n--BB--\n",
      "0 multipart/mixed|1 text/plain \"one\"", "" },
    { "the first Content-Type counts",
      "Content-Type: text/html\nContent-Type: multipart/mixed; boundary=BB\n\n"
      "--BB\n\none\n",
      "0 text/html \"--BB\n\none\n\"", "" },
    { "a part without an empty line", MIXED "--BB\nhello there\n--BB--\n",
      "0 multipart/mixed|1 text/plain \"hello there\"", "header.unfinished" },
    { "a part with a header only",
      MIXED "--BB\nContent-Type: text/html\n--BB--\n",
      "0 multipart/mixed|1 text/html \"\"", "" },
    { "an attached message",
      MIXED "--BB\nContent-Type: message/rfc822\n\nSubject: in\n\nhi\n--BB--\n",
      "0 multipart/mixed|1 message/rfc822|2 text/plain \"hi\"", "" },
    { "a multipart within an attached message",
      MIXED "--BB\nContent-Type: message/rfc822\n\n"
            "Content-Type: multipart/mixed; boundary=C\n\n--C\n\nhi\n"
            "--BB\n\ntwo\n--BB--\n",
      "0 multipart/mixed|1 message/rfc822|2 multipart/mixed|"
      "3 text/plain \"hi\"|1 text/plain \"two\"",
      "boundary.unclosed" },
    { "a digest holds messages",
      "Content-Type: multipart/digest; boundary=BB\n\n--BB\n\nA: b\n\nhi\n"
      "--BB--\n",
      "0 multipart/digest|1 message/rfc822|2 text/plain \"hi\"", "" },
    { "an encoded message is not entered",
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTo=",
      "0 message/rfc822", "" },
    { "base64", "Content-Transfer-Encoding: BASE64\n\naGk=\n",
      "0 text/plain \"hi\"", "" },
    { "a type that is none", "Content-Type: garbage\n\nhi",
      "0 text/plain \"hi\"", "" },
    { "a type that is none, with a name",
      "Content-Type: garbage; name=a.doc\n\nhi",
      "0 application/octet-stream \"hi\"", "" },
    { "a file in the text", "A: b\n\nhi\nbegin 644 a.txt\n#86)C\n`\nend\n",
      "0 text/plain \"hi\n\"|1 application/octet-stream \"abc\"",
      "uuencode.found" },
    { "prose is no file", "A: b\n\nbegin 100 new tasks\nand rest\n",
      "0 text/plain \"begin 100 new tasks\nand rest\n\"", "" },
};

static void test_structure(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(structure_cases); i++) {
        struct fixture f;
        struct span raw = span_str(structure_cases[i].raw);
        struct letter *l = read_letter(&f, raw);
        struct span note = span_str(structure_cases[i].note);
        CHECK_SPAN(structure_cases[i].what, outline(l),
                   span_str(structure_cases[i].want));
        CHECK_INT(structure_cases[i].what, l->notes.n > 0, note.n > 0);
        if (note.n)
            CHECK_SPAN(structure_cases[i].what, l->notes.at[l->notes.n - 1],
                       note);
        arena_release(&f.arena);
    }
}

static void test_boundary_that_is_a_quote(void **state)
{
    /* 86 octets of this kind wrote beyond the heap of another reader. */
    static const char raw[] = "MIME-Version: 1.0\r\n"
                              "Content-Type: multipart/mixed; boundary=\"\\\"\""
                              "\r\n\r\n--\"\r\n\r\nx\r\n--\"--\r\n";
    struct fixture f;

    (void)state;
    CHECK_SPAN("read", outline(read_letter(&f, span_str(raw))),
               SPAN("0 multipart/mixed|1 text/plain \"x\""));
    arena_release(&f.arena);
}

static const char attachment[] =
    "Subject: one\n"
    "subject : two\n"
    "X-None:\n"
    "Content-Type: multipart/mixed; boundary=BB\n"
    "\n"
    "--BB\n"
    "Content-Type: TEXT/Plain; charset=gbk\n"
    "\n"
    "\xc4\xe3\xba\xc3\r\nb\rc\n"
    "--BB\n"
    "Content-Type: application/msword; name=\"x.doc\"\n"
    "Content-Disposition: attachment; filename=\"../=?gbk?B?xOM=?=.doc\"\n"
    "Content-ID: <id@x>\n"
    "Content-Transfer-Encoding: base64\n"
    "\n"
    "aGk=\n"
    "--BB\n"
    "Content-Type: message/rfc822\n"
    "\n"
    "Subject: inner\n"
    "\n"
    "deep\n"
    "--BB--\n";

static void test_what_a_part_says(void **state)
{
    struct fixture f;
    struct letter *l = read_letter(&f, span_str(attachment));
    const struct letter_part *file = &l->parts.at[2];
    struct text text = TEXT_INIT(1024);

    (void)state;
    CHECK_SPAN("as sent", file->name_sent, SPAN("../你.doc"));
    CHECK_SPAN("safe", file->name, SPAN("你.doc"));
    CHECK_SPAN("id", file->content_id, SPAN("id@x"));
    CHECK_SPAN("disposition", file->disposition.main, SPAN("attachment"));
    CHECK_SPAN("charset", l->parts.at[1].charset, SPAN("gbk"));
    letter_text(l, 1, &text);
    CHECK_SPAN("text", text_span(&text), SPAN("你好\nb\nc"));
    CHECK_INT("leaves", l->leaves, 4);
    CHECK_INT("multipart has no number", l->parts.at[0].leaf, -1);
    CHECK_INT("the message is a leaf", l->parts.at[3].leaf, 2);
    CHECK_INT("its text another", letter_leaf(l, 3), 4);
    CHECK_INT("within the message", l->parts.at[4].message, 3);
    CHECK_INT("not within it", l->parts.at[2].message, -1);
    CHECK_INT("no such leaf", letter_leaf(l, 4), -1);
    CHECK_INT("nor this", letter_leaf(l, -1), -1);
    text_release(&text);
    arena_release(&f.arena);
}

static void test_fields(void **state)
{
    struct fixture f;
    struct letter *l = read_letter(&f, span_str(attachment));
    struct span value;
    size_t at = 0;

    (void)state;
    CHECK_SPAN("the first", letter_header_text(l, 0, SPAN("SUBJECT")),
               SPAN("one"));
    assert_true(letter_header_next(l, 0, SPAN("Subject"), &at, &value));
    assert_true(letter_header_next(l, 0, SPAN("Subject"), &at, &value));
    CHECK_SPAN("the second, with its blank before the colon", span_trim(value),
               SPAN("two"));
    assert_false(letter_header_next(l, 0, SPAN("Subject"), &at, &value));
    CHECK_SPAN("of a part", letter_header_text(l, 4, SPAN("Subject")),
               SPAN("inner"));
    CHECK_SPAN("absent", letter_header_text(l, 1, SPAN("Subject")), SPAN(""));
    CHECK_SPAN("empty", letter_header_text(l, 0, SPAN("X-None")), SPAN(""));
    arena_release(&f.arena);
}

/* A sibling's charset stands in where none is declared. */
static void test_charset_of_a_sibling(void **state)
{
    static const char raw[] = MIXED "--BB\nContent-Type: text/html; "
                                    "charset=koi8-r\n\n\xd7\n--BB\n\n\xd7\n"
                                    "--BB--\n";
    struct fixture f;
    struct letter *l = read_letter(&f, span_str(raw));
    struct text text = TEXT_INIT(64);

    (void)state;
    letter_text(l, 2, &text);
    CHECK_SPAN("text", text_span(&text), SPAN("в"));
    text_release(&text);
    arena_release(&f.arena);
}

static bool sum(void *to, struct span piece)
{
    *(size_t *)to += piece.n;
    return true;
}

/* 30 MB of attachment cost the arena next to nothing. */
static void test_memory_of_a_large_letter(void **state)
{
    static const char head[] = MIXED "--BB\nContent-Transfer-Encoding: base64\n"
                                     "\n";
    const size_t size = 30 << 20;
    char *raw = mem_new(size);
    size_t octets = 0;
    struct fixture f;
    struct letter *l;

    (void)state;
    memset(raw, 'A', size);
    memcpy(raw, head, sizeof(head) - 1);
    memcpy(raw + size - 7, "\n--BB--", 7);
    l = read_letter(&f, span_of(raw, size));
    assert_true(letter_decode(l, 1, sum, &octets, NULL));
    CHECK_INT("octets", octets, (size - 7 - (sizeof(head) - 1)) * 3 / 4);
    CHECK_TRUE("arena", f.arena.used < 64 * 1024);
    arena_release(&f.arena);
    free(raw);
}

static void test_refused_leaves_result_untouched(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    struct text raw = TEXT_INIT(1 << 20);
    struct letter l = { .leaves = 77 };
    struct reason why = { 0 };

    (void)state;
    for (int i = 0; i < 30; i++)
        text_add_str(&raw, "Content-Type: message/rfc822\n\n");
    CHECK_INT("verdict", letter_read(text_span(&raw), &arena, &l, &why),
              VERDICT_NEVER);
    CHECK_INT("untouched", l.leaves, 77);
    text_release(&raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_boundary_that_is_a_quote),
        cmocka_unit_test(test_what_a_part_says),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_charset_of_a_sibling),
        cmocka_unit_test(test_memory_of_a_large_letter),
        cmocka_unit_test(test_refused_leaves_result_untouched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
