#include "check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/mail/form.h"
#include "mail/sniff.h"
#include "mail/writing.h"

enum { MIB = 1024 * 1024 };

/* "key=value;" for each field, in the order they were found. */
static void print_fields(const facts_fields *fields, struct text *to)
{
    list_each(fields, f) text_addf(to, SPAN_FMT "=" SPAN_FMT ";",
                                   SPAN_ARG(f->key), SPAN_ARG(f->value));
}

static const struct {
    const char *what;
    const char *text;
    const char *fields;
    int labels;
} texts[] = {
    { "half and full colons, zh and en and short keys",
      "单位名称：甲公司\nlegal representative: 乙\nc_mail: a@b.example\n",
      "name_zh=甲公司;legal_rep=乙;c_mail=a@b.example;", 3 },
    { "labels with blanks, numbers, brackets, stars",
      "1. 单 位 名 称：甲\n（二）法人代表：乙\n【手机】：1\n*传真*: 2\n"
      "- E-Mail：a@b\n",
      "name_zh=甲;legal_rep=乙;c_mobile=1;c_fax=2;c_mail=a@b;", 5 },
    { "full-width letters", "ＥＭＡＩＬ：a@b\n", "c_mail=a@b;", 1 },
    { "a note in parentheses, names told apart by it",
      "单位名称（中文）：甲\n单位名称（英文）：A\n法人代表（签字）：乙\n",
      "name_zh=甲;name_en=A;legal_rep=乙;", 3 },
    { "a value goes on until the next label",
      "单位简介：一\n二\n\n三\n主要业务领域：四\n",
      "profile=一 二 三;business=四;", 2 },
    { "a short value ends at a blank line",
      "法人代表：\n\n张三\n\n顺便问一下\n", "legal_rep=张三;", 1 },
    { "a letter's closing is no value", "主要业务：安全\n此致\n敬礼\n张三\n",
      "business=安全;", 1 },
    { "a strange label ends a short value", "传真：1\n附件：执照\n", "c_fax=1;",
      1 },
    { "each 邮编 belongs to its address",
      "办公地址：甲\n邮编：100000\n通信地址：乙\n邮编：200000\n",
      "addr=甲;zip=100000;c_addr=乙;c_zip=200000;", 4 },
    { "an 邮编 without address, office and contact",
      "单位名称：甲\n邮编：1\n联系人：乙\n邮编：2\n",
      "name_zh=甲;zip=1;c_name=乙;c_zip=2;", 4 },
    { "several labels in a line",
      "联系人：李四  性别：女，职务：经理；手机：1\n",
      "c_name=李四;c_sex=女;c_title=经理;c_mobile=1;", 4 },
    { "a colon in a sentence is no label",
      "单位简介：我们的口号：安全，电话：随时\n",
      "profile=我们的口号：安全，电话：随时;", 1 },
    { "a pasted table, tabs and bars", "单位名称\t甲\n| 法人代表 | 乙 |\n",
      "name_zh=甲;legal_rep=乙 |;", 2 },
    { "two contacts stay one value", "联系人姓名：张三、李四\n",
      "c_name=张三、李四;", 1 },
    { "two contact lines become one value",
      "联系人：张三\n手机：1\n联系人：李四\n", "c_name=张三、李四;c_mobile=1;",
      2 },
    { "the first of two values counts", "传真：1\n传真：2\n", "c_fax=1;", 1 },
    { "nature named", "单位性质：企业\n", "nature=企业;", 1 },
    { "two natures named", "单位性质：企业、高校\n",
      "nature=企业;nature=高等院校;", 1 },
    { "another nature", "单位性质：其他（社会团体）\n", "nature=其他:社会团体;",
      1 },
    { "ticks in two natures",
      "单位性质：☑企业 □科研院所 ☑高等院校 □政府部门 □其他____\n",
      "nature=企业;nature=高等院校;", 1 },
    { "scanner's boxes",
      "单位性质：<input type=\"checkbox\" checked> 企业 "
      "<input type=\"checkbox\"/> 高等院校\n",
      "nature=企业;", 1 },
    { "boxes behind the words", "单位性质：企业□ 科研院所☑ 高等院校□\n",
      "nature=科研院所;", 1 },
    { "a tick touching its word", "单位性质：企业 √科研院所 高等院校\n",
      "nature=科研院所;", 1 },
    { "a tick behind its word", "单位性质：企业√ 科研院所 高等院校\n",
      "nature=企业;", 1 },
    { "empty boxes are no choice", "单位性质：□企业 □科研院所\n", "", 1 },
    { "foreign, both", "是否外企：☑是 ☑否\n", "foreign=是;foreign=否;", 1 },
    { "foreign in words", "是否外企：不是\n", "foreign=否;", 1 },
    { "foreign in English", "foreign: No\n", "foreign=否;", 1 },
    { "groups typed", "申请加入的工作组：WG5、 wg-7，ＷＧ８ SWG ETS\n",
      "groups=WG5;groups=WG7;groups=WG8;groups=SWG-ETS;", 1 },
    { "a group that takes no members", "工作组：WG1\n", "groups=WG1;", 1 },
    { "all groups", "工作组：全部\n",
      "groups=WG3;groups=WG4;groups=WG5;groups=WG6;groups=WG7;groups=WG8;"
      "groups=SWG-ETS;",
      1 },
    { "a longer number is no group", "工作组：WG55\n", "", 1 },
    { "a group twice is one", "工作组：WG5 WG5\n", "groups=WG5;", 1 },
    { "statement affirmed", "申请单位意见：同意遵守\n", "agree=是;", 1 },
    { "statement refused", "申请单位意见：不同意\n", "agree=否;", 1 },
    { "statement word for word, other punctuation",
      "申请单位意见：本单位愿意遵守<全国网络安全标准化技术委员会工作组章程>"
      "及其配套规章的规定,积极参与全国网络安全标准化技术委员会组织的各项活动\n",
      "agree=是;", 1 },
    { "a day in Chinese numerals", "盖章日期：二〇二六年十二月三十一日\n",
      "seal_date=2026-12-31;", 1 },
    { "a day with dots and blanks", "盖章日期： 2026 . 3 . 1\n",
      "seal_date=2026-03-01;", 1 },
    { "no such day", "盖章日期：2026年2月30日\n", "seal_date=2026年2月30日;",
      1 },
    { "a day nobody can read", "盖章日期：明天\n", "seal_date=明天;", 1 },
    { "a code in groups", "统一社会信用代码：9111 0108 MA00 0000 0A\n",
      "uscc=91110108MA0000000A;", 1 },
    { "lines to write on are no value", "法人代表：____\n传真：　　\n", "", 2 },
    { "no form", "您好！\n请问会议几点开始？\n谢谢\n", "", 0 },
    { "controls are taken out", "法人代表：张\x01三\x7f\n", "legal_rep=张 三;",
      1 },
};

