/* The published delivery reports of ../shared/corpora: whom they say the mail
 * did not reach, and for how long. */
#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/mail/bounce.h"
#include "convoke/mail/reading.h"

static const char *const sets[] = { "bounces-flufl", "bounces-misc",
                                    "bounces-sisimai" };

struct count {
    int reports, right;    /* with a delivery-status part */
    int words, recipients; /* without one */
};

/* "dsn=a@b|failed|5.1.1,…" or "dsn(rcpt|action|status)=…"; empty: none. */
static struct span after_key(struct span line, struct span key)
{
    struct span rest = span_from(line, span_find(line, key));

    while (rest.n) {
        struct span value = span_from(rest, span_find_char(rest, '=') + 1);
        char c = rest.n > key.n ? rest.p[key.n] : 0;
        if (c == '=' || c == '(')
            return span_sub(value, 0, span_find(value, SPAN("; ")));
        rest = span_from(rest, key.n);
        rest = span_from(rest, span_find(rest, key));
    }
    return SPAN_NONE;
}

static struct span bare(struct span mail)
{
    mail = span_trim(mail);
    if (span_starts(mail, SPAN("<")) && span_ends(mail, SPAN(">")))
        mail = span_sub(mail, 1, mail.n - 2);
    return mail;
}

static const struct bounce_failure *failure_of(const struct facts *f,
                                               struct span mail)
{
    list_each(&f->failures, x)
    {
        if (span_eq_nocase(x->recipient, mail) ||
            span_eq_nocase(x->original, mail))
            return x;
    }
    return NULL;
}

static bool class_fits(const struct bounce_failure *x, struct span action,
                       struct span status)
{
    if (span_eq(action, SPAN("delayed")))
        return x->class == BOUNCE_SOFT && x->pending;
    if (status.n == 0)
        return true;
    return x->class == bounce_class_of(status);
}

/* Every recipient that another reader found in its fields. */
static bool report_is_right(const struct facts *f, struct span dsn)
{
    struct span one;

    while (span_cut(&dsn, ',', &one)) {
        struct span mail = SPAN_NONE;
        struct span action = SPAN_NONE;
        const struct bounce_failure *x;
        (void)span_cut(&one, '|', &mail);
        (void)span_cut(&one, '|', &action);
        mail = bare(mail);
        x = failure_of(f, mail);
        if (span_eq(action, SPAN("delivered")) ||
            span_eq(action, SPAN("relayed")) ||
            span_eq(action, SPAN("expanded"))) {
            if (x)
                return false;
            continue;
        }
        if (mail.n && (!x || !class_fits(x, action, one)))
            return false;
    }
    return true;
}

static bool stated_is_found(const struct facts *f, struct span stated)
{
    struct span one;
    struct span mail;

    while (span_cut(&stated, ',', &one))
        if (span_cut(&one, '|', &mail) && !failure_of(f, bare(mail)))
            return false;
    return true;
}

static void tell(const char *set, struct span file, struct span want,
                 const struct facts *f)
{
    print_message("  %s " SPAN_FMT "\n    want " SPAN_FMT "\n", set,
                  SPAN_ARG(file), SPAN_ARG(want));
    list_each(&f->failures, x)
        print_message("    got  " SPAN_FMT " (" SPAN_FMT ") " SPAN_FMT " %s\n",
                      SPAN_ARG(x->recipient), SPAN_ARG(x->original),
                      SPAN_ARG(x->status), bounce_class_name(x->class));
}

static void weigh(const char *set, struct span line, struct count *c)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024 * 1024);
    CLEANUP(text_release) struct text raw = TEXT_INIT(4 * 1024 * 1024);
    struct span dsn = after_key(line, SPAN("dsn"));
    struct span other = after_key(line, SPAN("sisimai4.25"));
    struct facts f = { 0 };
    struct span file;
    char path[1000];
    bool right;

    (void)span_cut(&line, '\t', &file);
    snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s/" SPAN_FMT, set,
             SPAN_ARG(file));
    if (file_read(path, &raw, NULL) != VERDICT_DONE ||
        reading_facts(text_span(&raw), &arena, &f, NULL) != VERDICT_DONE)
        return;
    if (dsn.n) {
        right = report_is_right(&f, dsn);
        c->reports++;
        c->right += right;
        if (!right)
            tell(set, file, dsn, &f);
    } else if (other.n && f.writer == FACTS_WRITER_BOUNCE) {
        c->words++;
        c->recipients += stated_is_found(&f, other);
    }
}

static void test_corpora(void **state)
{
    struct count c = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        CLEANUP(text_release) struct text manifest = TEXT_INIT(1 << 20);
        char path[1000];
        struct span rest;
        struct span line;
        snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s/MANIFEST.tsv",
                 sets[i]);
        if (file_read(path, &manifest, NULL) != VERDICT_DONE) {
            print_message("skipped: no %s\n", path);
            continue;
        }
        rest = text_span(&manifest);
        while (span_line(&rest, &line))
            weigh(sets[i], line, &c);
    }
    print_message("reports: %d of %d right; in words only: %d of %d\n", c.right,
                  c.reports, c.recipients, c.words);
    CHECK_TRUE("97 of a hundred reports", c.right * 100 >= c.reports * 97);
    CHECK_TRUE("words", c.recipients * 100 >= c.words * 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpora),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
