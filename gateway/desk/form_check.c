#include "convoke/desk/form_check.h"

#include <assert.h>
#include <stdlib.h>

#include "findings.h"
#include "fold.h"

/* So many fields are a form, wherever they came from: a supplement in a
 * thread need not name the unit again. */
enum { FIELDS_OF_A_FORM = 3 };

static bool has_form(const struct form_input *in)
{
    switch (in->source) {
    case FACTS_FORM_BODY:
    case FACTS_FORM_DOCX:
    case FACTS_FORM_ZIP:
    case FACTS_FORM_DOC:
    case FACTS_FORM_PDF:
    case FACTS_FORM_OFD:
    case FACTS_FORM_ODT:
        return true;
    case FACTS_FORM_NONE:
    case FACTS_FORM_UNREADABLE:
    case FACTS_FORM_SOURCE_COUNT:
        break;
    }
    return in->fields->n >= FIELDS_OF_A_FORM;
}

static bool readable(const struct document *d)
{
    return !d->encrypted && !d->cloud_link && d->type != FACTS_FILE_PROGRAM;
}

/* A PDF whose text was read as the form left an office program, not a scanner:
 * the scan is asked in addition (6.3), unless the name says that it is both. */
static size_t find_form_file(const struct form_input *in)
{
    enum facts_file_type type = in->source == FACTS_FORM_PDF ? FACTS_FILE_PDF
                                : in->source == FACTS_FORM_OFD
                                    ? FACTS_FILE_OFD
                                    : FACTS_FILE_UNKNOWN;
    size_t nameless = in->n_documents;

    for (size_t i = 0; i < in->n_documents && type; i++) {
        const struct document *d = &in->documents[i];

        if (d->type != type || !readable(d))
            continue;
        if (d->kinds & DOCUMENT_SEALED)
            return document_says_sealed(d->name) ? in->n_documents : i;
        if (!d->kinds && nameless == in->n_documents)
            nameless = i;
    }
    return nameless;
}

/* What says by its name that it is the sealed form is it; without one, the
 * only scan that says nothing is taken for it. */
static void look_at_documents(struct check *c)
{
    size_t guesses = 0;

    c->seal_guess = c->in->n_documents;
    c->form_file = find_form_file(c->in);
    for (size_t i = 0; i < c->in->n_documents; i++) {
        const struct document *d = &c->in->documents[i];

        if (!readable(d))
            continue;
        c->kinds |= i == c->form_file ? d->kinds & ~(unsigned)DOCUMENT_SEALED
                                      : d->kinds;
        if (d->kinds || i == c->form_file || !document_is_scan(d->type) ||
            document_is_decoration(d->name))
            continue;
        guesses++;
        c->seal_guess = i;
    }
    c->sealed = (c->kinds & DOCUMENT_SEALED) != 0;
    if (c->sealed || guesses != 1)
        c->seal_guess = c->in->n_documents;
    else
        c->sealed = true;
}

void form_check(const struct form_input *in, struct arena *arena,
                struct form_verdict *ret)
{
    struct check c = { .in = in, .arena = arena, .to = ret };

    assert(in && in->fields);
    assert(arena);
    assert(ret);
    *ret = (struct form_verdict){ 0 };
    look_at_documents(&c);
    c.form = has_form(in);
    if (c.form) {
        check_unit(&c);
        check_contact(&c);
        check_groups(&c);
        check_seal(&c);
    } else {
        check_no_form(&c);
        check_groups(&c);
        if (!c.sealed)
            finding_hint(&c, FORM_MISSING, "seal.scan",
                         "请附加盖公章的申请表扫描件（PDF、OFD或图片）",
                         "a scan of the sealed form (PDF, OFD or picture)");
    }
    check_documents(&c);
}

static bool fills(const facts_fields *fields, struct span key)
{
    list_each(fields, f)
    {
        if (span_eq(f->key, key) && fold_trim(f->value).n)
            return true;
    }
    return false;
}

void form_merge(const facts_fields *older, const facts_fields *newer,
                struct arena *arena, facts_fields *ret)
{
    facts_fields merged = { 0 };

    assert(older && newer && arena && ret);
    list_each(older, f)
    {
        if (!fills(newer, f->key))
            *list_push(&merged, arena) = *f;
    }
    list_each(newer, f)
    {
        if (fold_trim(f->value).n)
            *list_push(&merged, arena) = *f;
    }
    *ret = merged;
}

static int key_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct span form_missing_keys(const struct form_verdict *v, struct arena *arena)
{
    LIST_OF(const char *) keys = { 0 };
    struct span all = SPAN_NONE;

    assert(v && arena);
    list_each(&v->findings, f)
    {
        if (f->kind == FORM_MISSING)
            *list_push(&keys, arena) = f->key;
    }
    if (keys.n)
        qsort(keys.at, keys.n, sizeof(keys.at[0]), key_order);
    for (size_t i = 0; i < keys.n; i++)
        all = i == 0 ? span_str(keys.at[i])
                     : arena_printf(arena, SPAN_FMT ",%s", SPAN_ARG(all),
                                    keys.at[i]);
    return all;
}
