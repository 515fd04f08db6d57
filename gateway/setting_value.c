#include "setting_value.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/number.h"
#include "convoke/mail/compose.h"
#include "nearest.h"

struct spot {
    struct settings *set;
    const struct setting *row;
    const struct conf_node *node;
    struct complaints *complaints;
};

static void *place_of(const struct spot *at)
{
    return (char *)at->set + at->row->place;
}

static void add_bound(const struct setting *row, int64_t n, struct text *to)
{
    static const struct {
        enum setting_kind kind;
        int64_t size;
        const char *unit;
    } units[] = {
        { SETTING_SECONDS, 86400, "d" },     { SETTING_SECONDS, 3600, "h" },
        { SETTING_SECONDS, 60, "m" },        { SETTING_SECONDS, 1, "s" },
        { SETTING_OCTETS, 1024 << 20, "G" }, { SETTING_OCTETS, 1 << 20, "M" },
        { SETTING_OCTETS, 1024, "K" },
    };

    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (units[i].kind != row->kind || n % units[i].size || n == 0)
            continue;
        text_addf(to, "%lld%s", (long long)(n / units[i].size), units[i].unit);
        return;
    }
    text_addf(to, "%lld", (long long)n);
}

static void add_range(const struct setting *row, bool chinese, struct text *to)
{
    text_add_str(to, chinese ? "，" : ", ");
    add_bound(row, row->least, to);
    text_add_str(to, chinese ? " 到 " : " to ");
    add_bound(row, row->most, to);
}

static void add_choices(const struct setting *row, struct text *to)
{
    struct span rest = span_str(row->choices);
    struct span word;
    const char *between = "";

    while (span_cut(&rest, ' ', &word)) {
        text_addf(to, "%s\"" SPAN_FMT "\"", between, SPAN_ARG(word));
        between = " | ";
    }
}

void setting_allowed(const struct setting *row, bool chinese, struct text *to)
{
    static const struct {
        const char *zh, *en;
        bool range;
    } kinds[SETTING_KIND_COUNT] = {
        [SETTING_TEXT] = { "引号里的文字", "a text in quotes", false },
        [SETTING_ADDRESS] = { "一个邮件地址", "one mail address", false },
        [SETTING_ADDRESSES] = { "邮件地址的列表 [ \"…\", \"…\" ]",
                                "a list of mail addresses [ \"…\", \"…\" ]",
                                false },
        [SETTING_DOMAIN] = { "一个域名", "a domain name", false },
        [SETTING_WORDS] = { "名字的列表 [ \"…\", \"…\" ]",
                            "a list of names [ \"…\", \"…\" ]", false },
        [SETTING_PATH] = { "一个路径", "a path", false },
        [SETTING_FILE] = { "一个读得了的文件", "a file that can be read",
                           false },
        [SETTING_SECRET] = { "一个权限为 0600 的文件", "a file of mode 0600",
                             false },
        [SETTING_OCTETS] = { "大小，如 \"64K\" \"30M\"",
                             "a size like \"64K\" or \"30M\"", true },
        [SETTING_SECONDS] = { "时长，如 \"30s\" \"5m\" \"2h\" \"1d\"",
                              "a time like \"30s\", \"5m\", \"2h\", \"1d\"",
                              true },
        [SETTING_INTEGER] = { "整数", "a whole number", true },
        [SETTING_HOUR] = { "时刻，如 \"09:00\"", "a time of day like \"09:00\"",
                           false },
        [SETTING_ENUM] = { "", "", false },
        [SETTING_FLAG] = { "true 或 false", "true or false", false },
    };

    assert(row);
    assert(to);
    text_add_str(to, chinese ? kinds[row->kind].zh : kinds[row->kind].en);
    if (row->kind == SETTING_ENUM)
        add_choices(row, to);
    if (kinds[row->kind].range)
        add_range(row, chinese, to);
}

/* "NAME must be …"; the one way a value is refused. */
static void refuse(const struct spot *at, const struct conf_node *node)
{
    CLEANUP(text_release) struct text what = TEXT_INIT(TEXT_MAX_HEADER);

    setting_allowed(at->row, at->complaints->chinese, &what);
    complaint_add(at->complaints, node->place, "%s 只能是%s", "%s must be %s",
                  at->row->name, text_str(&what));
}

