/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_HANDLERS_H
#define FCGI_HANDLERS_H

#include "fcgi/routes.h"

/* One line a file. */
handler home_page, elder_page, time_page, health_page, ready_page;
handler help_page, privacy_page, accessibility_page, sitemap_page;
handler join_page, join_start_page, join_start_post, join_contact_page,
    join_contact_post, join_confirm_page, join_confirm_post;
handler login_page, login_post, logout_post;
handler desk_page;
handler message_list_page, message_read_post, message_read_all_post;
handler profile_page, profile_post, profile_represent_post;
handler budget_page, budget_post;
handler qualification_list_page, qualification_new_page,
    qualification_add_post, qualification_edit_page, qualification_edit_post,
    qualification_remove_post;
handler check_page, check_qualification_post, check_entry_post, recheck_post;
handler file_page;
handler item_list_page, item_page, item_new_page, item_create_post,
    item_edit_page, item_edit_post, item_publish_post, item_repeal_post;
handler flag_list_page, flag_page, flag_dismiss_post, flag_case_post,
    case_list_page, case_page, case_close_post, flag_method_page;
handler agency_list_page, agency_page, owner_page;
handler credit_list_page, credit_catalogue_page, credit_catalogue_text,
    credit_event_page;
handler credit_desk_page, credit_new_page, credit_raise_post,
    credit_show_page, credit_state_post, credit_appeal_post,
    credit_decide_post;
handler penalty_list_page, penalty_page;
handler penalty_desk_page, penalty_new_page, penalty_propose_post,
    penalty_show_page, penalty_notify_post, penalty_state_post,
    penalty_decide_post;
handler plea_file_post, plea_withdraw_post, plea_decide_post;
handler leave_list_page, leave_page, leave_request_post, leave_stay_post,
    leave_rejoin_post, handover_page, handover_post;
handler affiliation_page, affiliation_add_post, affiliation_end_post;
handler repair_page, repair_desk_page, repair_new_page,
    repair_request_post, repair_show_page, repair_admit_post,
    repair_decide_post;
handler project_list_page, project_page, timeline_page;
handler question_list_page, question_ask_post, question_answer_page,
    question_answer_post;
handler amend_page, amend_post, amend_preview_page, amend_answer_post,
    cancel_page, cancel_post,
    rerun_post;
handler petition_ask_page, petition_ask_post, petition_list_page,
    petition_page, petition_decide_post, stop_page, stop_post;
handler draft_new_page, draft_create_post, draft_edit_page, draft_edit_post,
    draft_preview_page, draft_publish_post, draft_discard_post;
handler bid_new_page, bid_check_post, bid_place_post, bid_withdraw_page,
    bid_withdraw_post, bid_receipt_page, bid_list_page;
handler opening_page, verify_page, explain_page;
handler submit_post, offer_post, ready_post, sign_post, claim_post,
    open_post, selfopen_post, cosignature_post;
handler bid_file_post;
handler bid_documents_post, cure_page, cure_post;
handler key_page, key_draft_text, key_register_post, token_make_post,
    token_drop_post;
handler terms_page, terms_text, terms_recall_post;
handler paper_page, paper_text, paper_write_post;
handler contract_page, contract_text_page, contract_act_page,
    contract_act_post, contract_deliver_post, contract_reject_post;
handler late_page;
handler award_explain_page, award_explain_post, award_decide_page,
    award_decide_post, award_choose_page, award_choose_post,
    award_decline_page, award_decline_post, award_leave_post;
handler award_letter_page;
handler review_new_page, review_place_post, review_reply_page,
    review_reply_post, review_dispute_page, review_dispute_post;
handler review_queue_page, review_disputed_page, review_decide_post;
handler notice_list_page, notice_page;
handler stats_page, stats_csv;
handler trail_page, trail_check_page, trail_csv;
handler party_page, party_read_post;
handler search_page;
handler objection_list_page, objection_new_page, objection_file_post,
    objection_page, objection_refuse_post, objection_accept_post,
    objection_decide_post, objection_withdraw_post;
handler complaint_public_page, complaint_new_page, complaint_file_post,
    complaint_desk_page, complaint_page, complaint_withdraw_post,
    complaint_state_post, complaint_remedy_post, complaint_refuse_post,
    complaint_accept_post, complaint_decide_post;
handler violation_list_page, violation_draft_post, violation_queue_page,
    violation_page, violation_edit_post, violation_send_post,
    violation_answer_post, violation_decide_post;
handler tip_new_page, tip_send_post, tip_look_page, tip_report_page,
    tip_report_post, tip_desk_page, tip_list_page, tip_page, tip_act_post;
handler evaluator_list_page, evaluator_add_post, evaluator_stop_post;
handler inspection_list_page, inspection_plan_page, inspection_commit_post,
    inspection_sign_post, inspection_open_post, inspection_desk_page,
    inspection_new_page, inspection_make_post, inspection_fix_post,
    inspection_task_page, inspection_act_post;
handler inspector_conflict_post, inspector_list_page, inspector_add_post,
    inspector_stop_post;
handler sheet_page, sheet_post, sheet_annex_post;
handler param_set_page, param_set_text;

#endif
