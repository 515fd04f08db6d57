#include "appointment_words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "person_line.h"

/* The longer first: 副组长 holds 组长. */
static const struct {
    const char *word;
    enum role role;
} offices_said[] = {
    { "工作组副组长", ROLE_DGL },
    { "工作组组长", ROLE_GL },
    { "工作组秘书", ROLE_GS },
    { "工作组联络员", ROLE_LIA },
    { "副组长", ROLE_DGL },
    { "组长", ROLE_GL },
    { "秘书", ROLE_GS },
    { "联络员", ROLE_LIA },
    { "deputy leader", ROLE_DGL },
    { "deputy", ROLE_DGL },
    { "group leader", ROLE_GL },
    { "leader", ROLE_GL },
    { "group secretary", ROLE_GS },
    { "secretary", ROLE_GS },
    { "liaison", ROLE_LIA },
};

static const struct {
    const char *word;
    bool ends;
} verbs[] = {
    { "任命", false },   { "免去", true },    { "免职", true },
    { "离任", true },    { "解聘", true },    { "appoint", false },
    { "dismiss", true }, { "release", true },
};

static bool starts_nocase(struct span s, struct span with)
{
    return s.n >= with.n && span_eq_nocase(span_sub(s, 0, with.n), with);
}

/* Colons, commas, dashes and blanks that only join. */
static struct span joined(struct span s)
{
    static const char *const marks[] = { "：", ":", "，", ",",  "、", "—",
                                         "-",  " ", "\t", "　", "为" };
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++)
            if (span_starts(s, span_str(marks[i]))) {
                s = span_from(s, strlen(marks[i]));
                more = true;
            }
    }
    return s;
}

static bool begins_with_colon(struct span s)
{
    s = span_trim_wide(s);
    return span_starts(s, SPAN("：")) || span_starts(s, SPAN(":"));
}

/* The first office in `s`; what stands before and behind it. */
static bool cut_office(struct span s, enum role *ret, struct span *before,
                       struct span *behind)
{
    for (size_t at = 0; at < s.n; at++) {
        struct span rest = span_from(s, at);
        for (size_t i = 0; i < ARRAY_LEN(offices_said); i++) {
            struct span word = span_str(offices_said[i].word);
            /* 秘书处 is the secretariat, no office of a group. */
            if (!starts_nocase(rest, word) ||
                (offices_said[i].role == ROLE_GS &&
                 span_starts(span_from(rest, word.n), SPAN("处"))))
                continue;
            *ret = offices_said[i].role;
            *before = span_sub(s, 0, at);
            *behind = span_from(rest, word.n);
            return true;
        }
    }
    return false;
}

/* 王范例同志, 张三为, 李四担任 */
static struct span bare(struct span s)
{
    static const char *const tails[] = { "担任", "同志", "为", "任", "的" };

    s = span_trim_wide(s);
    for (size_t i = 0; i < ARRAY_LEN(tails); i++)
        if (span_ends(s, span_str(tails[i])))
            s = span_trim_wide(span_sub(s, 0, s.n - strlen(tails[i])));
    return s;
}

static struct span without_office_word(struct span s)
{
    s = joined(s);
    if (span_starts(s, SPAN("职务")))
        s = joined(span_from(s, 6));
    while (span_ends(s, SPAN("。")))
        s = span_sub(s, 0, s.n - 3);
    return s;
}

static void read_person(struct span said, struct appointment_line *l)
{
    l->mail = person_line_mail(said);
    l->name = person_line_read(said).name;
}

/* "WG5" in front of an office belongs to it. */
static bool is_group_only(struct span s)
{
    s = span_trim_wide(s);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > 0x7f || s.p[i] == '@')
            return false;
    return true;
}

static bool read_line(struct span line, struct appointment_line *l)
{
    struct span before = SPAN_NONE;
    struct span behind = SPAN_NONE;
    bool verb = false;

    line = span_trim_wide(line);
    (void)person_line_number(&line);
    line = span_trim_wide(line);
    *l = (struct appointment_line){ .line = line };
    for (size_t i = 0; i < ARRAY_LEN(verbs) && !verb; i++) {
        verb = starts_nocase(line, span_str(verbs[i].word));
        if (!verb)
            continue;
        l->ends = verbs[i].ends;
        line = joined(span_from(line, strlen(verbs[i].word)));
    }
    if (!cut_office(line, &l->role, &before, &behind))
        return false;
    if (!verb && !(is_group_only(before) && begins_with_colon(behind)))
        return false;
    behind = without_office_word(behind);
    if (is_group_only(before) || behind.n)
        read_person(behind, l);
    if (!l->name.n && !l->mail.n && !is_group_only(before))
        read_person(bare(before), l);
    return true;
}

void appointment_words_read(struct span words, struct arena *arena,
                            appointment_lines *ret)
{
    struct span line = SPAN_NONE;

    assert(ret);
    *ret = (appointment_lines){ 0 };
    while (span_line(&words, &line) && ret->n < APPOINTMENT_LINES) {
        struct appointment_line l;
        if (read_line(line, &l))
            *list_push(ret, arena) = l;
    }
}

const char *appointment_office(enum role role, const char **ret_en)
{
    static const struct {
        const char *zh, *en;
    } words[ROLE_COUNT] = {
        [ROLE_GL] = { "组长", "leader" },
        [ROLE_DGL] = { "副组长", "deputy leader" },
        [ROLE_GS] = { "工作组秘书", "group secretary" },
        [ROLE_LIA] = { "联络员", "liaison" },
    };

    assert(role < ROLE_COUNT && words[role].zh && ret_en);
    *ret_en = words[role].en;
    return words[role].zh;
}
