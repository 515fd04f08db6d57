#include "intake_acts.h"

#include "appointment.h"
#include "attendance.h"
#include "bounce.h"
#include "contact.h"
#include "contribution.h"
#include "digest_answer.h"
#include "dues.h"
#include "exit.h"
#include "flag.h"
#include "group_filing.h"
#include "leader_hint.h"
#include "leader_leave.h"
#include "meeting_echo.h"
#include "plenary.h"
#include "project_mail.h"
#include "rsvp.h"
#include "status_mail.h"
#include "suggestion_mail.h"
#include "task_mail.h"

static const struct token_act token_acts[] = {
    { "app.supplement", application_receive, false, false },
    { "app.formality", formalities_reply, false, false },
    { "app.dispatch", review_dispatch, true, false },
    { "app.review", review_decide, true, false },
    { "app.notify", review_notify, true, false },
    { "account.open", account_done, true, false },
    { "account.cancel", exit_account_done, true, false },
    { "exit", exit_decide, true, false },
    { "exit.back", exit_take_back, true, false },
    { "task", task_done, true, false },
    { "task.accept", task_accept, true, false },
    { "suggestion", suggestion_answer, true, false },
    /* A reply to a reminder brings what was asked for. */
    { "project_plan", project_mail, true, false },
    { "project_approval", project_mail, true, false },
    { "research_result", project_mail, true, false },
    { "comment_table", comment_table_receive, true, false },
    { "annual_report", annual_report_receive, true, false },
    { "publicity", publicity_decide, true, false },
    { "app.activate", membership_activate, true, false },
    { "digest", digest_answered, true, false },
    { "intention", digest_confirmed, true, false },
    /* The mailbox the token went to is the proof. */
    { "held", held_answered, false, false },
    { "contact", contact_confirm, false, false },
    { "contact.verify", contact_verify, true, false },
    { "bounce", bounce_resume, true, false },
    { "meeting", meeting_command, true, false },
    { "meeting.release", meeting_command, true, false },
    { "meeting.override", meeting_override, true, false },
    { "plan.confirm", plan_confirm, true, false },
    { "post.approval", post_decide, true, false },
    { "quarter", quarter_acknowledge, true, false },
    { "echo", meeting_repeat, true, false },
    { "reason", leave_reason, false, true },
    { "reason.leader", leader_reason, false, true },
    { "leader.mark", leader_mark_decide, true, false },
    /* The leader answers what its holder passed on to him. */
    { "leave.reject", leave_decide, false, true },
    { "delegate", delegate_decide, true, false },
    { "counter", counter_decide, true, false },
    { "contribution", contribution_reply, false, true },
    { "contribution.more", contribution_complete, false, true },
    { "contribution.late", contribution_office, true, false },
    { "contribution.office", contribution_office, true, false },
    { "flag", flag_decide, true, false },
    { "statement", flag_object, false, true },
    { "rsvp", rsvp_reply, false, true },
};

const struct token_act *token_act_of(struct span purpose)
{
    for (size_t i = 0; i < ARRAY_LEN(token_acts); i++)
        if (span_eq(purpose, span_str(token_acts[i].purpose)))
            return &token_acts[i];
    return NULL;
}

