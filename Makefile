# SPDX-License-Identifier: Apache-2.0
# make            the programs, in build/bin/
# make run        what a fresh machine needs, a demonstration market, nginx, the program   PORT=8080 STATE=var
# make test       what a fresh machine needs, then unit, page and end-to-end tests
# make check      the fast part: unit and pages   K=bid one suite; SAN=1 TSAN=1 RELEASE=1 are modes
# make lint       layers, words, templates, sizes, headers that compile alone, clang-tidy
# make bench      what performance is claimed, measured: medians and ratios of one run
# make fuzz       every parser fed by libFuzzer   T=10 seconds a target, K=name one of them
# make setup      only what a fresh machine needs (Debian packages, npm)
# make clean      removes build/
.DEFAULT_GOAL := all
PORT ?= 8080
STATE ?= var
CC = gcc
CXX = g++

MODE := $(if $(SAN),san,$(if $(TSAN),tsan,$(if $(RELEASE),release,dev)))
OPT_dev     := -O1 -g -DMARKET_DEBUG=1
OPT_san     := -O1 -g -DMARKET_DEBUG=1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -DMARKET_DEBUG=1 -fsanitize=thread
OPT_release := -O2 -g -DMARKET_DEBUG=0
# Plain make, run and bench give what is deployed; check and its friends look for bugs.
BIN  := build/bin
OBJ  := build/$(MODE)
HARDEN_release := -D_FORTIFY_SOURCE=2
HARDEN := -fstack-protector-strong -fPIE $(HARDEN_$(MODE))
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wcast-qual -Wvla -Wconversion
CFLAGS   = -std=c11 $(WARN) -Wstrict-prototypes -Wmissing-prototypes $(OPT_$(MODE)) $(HARDEN)
CXXFLAGS = -std=c++17 $(WARN) -fno-exceptions $(OPT_$(MODE)) $(HARDEN)
CPPFLAGS = -D_GNU_SOURCE -I. -Ibuild -MMD -MP -include tests/banned.h
LDFLAGS  = -pie -Wl,-z,relro,-z,now $(OPT_$(MODE))
LDLIBS_pure  = -lsodium -lcurl
LDLIBS       := -lfcgi -lsqlite3 -lsodium -lctemplate -lqrencode -lpthread -lm