static bool need_text(const struct spot *at, const struct conf_node *node)
{
    if (node->kind == CONF_TEXT && !span_has_control(node->text))
        return true;
    refuse(at, node);
    return false;
}

static const char *keep(const struct spot *at, struct span s)
{
    return arena_str(&at->set->arena, s);
}

static size_t characters(struct span s)
{
    size_t n = 0;
    unsigned code;

    for (; s.n; n++) {
        size_t size = span_char(s, &code);
        s = span_from(s, size ? size : 1);
    }
    return n;
}

static void assign_text(const struct spot *at)
{
    size_t n;

    if (!need_text(at, at->node))
        return;
    n = characters(at->node->text);
    if (n < (size_t)at->row->least || (!at->row->fallback && n == 0)) {
        complaint_add(at->complaints, at->node->place, "%s 不能为空",
                      "%s may not be empty", at->row->name);
        return;
    }
    if (at->row->most && n > (size_t)at->row->most) {
        complaint_add(at->complaints, at->node->place,
                      "%s 最多 %lld 个字，这里有 %zu 个",
                      "%s has at most %lld characters, these are %zu",
                      at->row->name, (long long)at->row->most, n);
        return;
    }
    *(const char **)place_of(at) = keep(at, at->node->text);
}

static bool address_may_stand(const struct spot *at,
                              const struct conf_node *node)
{
    if (!need_text(at, node))
        return false;
    if (letter_address_ok(node->text))
        return true;
    complaint_add(at->complaints, node->place, "“" SPAN_FMT "” 不是邮件地址",
                  "\"" SPAN_FMT "\" is no mail address", SPAN_ARG(node->text));
    return false;
}

static void assign_address(const struct spot *at)
{
    bool none = at->node->kind == CONF_TEXT && at->node->text.n == 0 &&
                at->row->fallback;

    if (none || address_may_stand(at, at->node))
        *(const char **)place_of(at) = keep(at, at->node->text);
}

static bool domain_ok(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            !(c >= 'A' && c <= 'Z') && c != '-' && c != '.')
            return false;
    }
    return s.n > 0 && s.n <= 253 && s.p[0] != '.' && s.p[s.n - 1] != '.' &&
           !span_has(s, SPAN(".."));
}

static void assign_domain(const struct spot *at)
{
    if (!need_text(at, at->node))
        return;
    if (domain_ok(at->node->text))
        *(const char **)place_of(at) = keep(at, at->node->text);
    else
        refuse(at, at->node);
}

static void assign_words(const struct spot *at)
{
    struct settings_words *to = place_of(at);
    size_t n = 0;

    if (at->node->kind != CONF_LIST) {
        refuse(at, at->node);
        return;
    }
    for (struct conf_node *i = at->node->inside; i; i = i->next)
        n++;
    if (n == 0 && !at->row->fallback) {
        refuse(at, at->node);
        return;
    }
    to->at = arena_alloc(&at->set->arena, (n + 1) * sizeof(*to->at));
    for (struct conf_node *i = at->node->inside; i; i = i->next) {
        bool good = at->row->kind == SETTING_ADDRESSES
                        ? address_may_stand(at, i)
                        : need_text(at, i);
        if (i->kind != CONF_BROKEN && good)
            to->at[to->n++] = keep(at, i->text);
    }
}

static const char *path_from(const struct spot *at, struct span path)
{
    if (path.n == 0 || path.p[0] == '/')
        return keep(at, path);
    return arena_printf(&at->set->arena, "%s/" SPAN_FMT, at->set->folder,
                        SPAN_ARG(path))
        .p;
}

