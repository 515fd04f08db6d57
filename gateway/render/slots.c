#include "convoke/render/slots.h"

#include "convoke/base/own.h"

const char *const slots_common =
    "committee group object help law token dear actions[label mailto]";

/* What a person missed beside the thing a reminder is about. */
#define ALSO " also[duty thing law due left]"
/* What every reminder of a duty about a meeting, a project, a period or a task
 * may say; `items` is what concerns its reader alone. */
#define REMINDER                                                               \
    "id duty thing group_id meeting? start place link charter? due left "      \
    "strict"                                                                   \
    " checkpoint? milestone milestone_left items[text]" ALSO

/* What was filed, and how it stands to its deadline when one waited for it. */
#define RECEIPT                                                                \
    "thing what filed measured? late? due days_late again? version"            \
    " files[name size] notes[text]"

/* What every mail about one contribution says. */
#define CONTRIBUTION                                                           \
    "id unit unit_id thing title project received due late? files[name size]"  \
    " replaces"
#define REMARKS " confirmed? defaulted? notes[text]"
/* What every mail about a meeting says of it; `place` or `link` may be empty.
 */
#define MEETING "id thing group_id when place link chair"
/* The charter's days before it. */
#define DUES " plan notice contrib"
/* A document that came in, and whether in time. */
#define FILED " filed late? days_late due files[name size]"
#define AGENDA                                                                 \
    " agenda[title project presenter] left_out[project reason]"                \
    " papers[name size]"
/* A unit that leaves. */
#define EXIT "unit unit_id groups voluntary? deemed? revoked? number reason"
#define EXIT_NEWS EXIT " received asked? declined? back? due"
/* A unit that does not come. */
#define ABSENCE "id thing when unit unit_id received ahead? days defaulted?"
/* What was found about a unit that may have to leave. */
#define FLAG                                                                   \
    "unit unit_id scope owing? count skipped"                                  \
    " plenaries[id when status notified asked until]"                          \
    " year billed lapse as_of paid warnings"
#define CHECK " missing[text] hints[text] plan_open? complete?"
#define ISSUE                                                                  \
    MEETING AGENDA DUES " late? days_late due give[mailto]"                    \
                        " none[mailto] leave[mailto] service"