static void text_gives_its_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 * MIB);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        facts_fields fields = { .n = 0 };
        struct form_found found =
            form_read_text(span_str(texts[i].text), &arena, &fields);

        print_fields(&fields, &got);
        CHECK_SPAN(texts[i].what, text_span(&got), span_str(texts[i].fields));
        CHECK_INT(texts[i].what, found.labels, texts[i].labels);
    }
}

static void only_a_form_is_an_application(void **state)
{
    (void)state;
    CHECK_INT("three labels, no name",
              form_is_application((struct form_found){ 3, false }), false);
    CHECK_INT("two labels and a name",
              form_is_application((struct form_found){ 2, true }), false);
    CHECK_INT("three labels and a name",
              form_is_application((struct form_found){ 3, true }), true);
}

/* Documents: every docx, doc, pdf and odt in tests/data/forms against the tsv
 * beside it. LibreOffice wrote the others from the docx of the same name. */

static int by_line(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_lines(struct span text, struct text *to)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
    LIST_OF(const char *) lines = { .n = 0 };
    struct span line;

    while (span_line(&text, &line))
        *list_push(&lines, &arena) = arena_str(&arena, line);
    qsort(lines.at, lines.n, sizeof(*lines.at), by_line);
    list_each(&lines, l) text_addf(to, "%s\n", *l);
}

static void read_file(const char *path, struct text *ret)
{
    struct reason why = { .text = "" };

    *ret = TEXT_INIT(4 * MIB);
    CHECK_INT(path, file_read(path, ret, &why), VERDICT_DONE);
}

