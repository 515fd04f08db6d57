#include "register_file.h"

#include <assert.h>
#include <jansson.h>

#include "convoke/base/uscc.h"
#include "convoke/desk/stage.h"
#include "convoke/mail/compose.h"
#include "convoke/mail/idn.h"
#include "nearest.h"

enum key_kind {
    KEY_TEXT,
    KEY_ID,
    KEY_MAIL,
    KEY_DAY,
    KEY_CODE,
    KEY_FLAG,
    KEY_ROLE,
    KEY_PROJECT,
    KEY_STATE,
    KEY_STAGE,
    KEY_OBJECT,
    KEY_LIST,
    KEY_LATER,
    KEY_KIND_COUNT
};

struct reader {
    struct arena *arena;
    struct register_problems *problems;
};

struct key {
    const char *name;
    enum key_kind kind;
    bool must;
    size_t place; /* offset in the struct that is filled */
    /* KEY_OBJECT and KEY_LIST: reads the value, or each item of it. */
    void (*read)(struct reader *r, json_t *value, struct span path, void *to);
    const struct key *of; /* the keys inside, for whoever describes them */
    size_t of_n;
};

static const char *const kind_names[KEY_KIND_COUNT][2] = {
    [KEY_TEXT] = { "文字", "a text" },
    [KEY_ID] = { "编号（字母、数字、连字符）",
                 "an id (letters, digits, hyphens)" },
    [KEY_MAIL] = { "邮件地址", "a mail address" },
    [KEY_DAY] = { "日期，如 2026-03-20", "a date like 2026-03-20" },
    [KEY_CODE] = { "18 位统一社会信用代码", "an 18-character USCC" },
    [KEY_FLAG] = { "true 或 false", "true or false" },
    [KEY_ROLE] = { "角色 SEC LIA GL DGL GS ADM FIN OPS",
                   "a role: SEC LIA GL DGL GS ADM FIN OPS" },
    [KEY_PROJECT] = { "standard 或 research", "standard or research" },
    [KEY_STATE] = { "in_progress、submitted、submitted_late 或 terminated",
                    "in_progress, submitted, submitted_late or terminated" },
    [KEY_STAGE] = { "阶段：立项、草案、征求意见稿、送审稿、报批稿、发布或终止",
                    "a stage: 立项 草案 征求意见稿 送审稿 报批稿 发布 终止" },
    [KEY_OBJECT] = { "一组 { }", "an object { }" },
    [KEY_LIST] = { "列表 [ ]", "a list [ ]" },
    [KEY_LATER] = { "", "" },
};

static void refuse(struct reader *r, struct span path, enum key_kind kind)
{
    *list_push(&r->problems->list, r->arena) = (struct register_problem){
        .path = path,
        .zh = arena_printf(r->arena, "这里应当是%s", kind_names[kind][0]),
        .en = arena_printf(r->arena, "%s belongs here", kind_names[kind][1]),
    };
}

static struct span text_of(struct reader *r, json_t *value)
{
    return arena_span(r->arena,
                      span_trim_wide(span_of(json_string_value(value),
                                             json_string_length(value))));
}

static bool is_id(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            !(c >= 'a' && c <= 'z') && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= 24;
}

/* The texts of which there is one notation only. */
static bool set_text(struct reader *r, const struct key *key, struct span s,
                     void *place)
{
    enum project_state state;
    char code[USCC_TEXT];

    switch (key->kind) {
    case KEY_TEXT:
        *(struct span *)place = s;
        return s.n <= 300 && (s.n > 0 || !key->must) && !span_has_control(s);
    case KEY_ID:
        *(struct span *)place = s;
        return is_id(s);
    case KEY_MAIL:
        s = idn_mail(s, r->arena);
        *(struct span *)place = s;
        return letter_address_ok(s);
    case KEY_DAY:
        return civil_parse(s, place);
    case KEY_ROLE:
        return role_from(s, place);
    case KEY_PROJECT:
        *(bool *)place = span_eq(s, SPAN("research"));
        return *(bool *)place || span_eq(s, SPAN("standard"));
    case KEY_STATE:
        *(struct span *)place = s;
        return project_state_from(s, &state);
    case KEY_STAGE:
        *(struct span *)place = s;
        return stage_is(s);
    case KEY_CODE:
        if (s.n == 0)
            return true;
        if (uscc_check(s, code) != USCC_GOOD)
            return false;
        *(struct span *)place = arena_span(r->arena, span_str(code));
        return true;
    default:
        return false;
    }
}

static void read_list(struct reader *r, const struct key *key, json_t *value,
                      struct span path, void *to)
{
    size_t i;
    json_t *item;

    json_array_foreach(value, i, item) key->read(
        r, item, arena_printf(r->arena, SPAN_FMT "[%zu]", SPAN_ARG(path), i),
        to);
}