/* clang-format off */
const struct catalog_entry slots_of_notices[] = {
    { "app.ack",
      "unit received files[name kind] groups[name] asked[label hint]"
      " dispatch_days review_days notes[text]" },
    { "app.incomplete",
      "unit received missing[label hint] asked[label hint] notes[text]"
      " due days reviewing? reason" },
    { "app.supp.rem", "unit missing[label hint] due left" ALSO },
    { "app.lapsed",
      "unit supplement? formalities? due missing[label hint] group_id" },
    { "app.dup", "unit received other" },
    { "app.withdrawn", "unit received" },
    { "app.new",
      "unit received fields[label value] files[name kind size]"
      " asked[label hint] notes[text] groups[name] due" },
    { "app.dispatch.rem", "unit received due left groups[name]" ALSO },
    { "app.dispatch.overdue", "unit received due left groups[name]" ALSO },
    { "app.review.req",
      "unit received fields[label value] files[name kind size] notes[text]"
      " group_id due days" },
    { "app.review.rem",
      "unit group_id due left checkpoint? milestone milestone_left" ALSO },
    { "app.review.overdue", "unit group_id due left" ALSO },
    { "app.result",
      "unit group_id approved? overruled? reason reviewer decided due" },
    { "app.notify.rem", "unit group_id approved? due left" ALSO },
    { "app.notify.overdue", "unit group_id approved? due left" ALSO },
    { "app.approved", "unit group_id due days papers?" },
    { "app.rejected", "unit group_id reason" },
    { "member.welcome",
      "unit group_id effective contact representatives[name mail voter?]"
      " meetings[name date]" },
    { "account.open", "unit group_id persons[name mail role] due" },
    { "account.cancel", "unit group_id persons[name mail role] whole? due" },
    { "account.rem", "unit group_id duty due left" ALSO },
    { "account.overdue", "unit group_id duty due left" ALSO },
    { "exit.ack", EXIT_NEWS },
    { "exit.task",
      EXIT_NEWS " sender lines[text] files[name size] flags[text]"
                " projects[text]" },
    { "exit.confirmed",
      EXIT " for_office? flag decided due rest dues[text] projects[text]"
           " service" },
    { "exit.done", EXIT " closed rest projects[text]" },
    { "rep.ack", "unit group_id persons[name title mail voter?]" },
    { "rep.reject", "unit group_id count problem words" },
    { "contact.confirm",
      "unit unit_id new_name new_mail phone effective asked_by until" },
    { "contact.changed",
      "unit unit_id old_name old_mail new_name new_mail phone effective"
      " ahead? bounced?" },
    { "bounce.alert",
      "unit unit_id address code said subject sent silenced? none? thing when cured?"
      " others[text] phone due left" },
    { "data.gap", "unit unit_id group_id lacks[text law] thing when fixed" },
    { "cmd.refused",
      "received subject problem state words[word meaning]" },
    { "mail.large", "received subject size limit fits" },
    { "auth.fail", "received sender subject facts[label value]" },
    { "cmd.done",
      "received answer? done[line thing said] failed[line thing said]" },
    { "cmd.confirm", "received items[line thing effect reason] until" },
    { "help.reply", "words[word meaning]" },
    { "held.confirm", "unit sender subject received due" },
    { "held.info", "sender subject received reason unit due lookalike" },
    { "held.refused", "unit sender subject received" },

    { "annplan.rem", REMINDER },
    { "annplan.overdue", REMINDER },
    { "qtr.rem", REMINDER " last" },
    { "qtr.missed", REMINDER " last" },
    { "annual.rem", REMINDER },
    { "annual.overdue", REMINDER },
    { "plan.rem", REMINDER },
    { "plan.overdue", REMINDER },
    { "notice.rem", REMINDER CHECK },
    { "notice.overdue", REMINDER CHECK },
    { "contrib.rem", REMINDER },
    { "contrib.closed",
      REMINDER " ontime[text] late[text] held[text] returned[text] none[text]"
               " silent[text]" },
    { "contrib.ack", CONTRIBUTION REMARKS },
    { "contrib.incomplete",
      "unit thing received missing[label hint] files[name size] due until" },
    { "contrib.fwd", CONTRIBUTION REMARKS " sender words" },
    { "contrib.late", CONTRIBUTION REMARKS " sender words own?" },
    { "contrib.decision", CONTRIBUTION " accepted? item reason decided" },
    { "contrib.tabled", CONTRIBUTION " accepted? item reason decided" },
    { "contrib.withdrawn", CONTRIBUTION " accepted? item reason decided" },
    { "contrib.none.ack", "unit thing received due defaulted?" },
    { "ctable.rem", REMINDER },
    { "ctable.overdue", REMINDER },
    { "meeting.rem", REMINDER " when chair" },
    { "rsvp.rem", REMINDER " when chair" },
    { "post.rem", REMINDER " waits[text] unheld?" },
    { "post.overdue", REMINDER " waits[text] unheld?" },
    { "attend.rem", REMINDER },
    { "attend.overdue", REMINDER },
    { "resol.rem", REMINDER },
    { "resol.overdue", REMINDER },
    { "prj.rem", REMINDER },
    { "prj.overdue", REMINDER },
    { "prjmeet.rem", REMINDER },
    { "prjmeet.overdue", REMINDER },
    { "task.rem", REMINDER },
    { "task.overdue", REMINDER },
    { "plenary2.warn", REMINDER " held planned last_filing too_late?" },
    { "cal.missing", "year" },
    { "ops.alert",
      "trouble disk? queue? source? over? again? seen since free least waiting"
      " said" },

    { "annplan.ack",
      "group_id year count total few? one_half? added? cut?"
      " meetings[id when place known? stdweek? apart? reason plan_past?" DUES
      "] problems[line text problem]" },
    { "deadline.ics", "group_id moved? meetings[id when" DUES "]" },
    { "plan.filed",
      MEETING DUES FILED
      " hints[text] revised? change? old reason was_late? number for_office?" },
    { "plan.incomplete", MEETING " received missing[text] due left" },
    { "plan.confirmed", MEETING DUES " number" },
    { "notice.check",
      MEETING AGENDA CHECK
      " due left strict units addresses asked? again? news moving? unsent?"
      " for_office?" },
    { "notice.issue", ISSUE },
    { "notice.late-member", ISSUE " counted? effective" },
    { "meeting.moved",
      MEETING DUES
      " old reason plenary? notified? plan_filed? urgent? valid? unmet[text]" },
    { "meeting.cancelled",
      MEETING " reason plenary? notified? urgent? not_held? leaves office?"
              " unit_left?" },
    { "rsvp.stale", MEETING " due received refresh?" },
    { "reason.ask", ABSENCE " said declined?" },
    { "leave.ack",
      ABSENCE " reason person until others? final? for_office? rejected?"
              " decision decided leader?" },
    { "delegate.ack",
      MEETING " unit unit_id from delegate name contact problem asked? invited?"
              " for_office? for_delegate? fixed" },
    { "counter.fwd",
      MEETING " unit unit_id person proposed hindrance same? unknown?"
              " as_written comment received" },
    { "counter.declined", MEETING " unit unit_id person proposed reason" },
    { "lm.invite", MEETING " quarter year resolution" },
    { "resol.submitted", MEETING FILED " present roles revised?" },
    { "qtr.closed", "thing duty seen reason" },
    { "attend.ack",
      MEETING " received refused? same? older? again? file sha256 came[text]"
              " absent[text] excused[text] uncounted[text] others[text]"
              " leaders leaders_away waits? due final"
              " faults[line whole? text problem] more" },
    { "absence.ask", MEETING " unit unit_id leader? due left" },
    { "absence.warn",
      MEETING " unit unit_id notified asked? asked_on due next next_when"
              " for_office?" },
    { "atrisk.notice",
      MEETING " unit unit_id count missed missed_on service" },
    { "leader.flag",
      "person office group_id count meetings[id sort when asked due]"
      " leaders_alone? plenaries_alone?" },
    { "leader.idle", "person office group_id count last due over?" },
    { "minutes.ack", MEETING FILED " headings revised? waits[text]" },
    { "post.incomplete",
      MEETING " received minutes? returned missing[text] due left" },
    { "post.approval", MEETING " files[name size] due left" },
    { "post.submitted", MEETING FILED " minutes?" },
    { "prj.registered",
      "thing research? lead drafters[name] start duty limited? in_months? months"
      " due left team_due plan_due" },
    { "prj.ack", RECEIPT },
    { "prjmeet.ack", RECEIPT },
    { "ctable.ack",
      "thing bound? plenary start filed late? again? version files[name size]" },
    { "ctable.incomplete",
      "thing bound? plenary start received none? unreadable? missing[label]"
      " files[name]" },
    { "annual.ack", RECEIPT " hints[text]" },
    { "annual.incomplete",
      "year group_id received missing[label] files[name] due left" },
    { "task.new",
      "task group_id lines[text] due left moved? returned? reason" },
    { "task.ack",
      "task group_id lines[text] due left filed late? days_late files[name size]"
      " sender asked? accepted? void? reason" },
    { "dues.rem", REMINDER " year billed lapse" },
    { "dues.arrears", REMINDER " year billed lapse" },
    { "dues.final", REMINDER " year billed lapse" },
    { "dues.report",
      "received file dated? as_of rows changed keeps? kept refused? same?"
      " years[year billed owing units] problems[lined? line text problem]" },
    { "dues.waived",
      "unit year waived? deferred? disputed? restored? reason decided"
      " billed lapse" },
    { "flag.raised", FLAG " due left update? again? open? state missed pack?" },
    { "flag.preexit", FLAG " due left decided pack?" },
    { "flag.preexit.rem", FLAG " due left" ALSO },
    { "flag.objection",
      FLAG " due left own? in_time? received until sender lines[text]"
           " files[name size]" },
    { "flag.objection.expired", FLAG " due left until" },
    { "flag.dismissed", FLAG " own? known? reason decided" },
    { "flag.deferred", FLAG " until reason decided" },
    { "flag.voided", FLAG " own? reason voided" },
    { "suggest.ack",
      "unit group_id received lines[text] answer[text] asked? answered? timed?"
      " due" },
    { "status.reply",
      "at unit offices[text] memberships[group_id since]"
      " duties[thing duty due left law] answers[thing when state]"
      " contributions[id title state] suggestions[id received answered?]" },
    { "digest",
      "date acts? whole? quiet? file all decisions[number thing what dated? left]"
      " total others? sections[mark heading items[number thing what law"
      " service? due over? left who reminded note how] count amount more? hidden]"
      " since in out mails bounces held" },
};
/* clang-format on */

const size_t slots_of_notices_n = ARRAY_LEN(slots_of_notices);