static void assign_path(const struct spot *at)
{
    const char *path;
    struct stat st;

    if (!need_text(at, at->node))
        return;
    if (at->node->text.n == 0 && !at->row->fallback) {
        refuse(at, at->node);
        return;
    }
    path = path_from(at, at->node->text);
    *(const char **)place_of(at) = path;
    if (at->row->kind == SETTING_PATH || !*path)
        return;
    if (stat(path, &st) != 0 || access(path, R_OK) != 0) {
        complaint_add(at->complaints, at->node->place,
                      "读不了这个文件: %s (%s)", "cannot be read: %s (%s)",
                      path, strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        complaint_add(at->complaints, at->node->place, "这不是一个文件: %s",
                      "this is no file: %s", path);
    } else if (at->row->kind == SETTING_SECRET && (st.st_mode & 077)) {
        complaint_add(at->complaints, at->node->place,
                      "别人也能读这个密码文件: %s (权限 %04o)",
                      "others may read this secret: %s (mode %04o)", path,
                      (unsigned)(st.st_mode & 07777));
        complaint_hint(at->complaints, "运行 chmod 600 %s", "chmod 600 %s",
                       path);
    }
}

static void assign_number(const struct spot *at)
{
    const struct conf_node *n = at->node;
    bool plain = at->row->kind == SETTING_INTEGER;
    int64_t value = n->integer;
    uint64_t octets = 0;
    bool ok = n->kind == CONF_INTEGER;

    if (!plain && n->kind == CONF_TEXT && at->row->kind == SETTING_SECONDS) {
        ok = number_parse_seconds(n->text, &value);
    } else if (!plain && n->kind == CONF_TEXT) {
        ok = number_parse_octets(n->text, &octets);
        value = (int64_t)octets;
    }
    if (!ok || value < at->row->least || value > at->row->most)
        refuse(at, n);
    else
        *(int64_t *)place_of(at) = value;
}

static void assign_hour(const struct spot *at)
{
    struct span s = at->node->text;
    uint64_t hour;
    uint64_t minute;

    if (at->node->kind != CONF_TEXT || s.n != 5 || s.p[2] != ':' ||
        !number_parse(span_sub(s, 0, 2), 23, &hour) ||
        !number_parse(span_from(s, 3), 59, &minute))
        refuse(at, at->node);
    else
        *(int64_t *)place_of(at) = (int64_t)(hour * 3600 + minute * 60);
}

static void assign_enum(const struct spot *at)
{
    struct span rest = span_str(at->row->choices);
    struct nearest near = nearest_to(at->node->text);
    struct span word;

    if (at->node->kind != CONF_TEXT) {
        refuse(at, at->node);
        return;
    }
    for (int i = 0; span_cut(&rest, ' ', &word); i++) {
        if (span_eq(word, at->node->text)) {
            *(int *)place_of(at) = i;
            return;
        }
        nearest_try(&near, word);
    }
    refuse(at, at->node);
    if (near.best.n)
        complaint_hint(at->complaints, "您是不是想写 \"" SPAN_FMT "\"？",
                       "did you mean \"" SPAN_FMT "\"?", SPAN_ARG(near.best));
}

static void assign_flag(const struct spot *at)
{
    if (at->node->kind == CONF_FLAG)
        *(bool *)place_of(at) = at->node->flag;
    else
        refuse(at, at->node);
}

void setting_assign(struct settings *s, const struct setting *row,
                    const struct conf_node *node, struct complaints *c)
{
    static void (*const assign[SETTING_KIND_COUNT])(const struct spot *) = {
        [SETTING_TEXT] = assign_text,       [SETTING_ADDRESS] = assign_address,
        [SETTING_ADDRESSES] = assign_words, [SETTING_DOMAIN] = assign_domain,
        [SETTING_WORDS] = assign_words,     [SETTING_PATH] = assign_path,
        [SETTING_FILE] = assign_path,       [SETTING_SECRET] = assign_path,
        [SETTING_OCTETS] = assign_number,   [SETTING_SECONDS] = assign_number,
        [SETTING_INTEGER] = assign_number,  [SETTING_HOUR] = assign_hour,
        [SETTING_ENUM] = assign_enum,       [SETTING_FLAG] = assign_flag,
    };

    assert(s);
    assert(row);
    assert(node);
    assert(c);
    if (node->kind == CONF_BROKEN)
        return;
    assign[row->kind](&(struct spot){ s, row, node, c });
}
