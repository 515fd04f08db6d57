#include "settings.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "convoke/base/mem.h"
#include "nearest.h"
#include "setting_value.h"
#include "settings_rules.h"

enum { SETTINGS_MAX = 128, SETTINGS_ARENA = 4 * 1024 * 1024 };

static const struct setting *find(struct span name)
{
    for (size_t i = 0; i < settings_count; i++)
        if (span_eq(span_str(settings_table[i].name), name))
            return &settings_table[i];
    return NULL;
}

static bool is_section(struct span name)
{
    for (size_t i = 0; i < settings_sections_n; i++)
        if (span_eq(span_str(settings_sections[i].name), name))
            return true;
    return false;
}

/* The part of a table name that stands in `section`, or nothing. */
static struct span leaf_of(const struct setting *row, struct span section)
{
    struct span name = span_str(row->name);

    if (section.n == 0)
        return span_find_char(name, '.') == name.n ? name : SPAN_NONE;
    if (!span_starts(name, section) || name.n <= section.n ||
        name.p[section.n] != '.')
        return SPAN_NONE;
    return span_from(name, section.n + 1);
}

static void try_names(struct nearest *near, struct span section,
                      struct text *all)
{
    for (size_t i = 0; i < settings_count; i++) {
        struct span leaf = leaf_of(&settings_table[i], section);
        nearest_try(near, leaf);
        if (leaf.n)
            text_addf(all, "%s" SPAN_FMT, all->n ? ", " : "", SPAN_ARG(leaf));
    }
    for (size_t i = 0; section.n == 0 && i < settings_sections_n; i++) {
        nearest_try(near, span_str(settings_sections[i].name));
        text_addf(all, ", %s", settings_sections[i].name);
    }
}

/* Gives the name that was probably meant, or nothing. */
static struct span complain_unknown(struct complaints *c,
                                    const struct conf_node *node,
                                    struct span section)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(TEXT_MAX_HEADER);
    struct nearest near = nearest_to(node->name);

    try_names(&near, section, &all);
    complaint_add(c, node->name_place, "没有名为 “" SPAN_FMT "” 的设置",
                  "there is no setting \"" SPAN_FMT "\"", SPAN_ARG(node->name));
    if (near.best.n)
        complaint_hint(c, "您是不是想写 “" SPAN_FMT "”？（这里可用: %s）",
                       "did you mean \"" SPAN_FMT "\"? (here: %s)",
                       SPAN_ARG(near.best), text_str(&all));
    else
        complaint_hint(c, "这里可用: %s", "here: %s", text_str(&all));
    return near.best;
}

struct loading {
    struct settings *set;
    struct complaints *complaints;
    struct conf_node *found[SETTINGS_MAX]; /* by row of the table */
};

/* A mistyped name is one mistake: what was meant is not missing as well. */
static void forgive(struct loading *l, struct span section, struct span leaf)
{
    static struct conf_node mistyped = { .kind = CONF_BROKEN };

    for (size_t i = 0; i < settings_count; i++) {
        struct span name = leaf_of(&settings_table[i], section);
        if (name.n && span_eq(name, leaf) && !l->found[i])
            l->found[i] = &mistyped;
    }
}

static void load_section(struct loading *l, struct span section,
                         struct conf_node *group)
{
    for (struct conf_node *n = group->inside; n; n = n->next) {
        char full[128];
        const struct setting *row;
        snprintf(full, sizeof(full), SPAN_FMT "." SPAN_FMT, SPAN_ARG(section),
                 SPAN_ARG(n->name));
        row = find(span_str(full));
        if (!row) {
            forgive(l, section, complain_unknown(l->complaints, n, section));
            continue;
        }
        l->found[row - settings_table] = n;
        setting_assign(l->set, row, n, l->complaints);
    }
}

static void load_stranger(struct loading *l, struct conf_node *n)
{
    struct span meant = complain_unknown(l->complaints, n, SPAN_NONE);

    if (!is_section(meant)) {
        forgive(l, SPAN_NONE, meant);
    } else if (n->kind == CONF_GROUP) {
        n->name = meant;
        load_section(l, meant, n);
    }
}