base_c   := $(wildcard market/base/*.c)
# Only market-mail has a way to the network.
market_c := $(filter-out market/mail_s%.c,$(wildcard market/*.c))
db_c     := $(wildcard db/*.c)
fcgi_c   := $(filter-out fcgi/main.c,$(wildcard fcgi/*.c))
test_c   := $(wildcard tests/*_test.c) $(wildcard tests/support*.c) tests/main.c
words    := $(wildcard views/*.html views/*/*.html views/text/*.txt)
lib_o    := $(patsubst %.c,$(OBJ)/%.o,$(base_c) $(market_c) $(db_c) $(fcgi_c)) $(OBJ)/views/view.o $(OBJ)/views/load.o $(OBJ)/views/words.o $(OBJ)/db/schema.o $(OBJ)/db/terms.o $(OBJ)/db/first_catalogue.o
test_o   := $(patsubst %.c,$(OBJ)/%.o,$(test_c)) $(OBJ)/suites.o
signer_o := $(patsubst %.c,$(OBJ)/%.o,$(base_c)) $(patsubst %,$(OBJ)/market/%.o,base64 daemon keyfile lines note signer signer_serve tlog tlog_file)
mail_o   := $(patsubst %.c,$(OBJ)/%.o,$(base_c)) $(patsubst %,$(OBJ)/market/%.o,base64 daemon lines mail mail_mime mail_serve mail_smtp note)
# The pure core: what sealbid is made of.  No database, no server; tests/lint.sh holds them to it.
pure := audit audit_blind audit_entry base64 close draw envelope envelope_judge inspect_draw keybook keyfile lines names note password password_common quote rank rank_case rank_low rank_method rank_print result result_input rule rule_form seal_record source terminal terms tiles tlog tlog_file trust trustee trustee_claim trustee_draft trustee_log trustee_open trustee_state verify verify_bodies verify_close verify_first verify_history verify_inputs verify_keys verify_open verify_panel verify_plan verify_read verify_receipt verify_result witness
tool_c   := $(wildcard market/tool/*.c)
tool_o   := $(patsubst %.c,$(OBJ)/%.o,$(base_c) $(pure:%=market/%.c) $(tool_c))
PROGRAMS := market.fcgi marketctl market-signer market-mail sealbid

all:
	@$(MAKE) --no-print-directory RELEASE=1 programs assets
programs: $(PROGRAMS:%=build/bin/%)
help:
	@sed -n '2,/^\.DEFAULT/{/^# make/s/^# //p}' Makefile

ifeq ($(MODE),release)
build/bin/%: build/release/bin/%
	@mkdir -p build/bin && cp $< $@.new && mv $@.new $@
endif
$(OBJ)/bin/market.fcgi: $(lib_o) $(OBJ)/fcgi/main.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/marketctl: $(OBJ)/market/bin/ctl_log.o $(OBJ)/market/bin/ctl_audit.o
# The signer holds one key and links what it needs for that.
$(OBJ)/bin/market-signer: $(signer_o) $(OBJ)/market/bin/market-signer.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS_pure)
$(OBJ)/bin/market-mail: $(mail_o) $(OBJ)/market/bin/market-mail.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS_pure)
$(OBJ)/bin/%: $(lib_o) $(OBJ)/market/bin/%.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/sealbid: $(tool_o) $(OBJ)/market/bin/sealbid.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS_pure)
$(OBJ)/bin/hello: $(lib_o) $(OBJ)/tests/bench/hello.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/load: $(lib_o) $(patsubst %.c,$(OBJ)/%.o,$(wildcard tests/bench/load*.c))
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/judge: $(lib_o) $(OBJ)/tests/bench/judge.o $(OBJ)/tests/support_round.o $(OBJ)/tests/support_key.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/rank: $(lib_o) $(OBJ)/tests/bench/rank.o $(OBJ)/tests/support_case.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/bin/mklog: $(lib_o) $(OBJ)/tests/go/mklog.o $(OBJ)/tests/support_logdir.o $(OBJ)/tests/support_tree.o $(OBJ)/tests/support_key.o
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)
# The core under clang's fuzzer: the modules that need neither database nor wire, and one program a target.
pure_o := $(patsubst %,build/fuzz/o/market/%.o,tiles verify verify_read verify_keys verify_history verify_close verify_bodies verify_open verify_panel verify_first verify_inputs verify_result verify_receipt audit audit_entry audit_blind note lines names rule rule_form seal_record tlog tlog_file envelope envelope_judge close result result_input rank rank_case rank_low rank_method rank_print draw inspect_draw trust source base64 keyfile store picture mail mail_mime) build/fuzz/o/fcgi/form.o build/fuzz/o/fcgi/multipart.o \
    $(patsubst market/base/%.c,build/fuzz/o/market/base/%.o,$(base_c)) build/fuzz/o/tests/support_round.o build/fuzz/o/tests/support_key.o
FUZZ := -g -O1 -DMARKET_DEBUG=1 -fsanitize=address,undefined -fno-sanitize-recover=all
build/fuzz/o/%.o: %.c
	@mkdir -p $(@D)
	clang -std=c11 $(CPPFLAGS) $(FUZZ) -fsanitize=fuzzer-no-link -c -o $@ $<
build/fuzz/%: $(pure_o) build/fuzz/o/tests/fuzz/%.o
	clang $(FUZZ) -fsanitize=fuzzer -o $@ $^ -lsodium
fuzzers: $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
fuzz:
	@T=$${T:-10} bash tests/fuzz/fuzz.sh
$(OBJ)/bin/check: $(lib_o) $(test_o)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -o $@ $^ -lcheck -lsubunit -lrt $(LDLIBS)
$(OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(OBJ)/%.o: $(OBJ)/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(OBJ)/views/%.o: views/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<
# What browsers load is named by its content, so that they may keep it for ever.
static_src := $(wildcard static/*.* static/sealbid/*.mjs) package-lock.json
STATIC := $(shell cat $(static_src) 2>/dev/null | sha256sum | cut -c1-12)
build/static/release.h: $(static_src)
	@mkdir -p $(@D)
	echo '#define STATIC_RELEASE "$(STATIC)"' >$@
$(OBJ)/fcgi/reply.o $(OBJ)/fcgi/main.o: build/static/release.h
build/static/$(STATIC)/.done: $(static_src)
	node static/build.mjs build/static/$(STATIC)
	@touch $@
assets: build/static/$(STATIC)/.done
# Templates, catalogue and schema are part of the program: it can never meet half of one.
$(OBJ)/views/words.c: views/embed.sh $(words)
	@mkdir -p $(@D)
	sh views/embed.sh view_files $(words) >$@.new && mv $@.new $@
$(OBJ)/db/schema.c: views/embed.sh db/schema.sql $(wildcard db/migrations/*.sql)
	@mkdir -p $(@D)
	sh views/embed.sh schema_files db/schema.sql $(wildcard db/migrations/*.sql) >$@.new && mv $@.new $@
$(OBJ)/db/terms.c: views/embed.sh $(wildcard db/words/*.txt)
	@mkdir -p $(@D)
	sh views/embed.sh term_files $(wildcard db/words/*.txt) >$@.new && mv $@.new $@
$(OBJ)/db/first_catalogue.c: views/embed.sh db/credit/catalogue.tsv
	@mkdir -p $(@D)
	sh views/embed.sh credit_files db/credit/catalogue.tsv >$@.new && mv $@.new $@
$(OBJ)/suites.c: tests/suites.sh $(test_c)
	@mkdir -p $(@D)
	sh tests/suites.sh $(wildcard tests/*_test.c) >$@.new && mv $@.new $@

# Nothing made on the way is thrown away, or each run would make it again.
.SECONDARY:
.PHONY: fuzz fuzzers all programs help run test check lint bench setup clean e2e assets
setup:
	@sh tests/setup.sh
run:
	@sh tests/setup.sh run
	@$(MAKE) --no-print-directory all
	@exec bash fcgi/run.sh "$(STATE)" "$(PORT)"
check: $(OBJ)/bin/check $(OBJ)/bin/market-signer $(OBJ)/bin/market-mail
	@$(OBJ)/bin/check $(K)
test: setup
	@bash tests/test.sh
lint:
	@bash tests/lint.sh
bench: setup
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory RELEASE=1 build/bin/load build/bin/hello build/bin/judge build/bin/rank
	@bash tests/bench/bench.sh
clean:
	rm -rf build
-include $(shell find build/$(MODE) build/fuzz -name '*.d' 2>/dev/null)
