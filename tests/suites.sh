#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites.sh FILE...: the list of suites; tests/bid_test.c holds bid_suite().
echo '#include "tests/suites.h"'
for f in "$@"; do n=$(basename "$f" _test.c); echo "Suite *${n}_suite(void);"; done
echo 'const struct suite suites[] = {'
for f in "$@"; do n=$(basename "$f" _test.c); echo "	{ \"$n\", ${n}_suite },"; done
echo '};'
echo 'const size_t n_suites = sizeof suites / sizeof suites[0];'
