#include <assert.h>

#include "settings.h"

static void add_setting(const struct setting *row, const char *indent,
                        struct span leaf, struct text *to)
{
    CLEANUP(text_release) struct text allowed = TEXT_INIT(TEXT_MAX_HEADER);

    setting_allowed(row, true, &allowed);
    text_addf(to, "\n%s# %s\n", indent, row->zh);
    text_addf(to, "%s# %s\n", indent, row->en);
    text_addf(to, "%s# （%s）\n", indent, text_str(&allowed));
    text_addf(to, "%s%s" SPAN_FMT " = %s;\n", indent, row->sample ? "" : "#",
              SPAN_ARG(leaf), row->sample ? row->sample : row->fallback);
}

static void add_section(const struct settings_section *section, struct text *to)
{
    struct span prefix = span_str(section->name);

    text_addf(to, "\n# —— %s / %s ——\n%s = {\n", section->zh, section->en,
              section->name);
    for (size_t i = 0; i < settings_count; i++) {
        struct span name = span_str(settings_table[i].name);
        if (span_starts(name, prefix) && name.n > prefix.n &&
            name.p[prefix.n] == '.')
            add_setting(&settings_table[i], "    ",
                        span_from(name, prefix.n + 1), to);
    }
    text_add_str(to, "};\n");
}

void settings_sample(struct text *to)
{
    assert(to);
    text_add_str(
        to,
        "# convoke.conf — Convoke 的设置；改完用 convoke check 检查。\n"
        "# Settings of Convoke; `convoke check` says whether they are right.\n"
        "#\n"
        "# 以 # 开头的设置取默认值；相对路径从本文件所在的目录算起。\n"
        "# A setting behind a # has its default; relative paths start at the\n"
        "# folder of this file. 密码不写在这里 / No passwords in this file.\n");
    for (size_t i = 0; i < settings_count; i++) {
        struct span name = span_str(settings_table[i].name);
        if (span_find_char(name, '.') == name.n)
            add_setting(&settings_table[i], "", name, to);
    }
    for (size_t i = 0; i < settings_sections_n; i++)
        add_section(&settings_sections[i], to);
}
