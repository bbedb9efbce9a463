/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CONTRACT_H
#define FCGI_CONTRACT_H

#include "fcgi/reply.h"
#include "market/contract.h"

/*
 * What several pages show of a contract: its clocks as sentences, a row of
 * section CLOCK each, in value CLOCK_TEXT.
 */
void fill_contract_clocks(struct req *req, struct view *v,
    const struct contract *c, const struct due *dues, size_t n);

/* Section CONTRACT of a project's page (_contract.html), if there is one. */
enum err fill_contract_block(struct req *req, struct view *v,
    const struct project *p);

/* The acts a contract's page leads to, in order; NULL behind the last. */
const char *contract_act_name(size_t i);

/* May it be done now, by this side, deadlines included? */
bool contract_act_offered(const struct contract_page *page, const char *act,
    int64_t now);

#endif