static void check_document(const char *path)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(0);
    CLEANUP(text_release) struct text want = TEXT_INIT(0);
    CLEANUP(text_release) struct text sorted_want = TEXT_INIT(MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    CLEANUP(text_release) struct text sorted_got = TEXT_INIT(MIB);
    facts_fields fields = { .n = 0 };
    struct archive_budget budget = { .used = 0 };
    struct facts_file file = { .name = span_str(path) };
    struct office_doc doc;
    struct reason why = { .text = "" };
    char tsv[4096];

    snprintf(tsv, sizeof(tsv), "%.*s.tsv", (int)(strrchr(path, '.') - path),
             path);
    read_file(path, &bytes);
    read_file(tsv, &want);
    (void)sniff_file(text_span(&bytes), &arena, &file);
    CHECK_INT(
        path,
        writing_read(text_span(&bytes), file.type, &budget, &arena, &doc, &why),
        VERDICT_DONE);
    CHECK_TRUE(path, form_is_form(&doc));
    form_read_docx(&doc, &arena, &fields);
    list_each(&fields, f) text_addf(&got, SPAN_FMT "\t" SPAN_FMT "\n",
                                    SPAN_ARG(f->key), SPAN_ARG(f->value));
    sort_lines(text_span(&got), &sorted_got);
    sort_lines(text_span(&want), &sorted_want);
    CHECK_SPAN(path, text_span(&sorted_got), text_span(&sorted_want));
}

static void documents_give_their_fields(void **state)
{
    glob_t found;

    (void)state;
    CHECK_INT("forms",
              glob(CONVOKE_SOURCE "/tests/data/forms/*.[dpo][od][cft]*", 0,
                   NULL, &found),
              0);
    CHECK_TRUE("at least thirty documents", found.gl_pathc >= 30);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_document(found.gl_pathv[i]);
    print_message("%zu documents\n", found.gl_pathc);
    globfree(&found);
}

static void the_blank_form_is_a_form_and_empty(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(0);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    facts_fields fields = { .n = 0 };
    struct form_found form;
    struct office_doc doc;
    struct reason why = { .text = "" };

    (void)state;
    read_file(CONVOKE_SOURCE "/templates/forms/application.docx", &bytes);
    CHECK_INT("read",
              office_docx_read(text_span(&bytes), NULL, &arena, &doc, &why),
              VERDICT_DONE);
    CHECK_TRUE("form", form_is_form(&doc));
    form = form_read_docx(&doc, &arena, &fields);
    print_fields(&fields, &got);
    /* Its statement stands there unaltered, and waits for the seal. */
    CHECK_SPAN("fields", text_span(&got), SPAN("agree=是;"));
    CHECK_INT("labels", form.labels, 23);
    CHECK_INT("named", form.named, false);
}

/* Tables made here, for what no program at hand writes. Rows end with ';',
 * cells with '|'; '^' goes on with the cell above, '/' breaks a line. */
static const struct {
    const char *what;
    const char *table;
    const char *fields;
} tables[] = {
    { "label and value side by side", "单位名称|甲|;", "name_zh=甲;" },
    { "two labels in a row", "办公地址|甲|邮编|100000|;",
      "addr=甲;zip=100000;" },
    { "label before label: no value", "单位名称|中文|甲|;^|英文|A|;",
      "name_zh=甲;name_en=A;" },
    { "label and value share a cell", "邮编：100000|手机 138|;",
      "zip=100000;c_mobile=138;" },
    { "the value's cell repeats the label", "手机|手机：138|;",
      "c_mobile=138;" },
    { "labels above values", "姓名|性别|职务|;王|女|经理|;",
      "c_name=王;c_sex=女;c_title=经理;" },
    { "a contact block", "联系人|姓名|王|性别|女|;^|电话|1|传真|2|;",
      "c_name=王;c_sex=女;c_tel=1;c_fax=2;" },
    { "the name right behind 联系人", "联系人|王|电话|1|;",
      "c_name=王;c_tel=1;" },
    { "a choice that goes on in the row below",
      "单位性质|□企业|☑科研院所|;^|□高等院校|☑其他：社团|;",
      "nature=科研院所;nature=其他:社团;" },
    { "the printed list is no choice",
      "单位性质|企业 科研院所 高等院校 政府部门 其他____|;"
      "申请加入的工作组|WG3 WG4 WG5 WG6 WG7 WG8 SWG-ETS|;",
      "" },
    { "the printed list with some struck off", "工作组|WG5 WG7|;",
      "groups=WG5;groups=WG7;" },
    { "one text for business and products",
      "主要业务领域|产品或研究成果，以及从事标准研制工作的经验：防火墙|;",
      "products=防火墙;business=防火墙;" },
    { "two texts for business and products",
      "主要业务领域|安全/产品或研究成果，以及从事标准研制工作的经验：/墙|;",
      "business=安全;products=墙;" },
    { "digits one to a cell", "邮编|1|0|0|0|8|5|;", "zip=100085;" },
    { "legal representative's name", "法定代表人|姓名|张|电话|1|;",
      "legal_rep=张;c_tel=1;" },
    { "the seal's line left blank",
      "申请单位意见|单位公章：/  年  月  日（盖章日期）|;", "" },
    { "a day after the seal", "单位公章|（章）/2026年3月1日|;",
      "seal_date=2026-03-01;" },
    { "a gloss beside the label", "单位名称 Name of organisation|甲|;",
      "name_zh=甲;" },
    { "a value that begins like a gloss", "姓名|Name 张三|;",
      "c_name=Name 张三;" },
};

