/* SPDX-License-Identifier: Apache-2.0 */
/* routes.c: the site map, with who may come in the row. */
#include "fcgi/routes.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "market/base/arena.h"

const struct route routes[] = {
	{ "GET",  "/",				home_page,		ANYONE },
	{ "GET",  "/search",			search_page,		ANYONE },
	{ "GET",  "/projects",			project_list_page,	ANYONE },
	{ "GET",  "/projects/:code",		project_page,		ANYONE },
	{ "GET",  "/projects/:code/opening",	opening_page,		ANYONE },
	{ "GET",  "/projects/:code/verify",	verify_page,		ANYONE },
	{ "GET",  "/projects/:code/explain",	explain_page,		ANYONE },
	{ "GET",  "/projects/:code/timeline",	timeline_page,		ANYONE },
	{ "GET",  "/projects/:code/questions",	question_list_page, ANYONE | UNNAMED },
	{ "POST", "/projects/:code/questions",	question_ask_post, AGENCY | UNNAMED },
	{ "GET",  "/services",			item_list_page,		ANYONE },
	{ "GET",  "/services/:code",		item_page,		ANYONE },
	{ "GET",  "/agencies",			agency_list_page,	ANYONE },
	{ "GET",  "/agencies/:uscc",		agency_page,		ANYONE },
	{ "GET",  "/agencies/:uscc/credit",	credit_list_page,	ANYONE },
	{ "GET",  "/penalties",			penalty_list_page,	ANYONE },
	{ "GET",  "/penalties/:id",		penalty_page,		ANYONE },
	{ "GET",  "/leaves",			leave_list_page,	ANYONE },
	{ "GET",  "/repairs/:id",		repair_page,		ANYONE },
	{ "GET",  "/credit/catalogue",		credit_catalogue_page,	ANYONE },
	{ "GET",  "/credit/catalogue/:version",	credit_catalogue_page,	ANYONE },
	{ "GET",  "/credit/catalogue/:version/text", credit_catalogue_text, ANYONE },
	{ "GET",  "/credit/events/:id",		credit_event_page,	ANYONE },
	{ "GET",  "/owners/:uscc",		owner_page,		ANYONE },
	{ "GET",  "/late-payments",		late_page,		ANYONE },
	{ "GET",  "/notices",			notice_list_page,	ANYONE },
	{ "GET",  "/notices/:id",		notice_page,		ANYONE },
	{ "GET",  "/stats",			stats_page,		ANYONE },
	{ "GET",  "/stats.csv",			stats_csv,		ANYONE },
	{ "GET",  "/flags/method",		flag_method_page,	ANYONE },
	{ "GET",  "/inspections",		inspection_list_page,	ANYONE },
	{ "GET",  "/inspections/:id",		inspection_plan_page,	ANYONE },
	{ "POST", "/inspections/:id/commit",	inspection_commit_post, ANYONE | SIGNED },
	{ "POST", "/inspections/:id/sign",	inspection_sign_post,	ANYONE | SIGNED },
	{ "POST", "/inspections/:id/open",	inspection_open_post,	ANYONE | SIGNED },
	{ "GET",  "/params",			param_set_page,		ANYONE },
	{ "GET",  "/params/:version",		param_set_page,		ANYONE },
	{ "GET",  "/params/:version/text",	param_set_text,		ANYONE },
	{ "GET",  "/help",			help_page,		ANYONE },
	{ "GET",  "/privacy",			privacy_page,		ANYONE },
	{ "GET",  "/accessibility",		accessibility_page,	ANYONE },
	{ "GET",  "/sitemap",			sitemap_page,		ANYONE },
	{ "GET",  "/elder",			elder_page,		ANYONE },
	{ "GET",  "/time",			time_page,		ANYONE },
	{ "GET",  "/healthz",			health_page,		ANYONE },
	{ "GET",  "/readyz",			ready_page,		ANYONE },

	{ "GET",  "/join",			join_page,		ANYONE },
	{ "GET",  "/join/:role",		join_start_page,	ANYONE },
	{ "POST", "/join/:role",		join_start_post,	ANYONE },
	{ "GET",  "/join/:role/contact",	join_contact_page,	ANYONE },
	{ "POST", "/join/:role/contact",	join_contact_post,	ANYONE },
	{ "GET",  "/join/:role/confirm",	join_confirm_page,	ANYONE },
	{ "POST", "/join/:role/confirm",	join_confirm_post,	ANYONE },
	{ "GET",  "/login",			login_page,		ANYONE },
	{ "POST", "/login",			login_post,		ANYONE },
	{ "POST", "/logout",			logout_post,		SIGNED_IN },

	{ "GET",  "/desk",			desk_page,		SIGNED_IN },
	{ "GET",  "/desk/messages",		message_list_page,	SIGNED_IN },
	{ "POST", "/desk/messages/read",	message_read_all_post,	SIGNED_IN },
	{ "POST", "/desk/messages/:id/read",	message_read_post,	SIGNED_IN },
	{ "GET",  "/desk/profile",		profile_page,		AGENCY },
	{ "POST", "/desk/profile",		profile_post,		AGENCY },
	{ "POST", "/desk/profile/representative", profile_represent_post, AGENCY },
	{ "GET",  "/desk/qualifications",	qualification_list_page, AGENCY },
	{ "GET",  "/desk/qualifications/new",	qualification_new_page,	AGENCY },
	{ "POST", "/desk/qualifications",	qualification_add_post,	AGENCY | FILES },
	{ "GET",  "/desk/qualifications/:id",	qualification_edit_page, AGENCY },
	{ "POST", "/desk/qualifications/:id",	qualification_edit_post, AGENCY | FILES },
	{ "POST", "/desk/qualifications/:id/remove", qualification_remove_post, AGENCY },
	{ "POST", "/desk/recheck",		recheck_post,		AGENCY },
	{ "GET",  "/desk/checks",		check_page, OPERATOR | AUDITOR },
	{ "POST", "/desk/checks/:id",		check_qualification_post, OPERATOR },
	{ "POST", "/desk/checks/agencies/:uscc", check_entry_post,	OPERATOR },
	{ "GET",  "/files/:use",		file_page,		ANYONE },
	{ "GET",  "/desk/bids",			bid_list_page,		AGENCY },
	{ "GET",  "/desk/keys",			key_page,		AGENCY | OWNER },
	{ "GET",  "/desk/keys/draft",		key_draft_text,		AGENCY | OWNER },
	{ "POST", "/desk/keys",			key_register_post,	AGENCY | OWNER },
	{ "POST", "/desk/keys/token",		token_make_post,	AGENCY },
	{ "POST", "/desk/keys/token/drop",	token_drop_post,	AGENCY },
	{ "GET",  "/desk/budget",		budget_page,		OWNER },
	{ "POST", "/desk/budget",		budget_post,		OWNER },

	{ "GET",  "/desk/inspections",		inspection_desk_page,
	    AGENCY | INSPECTOR | REGULATOR | AUDITOR },
	{ "GET",  "/desk/inspections/new",	inspection_new_page,	REGULATOR },
	{ "POST", "/desk/inspections",		inspection_make_post,	REGULATOR },
	{ "POST", "/desk/inspections/conflicts", inspector_conflict_post, INSPECTOR },
	{ "POST", "/desk/inspections/:id/fix",	inspection_fix_post,	REGULATOR },
	{ "GET",  "/desk/inspections/tasks/:id", inspection_task_page,
	    AGENCY | INSPECTOR | REGULATOR | AUDITOR },
	{ "POST", "/desk/inspections/tasks/:id/:act", inspection_act_post,
	    AGENCY | INSPECTOR | REGULATOR },
	{ "GET",  "/desk/inspectors",		inspector_list_page,	REGULATOR },
	{ "POST", "/desk/inspectors",		inspector_add_post,	REGULATOR },
	{ "POST", "/desk/inspectors/:id/stop",	inspector_stop_post,	REGULATOR },
	{ "GET",  "/desk/services/new",		item_new_page,		OPERATOR },
	{ "POST", "/desk/services",		item_create_post,	OPERATOR },
	{ "GET",  "/desk/services/:code",	item_edit_page,		OPERATOR },
	{ "POST", "/desk/services/:code",	item_edit_post,		OPERATOR },
	{ "POST", "/desk/services/:code/publish", item_publish_post,	OPERATOR },
	{ "POST", "/desk/services/:code/repeal", item_repeal_post,	OPERATOR },

	{ "GET",  "/projects/:code/objections",	objection_list_page,	ANYONE },
	{ "GET",  "/projects/:code/objections/new", objection_new_page,	AGENCY },
	{ "POST", "/projects/:code/objections",	objection_file_post,	AGENCY },
	{ "GET",  "/desk/objections/:id",	objection_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "POST", "/desk/objections/:id/withdraw", objection_withdraw_post,
	    AGENCY },
	{ "POST", "/desk/objections/:id/refuse", objection_refuse_post,	OWNER },
	{ "POST", "/desk/objections/:id/accept", objection_accept_post,	OWNER },
	{ "POST", "/desk/objections/:id/decide", objection_decide_post,	OWNER },

	{ "GET",  "/complaints",		complaint_public_page,	ANYONE },
	{ "GET",  "/desk/objections/:id/complaint", complaint_new_page,	AGENCY },
	{ "POST", "/desk/objections/:id/complaint", complaint_file_post, AGENCY },
	{ "GET",  "/desk/complaints",		complaint_desk_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "GET",  "/desk/complaints/:id",	complaint_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "POST", "/desk/complaints/:id/withdraw", complaint_withdraw_post,
	    AGENCY },
	{ "POST", "/desk/complaints/:id/statement", complaint_state_post,
	    AGENCY | OWNER },
	{ "POST", "/desk/complaints/:id/remedy", complaint_remedy_post,
	    AGENCY | OWNER },
	{ "POST", "/desk/complaints/:id/refuse", complaint_refuse_post,
	    REGULATOR },
	{ "POST", "/desk/complaints/:id/accept", complaint_accept_post,
	    REGULATOR },
	{ "POST", "/desk/complaints/:id/decide", complaint_decide_post,
	    REGULATOR },

	{ "GET",  "/projects/:code/violations",	violation_list_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "POST", "/projects/:code/violations",	violation_draft_post,
	    AGENCY | OWNER },
	{ "GET",  "/desk/violations",		violation_queue_page,
	    REGULATOR | AUDITOR },
	{ "GET",  "/desk/violations/:id",	violation_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "POST", "/desk/violations/:id",	violation_edit_post,
	    AGENCY | OWNER },
	{ "POST", "/desk/violations/:id/send",	violation_send_post,
	    AGENCY | OWNER },
	{ "POST", "/desk/violations/:id/answer", violation_answer_post,
	    AGENCY | OWNER },
	{ "POST", "/desk/violations/:id/decide", violation_decide_post,
	    REGULATOR },

	{ "GET",  "/tips/new",			tip_new_page, ANYONE | UNNAMED },
	{ "POST", "/tips",			tip_send_post, ANYONE | UNNAMED },
	{ "GET",  "/tips/:code",		tip_look_page, ANYONE | UNNAMED },
	{ "GET",  "/desk/tips/new",		tip_report_page, OWNER | UNNAMED },
	{ "POST", "/desk/tips",			tip_report_post, OWNER | UNNAMED },
	{ "GET",  "/desk/tips",			tip_list_page,
	    REGULATOR | DISCIPLINE },
	{ "GET",  "/desk/tips/:id",		tip_page, REGULATOR | DISCIPLINE },
	{ "POST", "/desk/tips/:id",		tip_act_post,
	    REGULATOR | DISCIPLINE },

	{ "GET",  "/desk/evaluators",		evaluator_list_page,	OPERATOR },
	{ "POST", "/desk/evaluators",		evaluator_add_post,	OPERATOR },
	{ "POST", "/desk/evaluators/:id/stop",	evaluator_stop_post,	OPERATOR },
	{ "GET",  "/desk/sheets/:code",		sheet_page,		EVALUATOR },
	{ "POST", "/desk/sheets/:code",		sheet_post,		EVALUATOR },
	{ "POST", "/desk/sheets/:code/annexes",	sheet_annex_post,
	    EVALUATOR | FILES },

	{ "GET",  "/desk/projects/new",		draft_new_page,		OWNER },
	{ "POST", "/desk/projects",		draft_create_post,	OWNER },
	{ "GET",  "/desk/projects/:code",	draft_edit_page,	OWNER },
	{ "POST", "/desk/projects/:code",	draft_edit_post,	OWNER },
	{ "GET",  "/desk/projects/:code/preview", draft_preview_page,	OWNER },
	{ "POST", "/desk/projects/:code/publish", draft_publish_post,	OWNER },
	{ "GET",  "/desk/projects/:code/terms", terms_page,		OWNER },
	{ "GET",  "/desk/projects/:code/terms.txt", terms_text,	OWNER },
	{ "POST", "/desk/projects/:code/recall", terms_recall_post,	OWNER },
	{ "GET",  "/desk/projects/:code/papers/:kind", paper_page,	OWNER },
	{ "POST", "/desk/projects/:code/papers/:kind", paper_write_post,	OWNER },
	{ "GET",  "/desk/projects/:code/texts/:kind", paper_text,	OWNER },
	{ "POST", "/desk/projects/:code/discard", draft_discard_post,	OWNER },
	{ "GET",  "/desk/projects/:code/amend",	amend_page,		OWNER },
	{ "POST", "/desk/projects/:code/amend",	amend_post,		OWNER },
	{ "GET",  "/desk/projects/:code/amend/preview", amend_preview_page, OWNER },
	{ "POST", "/desk/projects/:code/amend/preview", amend_answer_post, OWNER },
	{ "GET",  "/desk/projects/:code/cancel", cancel_page,		OWNER },
	{ "POST", "/desk/projects/:code/cancel", cancel_post,		OWNER },
	{ "POST", "/desk/projects/:code/rerun",	rerun_post,		OWNER },
	{ "GET",  "/desk/projects/:code/questions/:id", question_answer_page, OWNER },
	{ "POST", "/desk/projects/:code/questions/:id", question_answer_post, OWNER },
	{ "GET",  "/desk/projects/:code/petitions/:kind", petition_ask_page, OWNER },
	{ "POST", "/desk/projects/:code/petitions/:kind", petition_ask_post, OWNER },
	{ "GET",  "/desk/projects/:code/stop",	stop_page,		REGULATOR },
	{ "POST", "/desk/projects/:code/stop",	stop_post,		REGULATOR },
	{ "GET",  "/desk/credit",		credit_desk_page,
	    AGENCY | REGULATOR | AUDITOR },
	{ "GET",  "/desk/credit/new",		credit_new_page,	REGULATOR },
	{ "POST", "/desk/credit",		credit_raise_post,	REGULATOR },
	{ "GET",  "/desk/credit/:id",		credit_show_page,
	    AGENCY | REGULATOR | AUDITOR },
	{ "POST", "/desk/credit/:id/statement",	credit_state_post,	AGENCY },
	{ "POST", "/desk/credit/:id/appeal",	credit_appeal_post,	AGENCY },
	{ "POST", "/desk/credit/:id/decision",	credit_decide_post,	REGULATOR },
	{ "GET",  "/desk/penalties",		penalty_desk_page, AGENCY | REGULATOR },
	{ "GET",  "/desk/penalties/new",	penalty_new_page,	REGULATOR },
	{ "POST", "/desk/penalties",		penalty_propose_post,	REGULATOR },
	{ "GET",  "/desk/penalties/:id",	penalty_show_page, AGENCY | REGULATOR },
	{ "POST", "/desk/penalties/:id/notify",	penalty_notify_post,	REGULATOR },
	{ "POST", "/desk/penalties/:id/statement", penalty_state_post,	AGENCY },
	{ "POST", "/desk/penalties/:id/decision", penalty_decide_post,	REGULATOR },
	{ "POST", "/desk/penalties/:id/complaint", plea_file_post,	AGENCY },
	{ "POST", "/desk/penalties/:id/complaint/withdrawal", plea_withdraw_post,
	    AGENCY },
	{ "POST", "/desk/penalties/:id/complaint/decision", plea_decide_post,
	    REGULATOR },
	{ "GET",  "/desk/affiliations",		affiliation_page,
	    OPERATOR | REGULATOR },
	{ "POST", "/desk/affiliations",		affiliation_add_post,
	    OPERATOR | REGULATOR },
	{ "POST", "/desk/affiliations/:id/end",	affiliation_end_post,
	    OPERATOR | REGULATOR },
	{ "GET",  "/desk/leave",		leave_page,		AGENCY },
	{ "POST", "/desk/leave",		leave_request_post,	AGENCY },
	{ "POST", "/desk/leave/stay",		leave_stay_post,	AGENCY },
	{ "POST", "/desk/leave/rejoin",		leave_rejoin_post,	AGENCY },
	{ "GET",  "/desk/handovers",		handover_page,		OWNER },
	{ "POST", "/desk/handovers/:id",	handover_post,		OWNER },
	{ "GET",  "/desk/repairs",		repair_desk_page, AGENCY | REGULATOR },
	{ "GET",  "/desk/repairs/new/:id",	repair_new_page,	AGENCY },
	{ "POST", "/desk/repairs/new/:id",	repair_request_post,	AGENCY },
	{ "GET",  "/desk/repairs/:id",		repair_show_page, AGENCY | REGULATOR },
	{ "POST", "/desk/repairs/:id/admit",	repair_admit_post,	REGULATOR },
	{ "POST", "/desk/repairs/:id/decision",	repair_decide_post,	REGULATOR },
	{ "GET",  "/desk/flags",		flag_list_page,
	    REGULATOR | AUDITOR },
	{ "GET",  "/desk/flags/:id",		flag_page, REGULATOR | AUDITOR },
	{ "POST", "/desk/flags/:id/dismiss",	flag_dismiss_post,	REGULATOR },
	{ "POST", "/desk/flags/:id/case",	flag_case_post,		REGULATOR },
	{ "GET",  "/desk/cases",		case_list_page,
	    REGULATOR | AUDITOR },
	{ "GET",  "/desk/cases/:id",		case_page, REGULATOR | AUDITOR },
	{ "POST", "/desk/cases/:id/close",	case_close_post,	REGULATOR },
	{ "GET",  "/desk/audit",		trail_page,		AUDITOR },
	{ "GET",  "/desk/audit/check",		trail_check_page,	AUDITOR },
	{ "GET",  "/desk/audit.csv",		trail_csv,		AUDITOR },
	{ "GET",  "/desk/parties/:uscc",	party_page,
	    REGULATOR | DISCIPLINE | AUDITOR },
	{ "POST", "/desk/parties/:uscc",	party_read_post,
	    REGULATOR | DISCIPLINE },
	{ "GET",  "/desk/petitions",		petition_list_page,
	    REGULATOR | AUDITOR },
	{ "GET",  "/desk/petitions/:id",	petition_page,
	    REGULATOR | AUDITOR },
	{ "POST", "/desk/petitions/:id",	petition_decide_post,	REGULATOR },

	{ "GET",  "/projects/:code/bids/new",	bid_new_page,		AGENCY },
	{ "POST", "/projects/:code/bids/check",	bid_check_post,		AGENCY },
	{ "POST", "/projects/:code/bids/file",	bid_file_post,		AGENCY },
	{ "POST", "/projects/:code/bids",	bid_place_post,		AGENCY },
	{ "POST", "/projects/:code/bids/documents", bid_documents_post,
	    AGENCY | FILES | HASHED },
	{ "GET",  "/projects/:code/bids/withdraw", bid_withdraw_page,	AGENCY },
	{ "POST", "/projects/:code/bids/withdraw", bid_withdraw_post,	AGENCY },
	{ "GET",  "/projects/:code/documents",	cure_page,		AGENCY },
	{ "POST", "/projects/:code/documents",	cure_post,
	    AGENCY | FILES | EXACT },
	{ "GET",  "/receipts/:file",		bid_receipt_page,	AGENCY },

	{ "POST", "/p/:code/:round/submit",	submit_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/offer",	offer_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/ready",	ready_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/sign",	sign_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/claim",	claim_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/open",	open_post,	ANYONE | SIGNED },
	{ "POST", "/p/:code/:round/selfopen",	selfopen_post,	ANYONE | SIGNED },
	{ "POST", "/log/cosignature",		cosignature_post, ANYONE | SIGNED },

	{ "GET",  "/projects/:code/contract",	contract_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "GET",  "/projects/:code/contract/text", contract_text_page,
	    AGENCY | OWNER | REGULATOR | AUDITOR },
	{ "GET",  "/projects/:code/contract/:act", contract_act_page,
	    AGENCY | OWNER | REGULATOR },
	{ "POST", "/projects/:code/contract/deliver", contract_deliver_post,
	    AGENCY | FILES },
	{ "POST", "/projects/:code/contract/reject", contract_reject_post,
	    OWNER | FILES },
	{ "POST", "/projects/:code/contract/:act", contract_act_post,
	    AGENCY | OWNER | REGULATOR },
	{ "GET",  "/projects/:code/letter",	award_letter_page,	ANYONE },
	{ "GET",  "/projects/:code/award/explain", award_explain_page,	AGENCY },
	{ "POST", "/projects/:code/award/explain", award_explain_post,
	    AGENCY | FILES },
	{ "GET",  "/projects/:code/award/decide", award_decide_page,	OWNER },
	{ "POST", "/projects/:code/award/decide", award_decide_post,	OWNER },
	{ "GET",  "/projects/:code/award/choose", award_choose_page,	OWNER },
	{ "POST", "/projects/:code/award/choose", award_choose_post,	OWNER },
	{ "GET",  "/projects/:code/award/decline", award_decline_page,	AGENCY },
	{ "POST", "/projects/:code/award/decline", award_decline_post,
	    AGENCY | FILES },
	{ "POST", "/projects/:code/award/leave", award_leave_post,	AGENCY },
	{ "GET",  "/projects/:code/review",	review_new_page, AGENCY | OWNER },
	{ "POST", "/projects/:code/review",	review_place_post, AGENCY | OWNER },
	{ "GET",  "/projects/:code/reply",	review_reply_page, AGENCY | OWNER },
	{ "POST", "/projects/:code/reply",	review_reply_post, AGENCY | OWNER },
	{ "GET",  "/projects/:code/dispute",	review_dispute_page, AGENCY | OWNER },
	{ "POST", "/projects/:code/dispute",	review_dispute_post, AGENCY | OWNER },
	{ "GET",  "/desk/reviews",		review_queue_page,
	    REGULATOR | AUDITOR },
	{ "GET",  "/desk/reviews/:id",		review_disputed_page,
	    REGULATOR | AUDITOR },
	{ "POST", "/desk/reviews/:id",		review_decide_post,	REGULATOR },
};

const size_t routes_n = COUNT(routes);

static bool
is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

/* Codes, numbers and hashes need no decoding; anything else is no address. */
static size_t
word_length(const char *p)
{
	size_t n = 0;

	while (is_word_char(p[n]))
		n++;
	return n <= 64 && (n == 0 || p[0] != '.') ? n : 0;
}

static bool
match(const struct route *r, const char *path, const char *words[PATH_ARGS],
    size_t lengths[PATH_ARGS])
{
	const char *want = r->path;
	size_t n = 0;

	while (*want != '\0') {
		if (*want == ':') {
			size_t len = word_length(path);

			if (len == 0 || n == PATH_ARGS)
				return false;
			words[n] = path;
			lengths[n++] = len;
			path += len;
			want += strcspn(want, "/");
		} else if (*want++ != *path++) {
			return false;
		}
	}
	return *path == '\0';
}

const struct route *
route_find(struct req *req, const char **allow)
{
	const char *method = strcmp(req->method, "HEAD") == 0 ? "GET" :
	    req->method;

	*allow = NULL;
	for (size_t i = 0; i < COUNT(routes); i++) {
		const char *words[PATH_ARGS];
		size_t lengths[PATH_ARGS] = { 0 };

		if (!match(&routes[i], req->path, words, lengths))
			continue;
		if (strcmp(routes[i].method, method) != 0) {
			*allow = routes[i].method;
			continue;
		}
		for (size_t n = 0; n < PATH_ARGS; n++)
			req->arg[n] = lengths[n] == 0 ? "" : arena_strndup(
			    req->market->arena, words[n], lengths[n]);
		*allow = NULL;
		return &routes[i];
	}
	return NULL;
}
