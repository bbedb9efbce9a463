/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_WEBAPP_H
#define MARKET_WEBAPP_H

#include "market/market.h"

/*
 * What this site serves as its program, on record: `webapp` names each
 * static file, the tool and the trust file with its hash, so that whoever
 * fetches them like an ordinary user can compare with what stood in the log.
 *
 * Source: sealing.md 4 (`webapp`), 14 («altered script»).
 */

/*
 * Logs folder (a release's static files, no deeper) and the files beside,
 * unless the log says the same already.  files: n paths, known by their
 * last part.
 *
 * OK, also in a market without a log
 * ERR_INTERNAL	a file cannot be read: logged
 * ERR_BUSY	as write_run()
 */
enum err webapp_log(struct market *m, const char *release,
    const char *folder, const char *const *files, size_t n);

#endif
