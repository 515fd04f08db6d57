#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/form_check.h"

/* Rows of the table below end where nothing more is to say. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { MOST_FIELDS = 40, MOST_FILES = 8 };

struct pair {
    const char *key, *value; /* value NULL: the field is not there */
};

struct file {
    const char *name; /* NULL: no more */
    enum facts_file_type type;
    bool encrypted, cloud;
};

static const struct form_group groups[] = {
    { { "WG3", 3 }, true, true },      { { "WG4", 3 }, true, false },
    { { "WG5", 3 }, true, false },     { { "WG6", 3 }, true, false },
    { { "WG7", 3 }, true, false },     { { "WG8", 3 }, true, false },
    { { "SWG-ETS", 7 }, true, false }, { { "WG1", 3 }, false, false },
};

/* 91110108MA0000000A: the test vector of requirements.md 6.3. */
static const struct pair complete[] = {
    { "name_zh", "新例智能科技有限公司" },
    { "name_en", "Newexample Intelligence Ltd" },
    { "addr", "北京市海淀区示例路1号" },
    { "zip", "100080" },
    { "legal_rep", "赵法人" },
    { "nature", "企业" },
    { "foreign", "否" },
    { "c_name", "张三" },
    { "c_sex", "男" },
    { "c_title", "经理" },
    { "c_tel", "010-12345678" },
    { "c_mobile", "13800000000" },
    { "c_mail", "c@m12.example" },
    { "c_addr", "北京市海淀区示例路1号" },
    { "c_zip", "100080" },
    { "profile", "本单位从事网络安全评估技术研究与产品开发多年，人员充足。" },
    { "business", "网络安全评估" },
    { "products", "评估平台一套" },
    { "groups", "WG5" },
    { "agree", "是" },
    { "seal_date", "2026-01-30" },
    { "uscc", "91110108MA0000000A" },
};

static const struct file all_files[MOST_FILES] = {
    { "申请表.docx", FACTS_FILE_DOCX, false, false },
    { "申请表（盖章）.pdf", FACTS_FILE_PDF, false, false },
    { "营业执照.jpg", FACTS_FILE_IMAGE, false, false },
};

struct form_case {
    const char *what;
    struct pair change[4]; /* key NULL: no more; replaces all its values */
    const char *missing;   /* keys, sorted, as form_missing_keys gives them */
    const char *asked, *note;      /* keys in order of the form */
    struct file files[MOST_FILES]; /* none: all_files */
    enum facts_form_source source; /* NONE: DOCX */
};

