/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_NOUNS_H
#define DB_NOUNS_H

#include <stddef.h>

/* The nouns: db/<lower>.c holds <lower>_sql, its SQL on one screen. */
#define NOUN_LIST(X)				\
	X(PARTY, party)				\
	X(ACCOUNT, account)			\
	X(SESSION, session)			\
	X(JOINING, joining)			\
	X(AGENCY, agency)			\
	X(OWNER, owner)				\
	X(ITEM, item)				\
	X(PROJECT, project)			\
	X(ATTEMPT, attempt)			\
	X(EVENT, event)				\
	X(QUESTION, question)			\
	X(PETITION, petition)			\
	X(RECUSAL, recusal)			\
	X(FINDING, finding)			\
	X(DUE, due)				\
	X(EVALUATOR, evaluator)			\
	X(OBJECTION, objection)			\
	X(ROUND, round)				\
	X(PAPER, paper)				\
	X(BID, bid)				\
	X(BID_DOCUMENT, bid_document)		\
	X(AWARD, award)				\
	X(CONTRACT, contract)			\
	X(MILESTONE, milestone)			\
	X(PAYMENT, payment)			\
	X(REVIEW, review)			\
	X(NOTICE, notice)			\
	X(MESSAGE, message)			\
	X(OUTBOX, outbox)			\
	X(SEARCH, search)			\
	X(RECORD, record)			\
	X(TRAIL, trail)				\
	X(FLAG, flag)				\
	X(FLAG_FACT, flag_fact)			\
	X(FLAG_TOTAL, flag_total)		\
	X(LEAF, leaf)				\
	X(PUBLIC, public)			\
	X(KEY, key)				\
	X(DOCUMENT, document)			\
	X(QUALIFICATION, qualification)		\
	X(MEASURE, measure)			\
	X(CATALOGUE, catalogue)			\
	X(CREDIT_EVENT, credit_event)		\
	X(COMPLAINT, complaint)			\
	X(VIOLATION, violation)			\
	X(TIP, tip)				\
	X(INSPECTOR, inspector)			\
	X(INSPECTION_PLAN, inspection_plan)	\
	X(INSPECTION_TASK, inspection_task)	\
	X(MONTH, month)				\
	X(PENALTY, penalty)			\
	X(REPAIR, repair)			\
	X(LEAVE, leave)				\
	X(AFFILIATION, affiliation)		\
	X(STANDING, standing)			\
	X(PLEA, plea)

enum noun {
	TXN,
#define NOUN(upper, lower) upper,
	NOUN_LIST(NOUN)
#undef NOUN
	NOUNS
};

struct sql_table {
	const char *const *text;	/* n statements */
	size_t n;
};

#define NOUN(upper, lower) extern const struct sql_table lower##_sql;
NOUN_LIST(NOUN)
#undef NOUN

#endif
