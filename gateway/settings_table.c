/* The table every word about settings comes from. Names are never renamed. */
#include "settings.h"

#include <stddef.h>

#define PLACE(field) offsetof(struct settings, field)
#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define KIB 1024LL
#define MIB (1024 * KIB)

/* clang-format off */
const struct setting settings_table[] = {
    { "state", SETTING_PATH, PLACE(state), .fallback = "\"state\"",
      .zh = "状态目录：数据库 convoke.db、收到的原始邮件、锁和控制套接字都在这里",
      .en = "folder of the database convoke.db, the raw mails, the lock and the control socket" },
    { "charter", SETTING_FILE, PLACE(charter), .fallback = "\"charter.conf\"",
      .zh = "章程规则文件：每项职责的期限与提醒",
      .en = "the charter's rules: every duty with its period and reminders" },
    { "workdays", SETTING_FILE, PLACE(workdays), .fallback = "\"\"",
      .zh = "工作日历（TSV），启动时读入；空则用 import workdays 导入的",
      .en = "working-day calendar (TSV) read at start; empty: what import workdays stored" },

    { "committee.name", SETTING_TEXT, PLACE(committee.name), .most = 60,
      .sample = "\"示例标准化技术委员会\"",
      .zh = "标委会名称，出现在每封邮件里", .en = "the committee's name in Chinese; stands in every mail" },
    { "committee.name_en", SETTING_TEXT, PLACE(committee.name_en), .most = 120,
      .sample = "\"Example Standards Committee\"",
      .zh = "标委会英文名称", .en = "the committee's name in English" },
    { "committee.domain", SETTING_DOMAIN, PLACE(committee.domain),
      .sample = "\"tc.example\"",
      .zh = "本网关所发邮件 Message-ID 的域名", .en = "domain of the Message-IDs made here" },
    { "committee.address", SETTING_ADDRESS, PLACE(committee.address),
      .sample = "\"gw@tc.example\"",
      .zh = "服务地址：申请和各类来信寄到这里，邮件由此发出",
      .en = "service address: applications arrive here and mails leave from here" },
    { "committee.secretariat", SETTING_ADDRESSES, PLACE(committee.secretariat),
      .sample = "[ \"sec@tc.example\" ]",
      .zh = "秘书处：值班信箱在前，其后是操作员", .en = "secretariat: the duty mailbox first, then the operators" },
    { "committee.administrator", SETTING_ADDRESSES, PLACE(committee.administrator),
      .fallback = "[ ]",
      .zh = "平台账号管理员；空则寄秘书处", .en = "platform administrators; empty: the secretariat" },
    { "committee.clerk", SETTING_ADDRESSES, PLACE(committee.clerk), .fallback = "[ ]",
      .zh = "会费经办人；空则寄秘书处", .en = "dues clerks; empty: the secretariat" },
    { "committee.operations", SETTING_ADDRESSES, PLACE(committee.operations), .fallback = "[ ]",
      .zh = "系统管理员，只收技术告警；空则寄秘书处",
      .en = "whoever runs this gateway, gets technical alerts only; empty: the secretariat" },
    { "committee.help", SETTING_TEXT, PLACE(committee.help), .most = 120,
      .sample = "\"秘书处 010-00000000\"",
      .zh = "联系谁：每封邮件末尾的联系方式", .en = "whom to ask, in Chinese; closes every mail" },
    { "committee.help_en", SETTING_TEXT, PLACE(committee.help_en), .most = 120,
      .sample = "\"the secretariat, +86 10 0000 0000\"",
      .zh = "联系方式（英文）", .en = "whom to ask, in English" },

    { "source.kind", SETTING_ENUM, PLACE(source.kind), .choices = "maildir imap",
      .sample = "\"maildir\"",
      .zh = "来信从哪里取", .en = "where mail comes from" },
    { "source.path", SETTING_PATH, PLACE(source.path), .fallback = "\"\"", .sample = "\"mail/in\"",
      .zh = "来信 Maildir（含 tmp new cur）", .en = "the Maildir (tmp, new, cur) mail is taken from" },

    { "transport.kind", SETTING_ENUM, PLACE(transport.kind), .choices = "maildir smtp",
      .sample = "\"maildir\"",
      .zh = "邮件怎样发出", .en = "how mail leaves" },
    { "transport.path", SETTING_PATH, PLACE(transport.path), .fallback = "\"\"", .sample = "\"mail/out\"",
      .zh = "maildir：发出的邮件写到这里", .en = "maildir: mails are written here" },
    { "transport.host", SETTING_TEXT, PLACE(transport.host), .fallback = "\"\"", .most = 253,
      .zh = "smtp：服务器名，须与其证书一致", .en = "smtp: the server, as its certificate names it" },
    { "transport.port", SETTING_INTEGER, PLACE(transport.port), .fallback = "0", .most = 65535,
      .zh = "smtp：端口；0 表示 implicit 用 465，其余用 587",
      .en = "smtp: port; 0 means 465 with implicit TLS, else 587" },
    { "transport.tls", SETTING_ENUM, PLACE(transport.tls), .choices = "implicit starttls none",
      .fallback = "\"implicit\"",
      .zh = "smtp：加密方式；none 只许用于本机", .en = "smtp: TLS; none only for this machine" },
    { "transport.auth", SETTING_ENUM, PLACE(transport.auth), .choices = "none plain login xoauth2",
      .fallback = "\"none\"",
      .zh = "smtp：登录方式", .en = "smtp: how to log in" },
    { "transport.user", SETTING_TEXT, PLACE(transport.user), .fallback = "\"\"", .most = 253,
      .zh = "smtp：登录名", .en = "smtp: user name" },
    { "transport.password_file", SETTING_SECRET, PLACE(transport.password_file), .fallback = "\"\"",
      .zh = "smtp：存放密码（或授权码、令牌）的文件，权限 0600；QQ、163 要用授权码",
      .en = "smtp: file that holds the password or token, mode 0600" },
    { "transport.ca_file", SETTING_FILE, PLACE(transport.ca_file), .fallback = "\"\"",
      .zh = "smtp：自备的 CA 证书；空则用系统的", .en = "smtp: CA certificates; empty: the system's" },
    { "transport.sessions", SETTING_INTEGER, PLACE(transport.sessions), .fallback = "2",
      .least = 1, .most = 16,
      .zh = "smtp：同时的连接数", .en = "smtp: connections at once" },
    { "transport.patience", SETTING_SECONDS, PLACE(transport.patience), .fallback = "\"0s\"",
      .most = HOUR,
      .zh = "smtp：每个应答最多等多久；0s 按 RFC 5321（五到十分钟）",
      .en = "smtp: how long each reply is waited for; 0s: as RFC 5321 says, five to ten minutes" },
    { "transport.helo", SETTING_TEXT, PLACE(transport.helo), .fallback = "\"\"", .most = 253,
      .zh = "smtp：EHLO 用的名字；空则用 committee.domain", .en = "smtp: name in EHLO; empty: committee.domain" },
    { "transport.sender", SETTING_ADDRESS, PLACE(transport.sender), .fallback = "\"\"",
      .zh = "信封发件人，退信到这里；空则用 committee.address",
      .en = "envelope sender, where bounces go; empty: committee.address" },
    { "transport.bounces", SETTING_ADDRESS, PLACE(transport.bounces), .fallback = "\"\"",
      .zh = "smtp：每封邮件各用一个信封发件人，如 bounces+TOKEN@tc.example，退信按其中的令牌对号；"
            "这些地址的来信须能取到。QQ、163 等要求信封发件人即登录名的服务器不要设；空则都用 transport.sender",
      .en = "smtp: an envelope sender of its own for each mail, such as bounces+TOKEN@tc.example, so that a "
            "bounce tells by its token what came back; mail to all of them must reach this gateway. Not for servers "
            "that want the login as sender (QQ, 163); empty: transport.sender for all" },
    { "transport.rate", SETTING_INTEGER, PLACE(transport.rate), .fallback = "60", .most = 6000,
      .zh = "smtp：一分钟内最多发几封；0 不限", .en = "smtp: mails a minute in all; 0: no limit" },
    { "transport.domain_rate", SETTING_INTEGER, PLACE(transport.domain_rate), .fallback = "20", .most = 6000,
      .zh = "smtp：一分钟内对同一收件域名最多发几封；0 不限",
      .en = "smtp: mails a minute to one recipient domain; 0: no limit" },

    { "trust.require", SETTING_FLAG, PLACE(trust.require), .fallback = "true",
      .zh = "成员与工作组的指令须有可信的认证结果（DMARC 或 DKIM）",
      .en = "commands of members and groups need a trusted authentication result (DMARC or DKIM)" },
    { "trust.mx", SETTING_WORDS, PLACE(trust.mx), .fallback = "[ ]",
      .sample = "[ \"mx.tc.example\" ]",
      .zh = "本单位 MX 主机名：其 Received 的时间就是收到时刻",
      .en = "our MX hosts: the time in their Received line is the receipt instant" },
    { "trust.authserv", SETTING_WORDS, PLACE(trust.authserv), .fallback = "[ ]",
      .sample = "[ \"mx.tc.example\" ]",
      .zh = "可信的 Authentication-Results 服务器名", .en = "authserv-ids whose Authentication-Results are believed" },

    { "limits.message", SETTING_OCTETS, PLACE(limits.message), .fallback = "\"30M\"",
      .least = 64 * KIB, .most = 100 * MIB,
      .zh = "一封来信的上限", .en = "largest mail taken in" },
    { "limits.replies_per_day", SETTING_INTEGER, PLACE(limits.replies_per_day), .fallback = "20",
      .least = 1, .most = 1000,
      .zh = "一天内对同一地址最多几封自动答复", .en = "automatic answers to one address a day" },
    { "limits.give_up", SETTING_SECONDS, PLACE(limits.give_up), .fallback = "\"5d\"",
      .least = HOUR, .most = 30 * DAY,
      .zh = "对方暂时拒收时，多久后放弃", .en = "how long a temporary refusal is retried" },

    { "parse.jobs", SETTING_INTEGER, PLACE(parse.jobs), .fallback = "0", .most = 64,
      .zh = "同时解析几封信；0 表示每个处理器一封", .en = "mails parsed at once; 0: one a processor" },
    { "parse.wall", SETTING_SECONDS, PLACE(parse.wall), .fallback = "\"10s\"", .least = 1, .most = 5 * MINUTE,
      .zh = "解析一封信的时限", .en = "time limit for parsing one mail" },
    { "parse.cpu", SETTING_SECONDS, PLACE(parse.cpu), .fallback = "\"5s\"", .least = 1, .most = 5 * MINUTE,
      .zh = "解析一封信的处理器时限", .en = "processor time limit for parsing one mail" },
    { "parse.memory", SETTING_OCTETS, PLACE(parse.memory), .fallback = "\"256M\"",
      .least = 64 * MIB, .most = 4096 * MIB,
      .zh = "解析进程的内存上限", .en = "memory limit of a parsing process" },

    { "address.separator", SETTING_TEXT, PLACE(address.separator), .fallback = "\"+\"", .least = 1, .most = 1,
      .zh = "子地址分隔符：gw+令牌@…", .en = "what separates a sub-address: gw+token@…" },

    { "times.scheduled", SETTING_HOUR, PLACE(times.scheduled), .fallback = "\"09:00\"",
      .zh = "定时提醒的发送时刻", .en = "when scheduled reminders go out" },
    { "times.digest", SETTING_HOUR, PLACE(times.digest), .fallback = "\"08:30\"",
      .zh = "秘书处日报的发送时刻", .en = "when the secretariat's digest goes out" },
    { "times.workday_end", SETTING_HOUR, PLACE(times.workday_end), .fallback = "\"17:30\"",
      .zh = "下班时刻：停机后补发的提醒不晚于此", .en = "end of the working day: catch-up mails go out before" },
    { "times.deadline", SETTING_ENUM, PLACE(times.deadline), .choices = "same_day clear_days",
      .fallback = "\"same_day\"",
      .zh = "“至少…前”怎样算：same_day 当日截止，clear_days 提前一天",
      .en = "how \"at least … before\" counts: same_day, or one day earlier" },

    { "digest.liaison", SETTING_FLAG, PLACE(digest.liaison), .fallback = "true",
      .zh = "联络员也收到本组的日报（无事项则不发）",
      .en = "liaisons get the digest of their own group when there is something in it" },
    { "digest.leader", SETTING_FLAG, PLACE(digest.leader), .fallback = "false",
      .zh = "组长也收到本组的日报", .en = "leaders get the digest of their own group" },
    { "digest.secretary", SETTING_FLAG, PLACE(digest.secretary), .fallback = "false",
      .zh = "工作组秘书也收到本组的日报", .en = "group secretaries get the digest of their own group" },

    { "flag.four_eyes", SETTING_FLAG, PLACE(flag.four_eyes), .fallback = "true",
      .zh = "拟退出和确认退出须由秘书处两位操作员先后用本人地址办理",
      .en = "an intended and a confirmed exit need two operators, each from his own address" },

    { "templates.folder", SETTING_PATH, PLACE(templates.folder), .fallback = "\"\"",
      .zh = "邮件模板目录；空则用安装时的", .en = "folder of the mail templates; empty: the installed ones" },
    { "templates.override", SETTING_PATH, PLACE(templates.override), .fallback = "\"\"",
      .zh = "本单位改过的模板，逐个文件优先", .en = "your own templates, which win file by file" },

    { "log.level", SETTING_ENUM, PLACE(log.level), .choices = "error warning notice debug",
      .fallback = "\"notice\"",
      .zh = "日志详细程度", .en = "how much is logged" },
};
/* clang-format on */

const size_t settings_count = ARRAY_LEN(settings_table);

const struct settings_section settings_sections[] = {
    { "committee", "标委会与值班地址", "the committee and its duty addresses" },
    { "source", "来信", "mail in" },
    { "transport", "发信", "mail out" },
    { "trust", "来信的可信度", "whose word about a mail is believed" },
    { "limits", "限额", "limits" },
    { "parse", "解析进程的限制", "bounds of the parsing processes" },
    { "address", "子地址", "sub-addresses" },
    { "times", "时刻", "times of day" },
    { "digest", "日报", "the daily digest" },
    { "flag", "退出标记", "exit flags" },
    { "templates", "邮件模板", "mail templates" },
    { "log", "日志", "log" },
};

const size_t settings_sections_n = ARRAY_LEN(settings_sections);