static void read_value(struct reader *r, const struct key *key, json_t *value,
                       struct span path, void *to)
{
    void *place = (char *)to + key->place;

    if (key->kind == KEY_LATER) {
        if (!json_is_array(value) || json_array_size(value))
            register_problem(r->problems, path,
                             "这个版本还不能保存这一部分，请先去掉",
                             "this version cannot keep this section yet: "
                             "leave it out");
    } else if (key->kind == KEY_LIST && json_is_array(value)) {
        read_list(r, key, value, path, to);
    } else if (key->kind == KEY_OBJECT && json_is_object(value)) {
        key->read(r, value, path, to);
    } else if (key->kind == KEY_FLAG && json_is_boolean(value)) {
        *(bool *)place = json_is_true(value);
    } else if (!json_is_string(value) ||
               !set_text(r, key, text_of(r, value), place)) {
        refuse(r, path, key->kind);
    }
}

static struct span path_of(struct reader *r, struct span path, const char *name)
{
    if (path.n == 0)
        return arena_span(r->arena, span_str(name));
    return arena_printf(r->arena, SPAN_FMT ".%s", SPAN_ARG(path), name);
}

static void unknown_key(struct reader *r, struct span path, const char *name,
                        const struct key *keys, size_t n)
{
    struct nearest near = nearest_to(span_str(name));

    for (size_t i = 0; i < n; i++)
        nearest_try(&near, span_str(keys[i].name));
    if (near.best.n)
        register_problem(r->problems, path_of(r, path, name),
                         "没有这一项，您是不是想写 " SPAN_FMT "？",
                         "no such key; did you mean " SPAN_FMT "?",
                         SPAN_ARG(near.best));
    else
        register_problem(r->problems, path_of(r, path, name), "没有这一项",
                         "no such key");
}