static void make_table(const char *s, struct arena *arena,
                       struct office_doc *doc)
{
    struct office_block b = { .table = 1, .columns = 1 };
    size_t n;

    for (; *s; s += n + 1) {
        n = strcspn(s, "|;");
        if (s[n] == ';') {
            b.row++;
            b.column = 0;
            continue;
        }
        b.below = *s == '^';
        b.text = arena_span(arena, span_of(s, b.below ? 0 : n));
        for (size_t i = 0; i < b.text.n; i++)
            if (b.text.p[i] == '/')
                ((char *)b.text.p)[i] = '\n';
        *list_push(&doc->blocks, arena) = b;
        b.column++;
    }
}

static void tables_give_their_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 * MIB);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        struct office_doc doc = { .blocks = { .n = 0 } };
        facts_fields fields = { .n = 0 };

        make_table(tables[i].table, &arena, &doc);
        form_read_docx(&doc, &arena, &fields);
        print_fields(&fields, &got);
        CHECK_SPAN(tables[i].what, text_span(&got), span_str(tables[i].fields));
    }
}

static const struct {
    const char *what;
    const char *table;
    bool form;
} kinds[] = {
    { "the title alone", "全国网络安全标准化技术委员会/工 作 组 成员申请表|;",
      true },
    { "another title", "工作组会议签到表|;", false },
    { "six labels of the form",
      "单位名称||法人代表||;单位性质||是否外企||;电话||传真||;", true },
    { "a list of participants", "单位名称|姓名|性别|职务|电话|手机|电子邮件|;",
      false },
};

static void forms_are_told_from_other_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 * MIB);
        struct office_doc doc = { .blocks = { .n = 0 } };

        make_table(kinds[i].table, &arena, &doc);
        CHECK_INT(kinds[i].what, form_is_form(&doc), kinds[i].form);
    }
}

/* The annex as the charter's scanned text has it, boxes and all. */
static void the_charters_own_annex_is_understood(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    facts_fields fields = { .n = 0 };
    struct form_found found;
    struct span annex;

    (void)state;
    if (file_read(CONVOKE_SHARED "/charter.txt", &bytes, NULL) !=
        VERDICT_DONE) {
        print_message("skipped: no charter.txt\n");
        return;
    }
    annex = text_span(&bytes);
    annex = span_from(annex, span_find(annex, SPAN("工作组成员申请表\n")));
    found = form_read_text(annex, &arena, &fields);
    print_fields(&fields, &got);
    CHECK_TRUE("labels", found.labels >= 12);
    CHECK_INT("named", found.named, false);
    CHECK_TRUE("no group is ticked",
               !span_has(text_span(&got), SPAN("groups")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_gives_its_fields),
        cmocka_unit_test(only_a_form_is_an_application),
        cmocka_unit_test(tables_give_their_fields),
        cmocka_unit_test(documents_give_their_fields),
        cmocka_unit_test(the_blank_form_is_a_form_and_empty),
        cmocka_unit_test(forms_are_told_from_other_documents),
        cmocka_unit_test(the_charters_own_annex_is_understood),
    };

    office_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