/* What is not here goes to a person. */
static const struct mail_act mail_acts[] = {
    { INTAKE_CALENDAR, rsvp_receive, false, false },
    { INTAKE_APPLICATION, application_receive, true, true },
    { INTAKE_SUPPLEMENT, application_receive, false, false },
    { INTAKE_WITHDRAW_APPLICATION, application_withdraw, true, false },
    { INTAKE_DISPATCH, review_dispatch, false, false },
    { INTAKE_REVIEW, review_decide, false, false },
    { INTAKE_NOTIFY, review_notify, false, false },
    { INTAKE_ACTIVATE, membership_activate, true, false },
    { INTAKE_REPRESENTATIVES, representatives_receive, true, false },
    { INTAKE_CONTACT, contact_receive, true, true },
    { INTAKE_CONTRIBUTION, contribution_receive, true, true },
    { INTAKE_NO_CONTRIBUTION, contribution_declare_none, true, true },
    { INTAKE_WITHDRAW_CONTRIBUTION, contribution_withdraw, true, true },
    { INTAKE_LEAVE, leave_receive, true, true },
    { INTAKE_ANNUAL_MEETINGS, annual_meetings_receive, true, true },
    { INTAKE_ADD_MEETING, annual_meetings_receive, true, true },
    { INTAKE_PLAN, plan_receive, true, true },
    { INTAKE_NOTICE_DRAFT, notice_draft_receive, true, true },
    { INTAKE_NOTICE_RELEASE, notice_release_receive, true, true },
    { INTAKE_MEETING_MOVE, meeting_move_receive, true, true },
    { INTAKE_MEETING_CANCEL, meeting_cancel_receive, true, true },
    { INTAKE_LEADERS_MEETING, leaders_meeting_receive, true, true },
    { INTAKE_RESOLUTION, resolution_receive, true, true },
    { INTAKE_ACKNOWLEDGE, quarter_acknowledge, true, true },
    { INTAKE_ATTENDANCE, attendance_receive, true, true },
    { INTAKE_MINUTES, minutes_receive, true, true },
    { INTAKE_SUMMARY, summary_receive, true, true },
    { INTAKE_APPOINT, appointment_receive, true, true },
    { INTAKE_SECRETARY, secretary_receive, true, true },
    { INTAKE_RESIGN, resignation_receive, true, true },
    { INTAKE_DELEGATE_CHAIR, chair_delegate, true, true },
    { INTAKE_PROJECT_REGISTER, project_register, true, true },
    { INTAKE_PROLONG, project_prolong, true, true },
    { INTAKE_PROJECT_TEAM, project_mail, true, true },
    { INTAKE_PROJECT_PLAN, project_mail, true, true },
    { INTAKE_PROJECT_MEETING, project_mail, true, true },
    { INTAKE_PROJECT_NEWS, project_mail, true, true },
    { INTAKE_PROJECT_APPROVAL, project_mail, true, true },
    { INTAKE_RESEARCH_RESULT, project_mail, true, true },
    { INTAKE_COMMENT_TABLE, comment_table_receive, true, true },
    { INTAKE_PUBLICITY, publicity_receive, true, true },
    { INTAKE_ANNUAL_REPORT, annual_report_receive, true, true },
    { INTAKE_ANNUAL_PLAN, group_filing_receive, true, true },
    { INTAKE_PROGRESS, group_filing_receive, true, true },
    { INTAKE_ASSESSMENT, group_filing_receive, true, true },
    { INTAKE_TASK, task_assign, true, true },
    { INTAKE_TASK_DONE, task_done, true, true },
    { INTAKE_DUES, dues_receive, true, true },
    { INTAKE_DUES_WAIVER, dues_waive, true, true },
    { INTAKE_ACCOUNT_DONE, exit_account_told, false, false },
    { INTAKE_PRE_EXIT, flag_command, true, true },
    { INTAKE_CONFIRM_EXIT, flag_command, true, true },
    { INTAKE_DISMISS_FLAG, flag_command, true, true },
    { INTAKE_DEFER, flag_command, true, true },
    { INTAKE_OBJECTION, flag_object, true, true },
    { INTAKE_EXIT, exit_request, true, true },
    { INTAKE_REVOKE, exit_revoke, true, true },
    { INTAKE_SUGGESTION, suggestion_receive, true, true },
    { INTAKE_STATUS, status_receive, true, true },
};

const struct mail_act *mail_act_of(enum intake_kind kind)
{
    for (size_t i = 0; i < ARRAY_LEN(mail_acts); i++)
        if (mail_acts[i].kind == kind)
            return &mail_acts[i];
    return NULL;
}
