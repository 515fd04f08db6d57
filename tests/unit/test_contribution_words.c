#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/contribution_words.h"

static void test_titles(void **state)
{
    static const struct {
        const char *subject, *want;
    } cases[] = {
        { "[贡献] 术语修改建议", "术语修改建议" },
        { "【贡献】术语修改建议", "术语修改建议" },
        { "[CONTRIB] Opinion on terms", "Opinion on terms" },
        { "Re: 回复：[贡献] 术语修改建议", "术语修改建议" },
        { "回复[2]：转发: Fw:[贡献]术语修改建议", "术语修改建议" },
        { "[贡献] WG5-2026-P1 WG5-S-02 术语修改建议", "术语修改建议" },
        { "[WG5][贡献] 术语修改建议 [WG5-2026-P1]", "术语修改建议" },
        { "[贡献] 术语修改建议 WG5-S-02", "术语修改建议" },
        { "[贡献] 对WG5-S-02的修改建议", "对WG5-S-02的修改建议" },
        { "[贡献] 对WG5-S-02", "对WG5-S-02" },
        { "[贡献] 替代C-2026-001 术语修改建议", "术语修改建议" },
        { "[贡献] 术语修改建议（替代 C-2026-001）", "术语修改建议" },
        { "[贡献] 术语修改建议 替代原贡献C-2026-001", "术语修改建议" },
        { "[贡献] 关于替代C-2026-001的说明", "关于替代C-2026-001的说明" },
        { "[贡献]《安全评估方法》的意见（第2版）",
          "《安全评估方法》的意见（第2版）" },
        { "[贡献] 术语修改建议[请注意,邮件由gw@x代发]", "术语修改建议" },
        { "[贡献] [草案] 术语修改建议", "[草案] 术语修改建议" },
        { "[贡献]", "" },
        { "[贡献] WG5-2026-P1", "" },
        { "[贡献] ——", "" },
        { "", "" },
        { "[", "" },
        { "[贡献", "[贡献" },
        { "术语修改建议", "术语修改建议" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].subject,
                   contribution_title(span_str(cases[i].subject)),
                   span_str(cases[i].want));
}

static void test_titles_of_files(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        { "修改建议.docx", "修改建议" },
        { "1.2 术语.意见.pdf", "1.2 术语.意见" },
        { "无后缀", "无后缀" },
        { ".docx", ".docx" },
        { "a.longending", "a.longending" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].name,
                   contribution_title_of_file(span_str(cases[i].name)),
                   span_str(cases[i].want));
}

static void test_replaces(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "替代C-2026-001", "C-2026-001" },
        { "本件替代 c-2026-004（v1）", "C-2026-004" },
        { "取代之前的贡献Ｃ－2026－002", "C-2026-002" },
        { "Replaces: C-2026-010.", "C-2026-010" },
        { "This supersedes C-2026-010", "C-2026-010" },
        { "C-2026-001 的补充", "" },
        { "替代方案见附件，参见我单位的贡献文件C-2026-001", "" },
        { "替代WG5-S-02", "" },
        { "替代", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct reference r = { .kind = REFERENCE_NONE };
        bool found = contribution_replaces(span_str(cases[i].text), &r);
        CHECK_INT(cases[i].text, found, cases[i].want[0] != '\0');
        CHECK_SPAN(cases[i].text, reference_span(&r), span_str(cases[i].want));
    }
}

static void test_items(void **state)
{
    static const struct {
        const char *rest, *project;
        int number;
        bool want;
    } cases[] = {
        { "2", "", 2, true },
        { "第2项", "", 2, true },
        { "议程第 12 项", "", 12, true },
        { "３", "", 3, true },
        { "WG5-S-04", "WG5-S-04", 0, true },
        { "项目 wg5-s-04 处理", "WG5-S-04", 0, true },
        { "0", "", 0, false },
        { "99999", "", 0, false },
        { "议程", "", 0, false },
        { "", "", 0, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct contribution_item item = { .number = 7 };
        bool read = contribution_item_read(span_str(cases[i].rest), &item);
        CHECK_INT(cases[i].rest, read, cases[i].want);
        CHECK_INT(cases[i].rest, item.number,
                  cases[i].want ? cases[i].number : 7);
        CHECK_SPAN(cases[i].rest, reference_span(&item.project),
                   span_str(cases[i].project));
    }
}

static void test_none(void **state)
{
    static const struct {
        const char *words;
        bool want;
    } cases[] = {
        { "无贡献", true },
        { "无贡献。\n谢谢", true },
        { "您好！\n本次会议我单位无贡献。", true },
        { "秘书处：\n\n我单位没有贡献提交。", true },
        { "对本次会议暂无贡献，特此说明", true },
        { "并非没有贡献，稍后提交", false },
        { "我单位不是无贡献", false },
        { "是否可以声明无贡献？", false },
        { "无贡献可以吗", false },
        { "附件是我单位的贡献。如果以后无贡献会另行说明", false },
        { "见附件\n无贡献", false },
        { "无贡献的单位名单请见附件，共计五家，另有三家待定", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].words,
                  contribution_says_none(span_str(cases[i].words)),
                  cases[i].want);
}

static void test_units(void **state)
{
    static const struct {
        const char *title, *want;
    } cases[] = {
        { "M02 术语意见", "M02" },
        { "M02：术语意见", "M02" },
        { "代表M02提交意见", "M02" },
        { "样本信息技术有限公司：意见", "样本信息技术有限公司" },
        { "对M02意见的回应", "" },
        { "术语意见", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].title,
                   contribution_unit_of_title(span_str(cases[i].title)),
                   span_str(cases[i].want));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),   cmocka_unit_test(test_titles_of_files),
        cmocka_unit_test(test_replaces), cmocka_unit_test(test_items),
        cmocka_unit_test(test_none),     cmocka_unit_test(test_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