static void load_top(struct loading *l, struct conf_node *root)
{
    for (struct conf_node *n = root->inside; n; n = n->next) {
        const struct setting *row = find(n->name);
        if (row && leaf_of(row, SPAN_NONE).n) {
            l->found[row - settings_table] = n;
            setting_assign(l->set, row, n, l->complaints);
        } else if (!is_section(n->name)) {
            load_stranger(l, n);
        } else if (n->kind == CONF_GROUP) {
            load_section(l, n->name, n);
        } else if (n->kind != CONF_BROKEN) {
            complaint_add(l->complaints, n->place, "“" SPAN_FMT "” 是一节",
                          "\"" SPAN_FMT "\" is a section", SPAN_ARG(n->name));
            complaint_hint(l->complaints, "写成 " SPAN_FMT " = { … };",
                           "write " SPAN_FMT " = { … };", SPAN_ARG(n->name));
        }
    }
}

/* A default is read as if it stood in the file, so that there is one notation
 * and one reader. */
static void load_default(struct loading *l, const struct setting *row,
                         struct complaint_place place)
{
    struct complaints none = { .arena = &l->set->arena };
    char line[128];
    struct conf_node *root;

    snprintf(line, sizeof(line), "x = %s;", row->fallback);
    root = conf_parse(row->name, span_str(line), NULL, &none);
    setting_assign(l->set, row, root->inside, &none);
    /* No table can promise that a file is there. */
    assert(none.list.n == 0 || row->kind == SETTING_FILE);
    if (!none.list.n)
        return;
    complaint_add(l->complaints, place, "没有写 “%s”，默认的文件 %s 又读不了",
                  "\"%s\" is not set, and its default %s cannot be read",
                  row->name, row->fallback);
    complaint_hint(l->complaints, "放回该文件，或写明 %s = \"…\";",
                   "put that file back, or set %s = \"...\";", row->name);
}

static void load_missing(struct loading *l, struct conf_node *root)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        struct span section = span_sub(
            span_str(row->name), 0, span_find_char(span_str(row->name), '.'));
        const struct conf_node *group = conf_member(root, section);
        if (l->found[i])
            continue;
        if (row->fallback) {
            load_default(l, row, root->name_place);
            continue;
        }
        if (group && group->kind != CONF_GROUP)
            continue;
        complaint_add(
            l->complaints, group ? group->name_place : root->name_place,
            "缺少必填的设置 “%s”", "the setting \"%s\" is missing", row->name);
        complaint_hint(l->complaints, "例如 %s = %s;", "for example %s = %s;",
                       row->name, row->sample);
    }
}

static void set_folder(struct settings *s, const char *path)
{
    char real[PATH_MAX];
    char *slash;

    if (!realpath(path, real))
        snprintf(real, sizeof(real), "%s", path);
    s->file = arena_str(&s->arena, span_str(real));
    slash = strrchr(real, '/');
    if (slash)
        slash[slash == real] = '\0';
    s->folder = arena_str(&s->arena, span_str(slash ? real : "."));
}

enum verdict settings_load(const char *path, struct complaints *c,
                           struct settings **ret, const char **ret_charter)
{
    CLEANUP(settings_drop) struct settings *s = MEM_NEW(struct settings);
    struct loading l = { .set = s, .complaints = c };
    struct conf_node *root;

    assert(path);
    assert(c);
    assert(ret);
    assert(settings_count <= SETTINGS_MAX);
    s->arena = ARENA_INIT(SETTINGS_ARENA);
    set_folder(s, path);
    root = conf_read(path, c);
    /* What is absent is only known when the file could be understood. */
    bool whole = c->list.n == 0 || root->inside;
    load_top(&l, root);
    if (whole)
        load_missing(&l, root);
    settings_check_rules(s, l.found, c);
    if (ret_charter)
        *ret_charter = s->charter && access(s->charter, R_OK) == 0
                           ? arena_str(c->arena, span_str(s->charter))
                           : NULL;
    if (c->list.n)
        return VERDICT_NEVER;
    *ret = TAKE(s);
    return VERDICT_DONE;
}

const char *settings_find(void)
{
    static const char *const places[] = { "./convoke.conf",
                                          "/etc/convoke/convoke.conf" };
    const char *named = getenv("CONVOKE_CONF");

    if (named && *named)
        return named;
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (access(places[i], F_OK) == 0)
            return places[i];
    return NULL;
}

struct settings *settings_free(struct settings *s)
{
    if (!s)
        return NULL;
    arena_release(&s->arena);
    free(s);
    return NULL;
}

void settings_drop(struct settings **s)
{
    *s = settings_free(*s);
}