static const struct key *find_key(const struct key *keys, size_t n,
                                  const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static bool read_object(struct reader *r, json_t *object, struct span path,
                        const struct key *keys, size_t n, void *to)
{
    const char *name;
    json_t *value;

    if (!json_is_object(object)) {
        refuse(r, path, KEY_OBJECT);
        return false;
    }
    json_object_foreach(object, name, value)
    {
        const struct key *key = find_key(keys, n, name);
        if (key)
            read_value(r, key, value, path_of(r, path, name), to);
        else
            unknown_key(r, path, name, keys, n);
    }
    for (size_t i = 0; i < n; i++)
        if (keys[i].must && !json_object_get(object, keys[i].name))
            register_problem(r->problems, path_of(r, path, keys[i].name),
                             "缺少这一项", "this key is missing");
    return true;
}

#define AT(type, field) offsetof(struct type, field)
#define PERSON_KEYS(type, at)                                                  \
    { "name", KEY_TEXT, true, AT(type, at.name), NULL, NULL, 0 },              \
        { "mail", KEY_MAIL, true, AT(type, at.mail), NULL, NULL, 0 },          \
        { "title", KEY_TEXT, false, AT(type, at.title), NULL, NULL, 0 },       \
    {                                                                          \
        "phone", KEY_TEXT, false, AT(type, at.phone), NULL, NULL, 0            \
    }

struct contact_holder {
    struct person person;
};

static const struct key contact_keys[] = { PERSON_KEYS(contact_holder,
                                                       person) };
static const struct key representative_keys[] = {
    PERSON_KEYS(representation, person),
    { "voter", KEY_FLAG, true, AT(representation, voter), NULL, NULL, 0 },
};

static void read_contact(struct reader *r, json_t *value, struct span path,
                         void *to)
{
    struct register_unit *u = to;

    read_object(r, value, path, contact_keys, ARRAY_LEN(contact_keys),
                &u->contact);
}

static void read_representative(struct reader *r, json_t *value,
                                struct span path, void *to)
{
    struct register_membership *m = to;

    read_object(r, value, path, representative_keys,
                ARRAY_LEN(representative_keys),
                list_push(&m->representatives, r->arena));
}

static const struct key membership_keys[] = {
    { "group", KEY_ID, true, AT(register_membership, group), NULL, NULL, 0 },
    { "since", KEY_DAY, true, AT(register_membership, since), NULL, NULL, 0 },
    { "representatives", KEY_LIST, true, 0, read_representative,
      representative_keys, ARRAY_LEN(representative_keys) },
};

static void read_membership(struct reader *r, json_t *value, struct span path,
                            void *to)
{
    struct register_unit *u = to;
    struct register_membership *m = list_push(&u->memberships, r->arena);

    m->path = path;
    read_object(r, value, path, membership_keys, ARRAY_LEN(membership_keys), m);
}

static const struct key unit_keys[] = {
    { "id", KEY_ID, true, AT(register_unit, unit.id), NULL, NULL, 0 },
    { "name", KEY_TEXT, true, AT(register_unit, unit.name_zh), NULL, NULL, 0 },
    { "name_en", KEY_TEXT, false, AT(register_unit, unit.name_en), NULL, NULL,
      0 },
    { "uscc", KEY_CODE, false, AT(register_unit, unit.uscc), NULL, NULL, 0 },
    { "contact", KEY_OBJECT, true, 0, read_contact, contact_keys,
      ARRAY_LEN(contact_keys) },
    { "memberships", KEY_LIST, true, 0, read_membership, membership_keys,
      ARRAY_LEN(membership_keys) },
};

static void read_unit(struct reader *r, json_t *value, struct span path,
                      void *to)
{
    struct register_data *data = to;
    struct register_unit *u = list_push(&data->units, r->arena);

    u->path = path;
    read_object(r, value, path, unit_keys, ARRAY_LEN(unit_keys), u);
}

static const struct key role_keys[] = {
    { "role", KEY_ROLE, true, AT(register_office, role), NULL, NULL, 0 },
    { "group", KEY_ID, false, AT(register_office, group), NULL, NULL, 0 },
};

static void read_role(struct reader *r, json_t *value, struct span path,
                      void *to)
{
    struct register_person *p = to;
    struct register_office *o = list_push(&p->roles, r->arena);

    o->path = path;
    read_object(r, value, path, role_keys, ARRAY_LEN(role_keys), o);
}

static const struct key person_keys[] = {
    PERSON_KEYS(register_person, person),
    { "roles", KEY_LIST, true, 0, read_role, role_keys, ARRAY_LEN(role_keys) },
};

static void read_person(struct reader *r, json_t *value, struct span path,
                        void *to)
{
    struct register_data *data = to;
    struct register_person *p = list_push(&data->people, r->arena);

    p->path = path;
    read_object(r, value, path, person_keys, ARRAY_LEN(person_keys), p);
}

static const struct key group_keys[] = {
    { "id", KEY_ID, true, AT(register_group, group.id), NULL, NULL, 0 },
    { "name", KEY_TEXT, true, AT(register_group, group.name_zh), NULL, NULL,
      0 },
    { "name_en", KEY_TEXT, false, AT(register_group, group.name_en), NULL, NULL,
      0 },
    { "special", KEY_FLAG, false, AT(register_group, group.special), NULL, NULL,
      0 },
    { "applications", KEY_FLAG, false,
      AT(register_group, group.takes_applications), NULL, NULL, 0 },
};

static void read_group(struct reader *r, json_t *value, struct span path,
                       void *to)
{
    struct register_data *data = to;
    struct register_group *g = list_push(&data->groups, r->arena);

    g->path = path;
    g->group.takes_applications = true;
    read_object(r, value, path, group_keys, ARRAY_LEN(group_keys), g);
}

struct lead_holder {
    struct person person;
};

static const struct key lead_keys[] = { PERSON_KEYS(lead_holder, person) };

static void read_lead(struct reader *r, json_t *value, struct span path,
                      void *to)
{
    struct register_project *p = to;

    read_object(r, value, path, lead_keys, ARRAY_LEN(lead_keys), &p->lead);
}

static void read_drafter(struct reader *r, json_t *value, struct span path,
                         void *to)
{
    static const struct key name = { "", KEY_TEXT, true, 0, NULL, NULL, 0 };
    struct register_project *p = to;
    struct span text = SPAN_NONE;

    if (!json_is_string(value) ||
        !set_text(r, &name, text_of(r, value), &text)) {
        refuse(r, path, KEY_TEXT);
        return;
    }
    if (p->n_drafters < PROJECT_DRAFTERS)
        p->project.drafters[p->n_drafters] = text;
    p->n_drafters++;
}

static const struct key project_keys[] = {
    { "id", KEY_ID, true, AT(register_project, project.id), NULL, NULL, 0 },
    { "kind", KEY_PROJECT, true, AT(register_project, project.research), NULL,
      NULL, 0 },
    { "group", KEY_ID, true, AT(register_project, project.group), NULL, NULL,
      0 },
    { "title", KEY_TEXT, true, AT(register_project, project.title), NULL, NULL,
      0 },
    { "lead", KEY_OBJECT, true, 0, read_lead, lead_keys, ARRAY_LEN(lead_keys) },
    { "drafters", KEY_LIST, false, 0, read_drafter, NULL, 0 },
    { "start", KEY_DAY, true, AT(register_project, project.start_day), NULL,
      NULL, 0 },
    { "stage", KEY_STAGE, false, AT(register_project, stage), NULL, NULL, 0 },
    { "state", KEY_STATE, false, AT(register_project, state), NULL, NULL, 0 },
};

static void read_project(struct reader *r, json_t *value, struct span path,
                         void *to)
{
    struct register_data *data = to;
    struct register_project *p = list_push(&data->projects, r->arena);

    p->path = path;
    read_object(r, value, path, project_keys, ARRAY_LEN(project_keys), p);
}

static void read_result(struct reader *r, json_t *value, struct span path,
                        struct register_history *h, const char *status)
{
    static const struct key name = { "", KEY_ID, true, 0, NULL, NULL, 0 };
    struct span unit = SPAN_NONE;

    if (!json_is_string(value) ||
        !set_text(r, &name, text_of(r, value), &unit)) {
        refuse(r, path, KEY_ID);
        return;
    }
    *list_push(&h->results, r->arena) =
        (struct register_result){ path, unit, status };
}

static void read_absent(struct reader *r, json_t *value, struct span path,
                        void *to)
{
    read_result(r, value, path, to, "U");
}

static void read_excused(struct reader *r, json_t *value, struct span path,
                         void *to)
{
    read_result(r, value, path, to, "E");
}

static void read_uncounted(struct reader *r, json_t *value, struct span path,
                           void *to)
{
    read_result(r, value, path, to, "N");
}

static const struct key history_keys[] = {
    { "meeting", KEY_ID, true, AT(register_history, meeting), NULL, NULL, 0 },
    { "day", KEY_DAY, true, AT(register_history, day), NULL, NULL, 0 },
    { "absent", KEY_LIST, false, 0, read_absent, NULL, 0 },
    { "excused", KEY_LIST, false, 0, read_excused, NULL, 0 },
    { "uncounted", KEY_LIST, false, 0, read_uncounted, NULL, 0 },
};

static void read_history(struct reader *r, json_t *value, struct span path,
                         void *to)
{
    struct register_data *data = to;
    struct register_history *h = list_push(&data->history, r->arena);

    h->path = path;
    read_object(r, value, path, history_keys, ARRAY_LEN(history_keys), h);
}

static const struct key top_keys[] = {
    { "groups", KEY_LIST, false, 0, read_group, group_keys,
      ARRAY_LEN(group_keys) },
    { "people", KEY_LIST, false, 0, read_person, person_keys,
      ARRAY_LEN(person_keys) },
    { "units", KEY_LIST, false, 0, read_unit, unit_keys, ARRAY_LEN(unit_keys) },
    { "projects", KEY_LIST, false, 0, read_project, project_keys,
      ARRAY_LEN(project_keys) },
    { "history", KEY_LIST, false, 0, read_history, history_keys,
      ARRAY_LEN(history_keys) },
    { "meetings", KEY_LATER, false, 0, NULL, NULL, 0 },
    { "dues", KEY_LATER, false, 0, NULL, NULL, 0 },
};

enum verdict register_read(const char *name, struct span bytes,
                           struct complaints *c,
                           struct register_problems *problems,
                           struct register_data *ret)
{
    struct reader r = { problems->arena, problems };
    json_error_t error;
    json_t *root;

    assert(c);
    assert(ret);
    if (span_starts(bytes, SPAN("\xef\xbb\xbf")))
        bytes = span_from(bytes, 3);
    root = json_loadb(bytes.n ? bytes.p : "", bytes.n, JSON_REJECT_DUPLICATES,
                      &error);
    if (!root) {
        struct complaint_source *s =
            ARENA_NEW(c->arena, struct complaint_source);
        size_t at = error.position > 0 ? (size_t)error.position - 1 : 0;
        s->name = arena_str(c->arena, span_str(name));
        s->bytes = arena_span(c->arena, bytes);
        complaint_add(
            c, (struct complaint_place){ s, at < bytes.n ? at : bytes.n, 1 },
            "不是 JSON: %s", "this is no JSON: %s", error.text);
        return VERDICT_NEVER;
    }
    read_object(&r, root, SPAN_NONE, top_keys, ARRAY_LEN(top_keys), ret);
    json_decref(root);
    return VERDICT_DONE;
}

static void describe(const struct key *keys, size_t n, int depth,
                     struct text *to)
{
    for (size_t i = 0; i < n; i++) {
        const struct key *k = &keys[i];
        for (int d = 0; d < depth; d++)
            text_add_str(to, "  ");
        text_addf(to, "%s%s: %s / %s\n", k->name, k->must ? "" : "?",
                  k->kind == KEY_LATER ? "not kept yet"
                                       : kind_names[k->kind][1],
                  k->kind == KEY_LATER ? "暂不保存" : kind_names[k->kind][0]);
        describe(k->of, k->of_n, depth + 1, to);
    }
}

void register_describe(struct text *to)
{
    assert(to);
    describe(top_keys, ARRAY_LEN(top_keys), 0, to);
}
