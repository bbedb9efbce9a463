/* SPDX-License-Identifier: Apache-2.0 */
/* banned.h: functions that are never the right one here; see each reason. */
#ifndef TESTS_BANNED_H
#define TESTS_BANNED_H
#ifndef __cplusplus

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat strncpy sprintf vsprintf	/* no bound */
#pragma GCC poison strtok gets atoi atol atoll	/* state, no bound, no error */
#pragma GCC poison localtime gmtime ctime asctime	/* static memory */
#pragma GCC poison rand srand		/* not random */

#endif
#endif
