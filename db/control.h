/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_CONTROL_H
#define DB_CONTROL_H

/*
 * Who is under one control, as SQL: a party and whom it holds, and all that
 * one holds (affiliation.holder: 控股, or more than half of the shares), are
 * told by a key that they share, the code or name of who holds.  One step:
 * who holds the holder is not asked.
 *
 * Source: domain.md 4 (rejoin), 7.3 (history follows the controller).
 */

/* The keys of :party on :day. */
#define CONTROL_KEYS							\
	"SELECT uscc FROM party WHERE id = :party UNION SELECT holder"	\
	" FROM affiliation WHERE agency_id = :party"			\
	" AND holder IS NOT NULL AND from_on <= :day"			\
	" AND coalesce(to_on, :day) >= :day"

/* Was the row f of affiliation in force on some day from a to b? */
#define CONTROL_IN_FORCE(a, b)						\
	" f.from_on <= " b " AND coalesce(f.to_on, " a ") >= " a

#endif