static const struct form_case cases[] = {
    { "complete", { { NULL } }, "", "", "" },
    { "I005: no legal representative",
      { { "legal_rep", NULL } },
      "legal_rep",
      "",
      "" },
    { "blank is nothing", { { "legal_rep", "　 " } }, "legal_rep", "", "" },
    { "only asked for",
      { { "name_en", NULL }, { "c_zip", NULL }, { "c_title", NULL } },
      "",
      "name_en,c_zip,c_title",
      "" },
    { "postcode of five digits", { { "zip", "10008" } }, "", "zip", "" },
    { "full-width postcode", { { "zip", "１０００８０" } }, "", "", "" },
    { "no nature", { { "nature", NULL } }, "nature", "", "" },
    { "two natures",
      { { "nature", "企业" }, { "nature", "高等院校" } },
      "nature",
      "",
      "" },
    { "two natures in one value",
      { { "nature", "企业、科研院所" } },
      "nature",
      "",
      "" },
    { "one nature twice",
      { { "nature", "企业" }, { "nature", "企业" } },
      "",
      "",
      "" },
    { "government: Art. 9.1", { { "nature", "政府部门" } }, "", "", "nature" },
    { "other: Art. 9.1",
      { { "nature", "其他:社会团体（企业联盟）" } },
      "",
      "",
      "nature" },
    { "other without a word", { { "nature", "其他" } }, "", "", "nature" },
    { "foreign is no ground", { { "foreign", "是" } }, "", "", "" },
    { "foreign not said", { { "foreign", NULL } }, "foreign", "", "" },
    { "foreign yes and no",
      { { "foreign", "是" }, { "foreign", "否" } },
      "foreign",
      "",
      "" },
    { "foreign maybe", { { "foreign", "部分" } }, "foreign", "", "" },
    { "no contact", { { "c_name", NULL } }, "c_name", "", "" },
    { "two contacts", { { "c_name", "张三、李四" } }, "c_name", "", "" },
    { "two contacts and", { { "c_name", "张三和李四" } }, "c_name", "", "" },
    { "two contacts by a blank",
      { { "c_name", "张三 李四" } },
      "c_name",
      "",
      "" },
    { "two fields of a contact",
      { { "c_name", "张三" }, { "c_name", "李四" } },
      "c_name",
      "",
      "" },
    { "a name written wide", { { "c_name", "张　三" } }, "", "", "" },
    { "a name with 和 in it", { { "c_name", "陈和平" } }, "", "", "" },
    { "an English name", { { "c_name", "John Smith" } }, "", "", "" },
    { "telephone alone", { { "c_mobile", NULL } }, "", "", "" },
    { "mobile alone", { { "c_tel", NULL } }, "", "", "" },
    { "neither",
      { { "c_tel", NULL }, { "c_mobile", NULL } },
      "c_phone",
      "",
      "" },
    { "mobile of ten digits, telephone there",
      { { "c_mobile", "1380000000" } },
      "",
      "c_mobile",
      "" },
    { "mobile of ten digits alone",
      { { "c_tel", NULL }, { "c_mobile", "1380000000" } },
      "c_mobile",
      "",
      "" },
    { "mobile beginning with 2",
      { { "c_tel", NULL }, { "c_mobile", "23800000000" } },
      "c_mobile",
      "",
      "" },
    { "mobile written with +86",
      { { "c_tel", NULL }, { "c_mobile", "+86 138-0000-0000" } },
      "",
      "",
      "" },
    { "no mail", { { "c_mail", NULL } }, "c_mail", "", "" },
    { "mail without a domain", { { "c_mail", "c@m12" } }, "c_mail", "", "" },
    { "mail with a blank",
      { { "c_mail", "c d@m12.example" } },
      "c_mail",
      "",
      "" },
    { "two mails",
      { { "c_mail", "c@m12.example;d@m12.example" } },
      "c_mail",
      "",
      "" },
    { "mail with two dots",
      { { "c_mail", "c@m12..example" } },
      "c_mail",
      "",
      "" },
    { "mail in Chinese",
      { { "c_mail", "张三@m12.example" } },
      "c_mail",
      "",
      "" },
    { "full-width mail",
      { { "c_mail", "ｃ＠ｍ１２．ｅｘａｍｐｌｅ" } },
      "",
      "",
      "" },
    { "mail of another domain",
      { { "c_mail", "zhang@mail.example" } },
      "",
      "",
      "c_mail.domain" },
    { "profile of 19 characters",
      { { "profile", "一二三四五六七八九十一二三四五六七八九" } },
      "profile",
      "",
      "" },
    { "profile of 20 characters",
      { { "profile", "一二三四五六七八九十一二三四五六七八九十" } },
      "",
      "",
      "" },
    { "no profile", { { "profile", NULL } }, "profile", "", "" },
    { "business stands with products", { { "business", NULL } }, "", "", "" },
    { "products stand with business", { { "products", NULL } }, "", "", "" },
    { "neither business nor products",
      { { "business", NULL }, { "products", NULL } },
      "business",
      "",
      "" },
    { "no group", { { "groups", NULL } }, "groups", "", "" },
    { "WG1 alone", { { "groups", "WG1" } }, "groups", "", "" },
    { "WG2 alone, not even configured",
      { { "groups", "WG2" } },
      "groups",
      "",
      "" },
    { "WG1 beside WG5",
      { { "groups", "WG1" }, { "groups", "WG5" } },
      "",
      "groups.closed",
      "" },
    { "a group nobody has", { { "groups", "WG9" } }, "groups", "", "" },
    { "two groups",
      { { "groups", "WG5" }, { "groups", "SWG-ETS" } },
      "",
      "",
      "" },
    { "the statement was altered",
      { { "agree", "altered" } },
      "agree",
      "",
      "" },
    { "the statement was refused", { { "agree", "否" } }, "agree", "", "" },
    { "no statement but a seal under it", { { "agree", NULL } }, "", "", "" },
    { "no seal date", { { "seal_date", NULL } }, "seal_date", "", "" },
    { "seal date today", { { "seal_date", "2026-02-02" } }, "", "", "" },
    { "seal date tomorrow",
      { { "seal_date", "2026-02-03" } },
      "seal_date",
      "",
      "" },
    { "seal date 180 days ago", { { "seal_date", "2025-08-06" } }, "", "", "" },
    { "seal date 181 days ago",
      { { "seal_date", "2025-08-05" } },
      "",
      "seal_date",
      "" },
    { "seal date no date", { { "seal_date", "今天" } }, "seal_date", "", "" },
    { "no code", { { "uscc", NULL } }, "", "uscc", "" },
    { "code with a slip",
      { { "uscc", "91110108MA0000000B" } },
      "",
      "uscc",
      "" },
    /* documents */
    { "I005: no licence",
      { { "legal_rep", NULL } },
      "doc.licence,legal_rep",
      "",
      "",
      { { "申请表.docx", FACTS_FILE_DOCX, false, false },
        { "盖章页.pdf", FACTS_FILE_PDF, false, false } } },
    { "a licence with a seal is not the form",
      { { NULL } },
      "seal.scan",
      "",
      "",
      { { "营业执照（盖章）.pdf", FACTS_FILE_PDF, false, false } } },
    { "the only scan without a name of its kind is the sealed form",
      { { NULL } },
      "",
      "",
      "",
      { { "扫描件001.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } } },
    { "two such scans are neither",
      { { NULL } },
      "seal.scan",
      "doc.unrecognised",
      "",
      { { "a.pdf", FACTS_FILE_PDF, false, false },
        { "b.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } } },
    { "the picture of a signature is no document",
      { { NULL } },
      "seal.scan",
      "",
      "",
      { { "image001.png", FACTS_FILE_IMAGE, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } } },
    { "one file holds form and licence",
      { { NULL } },
      "",
      "",
      "",
      { { "申请表及营业执照.pdf", FACTS_FILE_PDF, false, false } } },
    { "founding approval with a code in the form",
      { { NULL } },
      "",
      "",
      "",
      { { "盖章申请表.pdf", FACTS_FILE_PDF, false, false },
        { "批准成立文件.pdf", FACTS_FILE_PDF, false, false } } },
    { "founding approval without any code",
      { { "uscc", NULL } },
      "doc.code",
      "uscc",
      "",
      { { "盖章申请表.pdf", FACTS_FILE_PDF, false, false },
        { "批准成立文件.pdf", FACTS_FILE_PDF, false, false } } },
    { "founding approval and the certificate",
      { { "uscc", NULL } },
      "",
      "uscc",
      "",
      { { "盖章申请表.pdf", FACTS_FILE_PDF, false, false },
        { "批准成立文件.pdf", FACTS_FILE_PDF, false, false },
        { "组织机构代码证.pdf", FACTS_FILE_PDF, false, false } } },
    { "WG3 wants the approval", { { "groups", "WG3" } }, "doc.crypto", "", "" },
    { "WG3 with the approval",
      { { "groups", "WG3" } },
      "",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false },
        { "商密产品授权.pdf", FACTS_FILE_PDF, false, false } } },
    { "a licence of a crypto company is no approval",
      { { "groups", "WG3" } },
      "doc.crypto",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "某某密码技术有限公司营业执照.pdf", FACTS_FILE_PDF, false,
          false } } },
    { "crypto business wants the approval",
      { { "business", "商用密码应用安全性评估" } },
      "doc.crypto",
      "",
      "" },
    { "no crypto business",
      { { "business", "网络安全（不涉及密码）" } },
      "",
      "",
      "" },
    { "an encrypted archive hides the licence",
      { { NULL } },
      "doc.encrypted,doc.licence",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "材料.zip", FACTS_FILE_ZIP, true, false } } },
    { "an encrypted licence is none",
      { { NULL } },
      "doc.encrypted,doc.licence",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.zip", FACTS_FILE_ZIP, true, false } } },
    { "an archive that hides nothing stops nothing",
      { { NULL } },
      "",
      "doc.encrypted",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false },
        { "材料.zip", FACTS_FILE_ZIP, true, false } } },
    { "a cloud link is no file",
      { { NULL } },
      "doc.cloud,doc.licence",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_UNKNOWN, false, true } } },
    { "a licence with macros is none",
      { { NULL } },
      "doc.licence,doc.program",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.docx", FACTS_FILE_PROGRAM, false, false } } },
    { "an unrecognised file beside what is needed",
      { { NULL } },
      "",
      "doc.unrecognised",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false },
        { "杂项.pdf", FACTS_FILE_PDF, false, false } } },
    { "the docx the form was read from needs no name",
      { { NULL } },
      "",
      "",
      "",
      { { "新例智能.docx", FACTS_FILE_DOCX, false, false },
        { "盖章.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } } },
    { "a PDF that was read as the form is not its scan",
      { { NULL } },
      "seal.scan",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } },
      FACTS_FORM_PDF },
    { "… unless its name says so",
      { { NULL } },
      "",
      "",
      "",
      { { "申请表（盖章）.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } },
      FACTS_FORM_PDF },
    { "… or the scan is there, too",
      { { NULL } },
      "",
      "",
      "",
      { { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "申请表扫描.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } },
      FACTS_FORM_PDF },
    { "… or a picture of it",
      { { NULL } },
      "",
      "",
      "",
      { { "申请表.ofd", FACTS_FILE_OFD, false, false },
        { "IMG_20260201.jpg", FACTS_FILE_IMAGE, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } },
      FACTS_FORM_OFD },
    { "a nameless PDF that was read as the form is not its scan",
      { { NULL } },
      "seal.scan",
      "",
      "",
      { { "附件1.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } },
      FACTS_FORM_PDF },
    { "beside the form as docx a PDF of its name is its scan",
      { { NULL } },
      "",
      "",
      "",
      { { "申请表.docx", FACTS_FILE_DOCX, false, false },
        { "申请表.pdf", FACTS_FILE_PDF, false, false },
        { "营业执照.pdf", FACTS_FILE_PDF, false, false } } },
};

struct setting {
    facts_fields fields;
    struct facts_field field[MOST_FIELDS];
    struct document documents[MOST_FILES];
    struct form_input in;
};

static bool changes(const struct form_case *c, const char *key)
{
    for (size_t i = 0; i < 4 && c->change[i].key; i++) {
        if (strcmp(c->change[i].key, key) == 0)
            return true;
    }
    return false;
}

static void field_add(struct setting *s, const struct pair *p)
{
    if (p->value)
        s->field[s->fields.n++] =
            (struct facts_field){ span_str(p->key), span_str(p->value) };
}

static void files_add(struct setting *s, const struct file *files)
{
    for (size_t i = 0; i < MOST_FILES && files[i].name; i++) {
        struct facts_file f = {
            .name = span_str(files[i].name),
            .type = files[i].type,
            .encrypted = files[i].encrypted,
            .cloud_link = files[i].cloud,
        };

        s->documents[s->in.n_documents++] = document_of_file(&f);
    }
}

static void setting_make(struct setting *s, const struct form_case *c)
{
    *s = (struct setting){ 0 };
    for (size_t i = 0; i < ARRAY_LEN(complete); i++) {
        if (!changes(c, complete[i].key))
            field_add(s, &complete[i]);
    }
    for (size_t i = 0; i < 4 && c->change[i].key; i++)
        field_add(s, &c->change[i]);
    s->fields.at = s->field;
    s->in = (struct form_input){
        .fields = &s->fields,
        .source = c->source ? c->source : FACTS_FORM_DOCX,
        .documents = s->documents,
        .received = civil_to_day((struct civil){ 2026, 2, 2 }),
        .sender = SPAN("c@m12.example"),
        .groups = groups,
        .n_groups = ARRAY_LEN(groups),
    };
    files_add(s, c->files[0].name ? c->files : all_files);
}

static struct span keys_of(const struct form_verdict *v,
                           enum form_finding_kind kind, char *buf, size_t room)
{
    size_t n = 0;

    buf[0] = '\0';
    list_each(&v->findings, f)
    {
        if (f->kind == kind)
            n += (size_t)snprintf(buf + n, room - n, "%s%s", n ? "," : "",
                                  f->key);
    }
    return span_of(buf, n);
}

static void test_checks(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct form_case *c = &cases[i];
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct setting s;
        struct form_verdict v;
        char buf[400];

        setting_make(&s, c);
        form_check(&s.in, &arena, &v);
        CHECK_SPAN(c->what, form_missing_keys(&v, &arena),
                   span_str(c->missing));
        CHECK_SPAN(c->what, keys_of(&v, FORM_ASKED, buf, sizeof(buf)),
                   span_str(c->asked));
        CHECK_SPAN(c->what, keys_of(&v, FORM_NOTE, buf, sizeof(buf)),
                   span_str(c->note));
        CHECK_INT(c->what, v.missing == 0, c->missing[0] == '\0');
        list_each(&v.findings, f)
        {
            CHECK_TRUE(c->what, f->zh.n && f->en.n);
            CHECK_TRUE(c->what,
                       span_is_utf8(f->zh) && span_is_utf8(f->hint_zh));
        }
    }
}

/* The words of the answers, as the sample (6.5) and the scenario have them. */
static void test_words(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    static const struct form_case o014 = {
        "O014",
        { { "legal_rep", NULL }, { "name_en", NULL }, { "c_zip", NULL } },
        NULL,
        NULL,
        NULL,
        { { "申请表.docx", FACTS_FILE_DOCX, false, false },
          { "申请表盖章扫描.pdf", FACTS_FILE_PDF, false, false } }
    };
    struct setting s;
    struct form_verdict v;

    (void)state;
    setting_make(&s, &o014);
    form_check(&s.in, &arena, &v);
    CHECK_INT("two are missing", v.missing, 2);
    CHECK_INT("and two asked for", v.findings.n, 4);
    CHECK_SPAN("asked", v.findings.at[0].zh, SPAN("英文名称"));
    CHECK_SPAN("first", v.findings.at[1].zh,
               SPAN("法人代表姓名（申请表第4行）"));
    CHECK_SPAN("first, English", v.findings.at[1].en,
               SPAN("name of legal representative"));
    CHECK_SPAN("asked", v.findings.at[2].zh, SPAN("通信地址邮编"));
    CHECK_SPAN("second", v.findings.at[3].zh,
               SPAN("企业法人营业执照副本复印件（附注第1项，扫描件即可，"
                    "纸质件后补）"));
    CHECK_SPAN("second, English", v.findings.at[3].en,
               SPAN("copy of business licence"));
}

/* O166: a form in the text of the mail, without any file. */
static void test_text_only(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct setting s;
    struct form_verdict v;
    static const struct form_case o166 = {
        "O166",
        { { "groups", NULL }, { "seal_date", NULL }, { "agree", NULL } },
        NULL,
        NULL,
        NULL,
        { { NULL } },
        FACTS_FORM_BODY
    };

    (void)state;
    setting_make(&s, &o166);
    s.in.n_documents = 0;
    form_check(&s.in, &arena, &v);
    CHECK_SPAN("three, and no more", form_missing_keys(&v, &arena),
               SPAN("doc.licence,groups,seal"));
    CHECK_SPAN("groups", v.findings.at[0].zh,
               SPAN("申请加入的工作组（申请表第13行）"));
    CHECK_SPAN("seal", v.findings.at[1].zh,
               SPAN("单位公章及盖章日期（申请表第14行）"));
}

/* A scan alone, a .doc, a locked file: the form is asked for, its fields are
 * not listed one by one. */
static void test_no_form(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct setting s;
    struct form_verdict v;

    (void)state;
    setting_make(&s, &cases[0]);
    s.fields.n = 0;
    s.in.source = FACTS_FORM_UNREADABLE;
    form_check(&s.in, &arena, &v);
    CHECK_SPAN("only the form", form_missing_keys(&v, &arena), SPAN("form"));
    CHECK_SPAN("what to send, and instead of what", v.findings.at[0].hint_zh,
               SPAN("申请表.docx中未能读出申请表，请同时附可编辑的申请表(docx)"
                    "或按下列格式填写正文"));
    s.documents[0].encrypted = true;
    form_check(&s.in, &arena, &v);
    CHECK_SPAN("a lock is told of the lock", form_missing_keys(&v, &arena),
               SPAN("doc.encrypted,form"));
    CHECK_SPAN("what to send", v.findings.at[0].hint_zh,
               SPAN("请同时附可编辑的申请表(docx)或按下列格式填写正文"));
    s.in.source = FACTS_FORM_NONE;
    s.in.n_documents = 0;
    form_check(&s.in, &arena, &v);
    CHECK_SPAN("nothing at all", form_missing_keys(&v, &arena),
               SPAN("doc.licence,form,seal.scan"));
}

static void test_groups(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    static const struct form_case several = { "several",
                                              { { "groups", "wg5、ＷＧ６" },
                                                { "groups", "WG5" },
                                                { "groups", "WG2" } },
                                              NULL,
                                              NULL,
                                              NULL,
                                              { { NULL } },
                                              FACTS_FORM_NONE };
    struct setting s;
    struct form_verdict v;

    (void)state;
    setting_make(&s, &several);
    form_check(&s.in, &arena, &v);
    CHECK_INT("each once", v.groups.n, 2);
    CHECK_SPAN("first", v.groups.at[0], SPAN("WG5"));
    CHECK_SPAN("second", v.groups.at[1], SPAN("WG6"));
}

static void test_merge(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct facts_field old[] = { { SPAN("legal_rep"), SPAN("") },
                                 { SPAN("groups"), SPAN("WG5") },
                                 { SPAN("groups"), SPAN("WG6") },
                                 { SPAN("addr"), SPAN("北京") } };
    struct facts_field fresh[] = { { SPAN("legal_rep"), SPAN("赵") },
                                   { SPAN("groups"), SPAN("WG7") },
                                   { SPAN("addr"), SPAN("　") } };
    facts_fields older = { old, 4, 4 };
    facts_fields newer = { fresh, 3, 3 };
    facts_fields got = { 0 };

    (void)state;
    form_merge(&older, &newer, &arena, &got);
    CHECK_INT("fields", got.n, 3);
    CHECK_SPAN("an empty field wipes nothing out", got.at[0].value,
               SPAN("北京"));
    CHECK_SPAN("filled", got.at[1].value, SPAN("赵"));
    CHECK_SPAN("ticks are replaced together", got.at[2].value, SPAN("WG7"));
}

static void test_inside_archive(void **state)
{
    struct facts_file zip = {
        .name = SPAN("材料.zip"),
        .type = FACTS_FILE_ZIP,
        .inside = SPAN("a/申请表.pdf\na/申请表.docx\na/营业执照.jpg"),
    };
    struct document d = document_of_file(&zip);

    (void)state;
    CHECK_INT("kinds", d.kinds,
              DOCUMENT_SEALED | DOCUMENT_FORM | DOCUMENT_LICENCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks),         cmocka_unit_test(test_words),
        cmocka_unit_test(test_text_only),      cmocka_unit_test(test_no_form),
        cmocka_unit_test(test_groups),         cmocka_unit_test(test_merge),
        cmocka_unit_test(test_inside_archive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
