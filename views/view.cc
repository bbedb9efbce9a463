// SPDX-License-Identifier: Apache-2.0
// view.cc: the C interface over ctemplate: filling and expanding pages.
#include "views/library.h"

#include <stdio.h>
#include <string.h>

extern "C" {
#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base/log.h"
}

namespace {

using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;

void
complain(const char *what, const char *where, const char *name)
{
	if (MARKET_DEBUG)
		bug("%s: %s in %s", what, name, where);
	log_event(LOG_ERROR, "view", "what=%s page=%s name=%s", what, where,
	    name);
}

class BufEmitter : public ctemplate::ExpandEmitter {
	struct buf *buf_;
public:
	explicit BufEmitter(struct buf *b) : buf_(b) {}
	void Emit(char c) override { buf_add(buf_, &c, 1); }
	void Emit(const std::string &s) override {
		buf_add(buf_, s.data(), s.size());
	}
	void Emit(const char *s) override { buf_add(buf_, s, strlen(s)); }
	void Emit(const char *s, size_t n) override { buf_add(buf_, s, n); }
};

const char *
keep(struct arena *a, const std::string &s)
{
	return arena_strndup(a, s.data(), s.size());
}

void
append_capital(std::string *out, int64_t fen)
{
	unsigned char symbols[64];
	size_t n = digits_capital(fen, symbols, sizeof symbols);

	for (size_t i = 0; i < n; i++) {
		std::string code = "capital_" + std::to_string(symbols[i]);
		auto it = library->sentences.find(code);

		if (it != library->sentences.end())
			out->append(it->second.pieces[0]);
	}
}

void append_arg(struct arena *a, std::string *out, const struct arg &arg);

void
append_sentence(struct arena *a, std::string *out, const char *code,
    const struct arg *args, size_t n)
{
	auto it = library->sentences.find(code);
	size_t used = 0;

	if (it == library->sentences.end()) {
		complain("no words", "catalogue", code);
		out->append(code);
		return;
	}
	const auto &pieces = it->second.pieces;
	for (size_t i = 0; i < pieces.size(); i++) {
		size_t j = 0;

		if (i % 2 == 0) {
			out->append(pieces[i]);
			continue;
		}
		while (j < n && pieces[i] != args[j].name)
			j++;
		if (j == n)
			complain("argument missing", code, pieces[i].c_str());
		else
			append_arg(a, out, args[j]), used |= size_t(1) << j;
	}
	if (used != (size_t(1) << n) - 1)
		complain("argument unused", "catalogue", code);
}

/*
 * «2026-12-02（周三）10:00»: date, weekday and time, as the catalogue has it.
 * Seconds are never left out where there are some: they may decide.
 */
void
append_time(struct arena *a, std::string *out, int64_t at, bool seconds)
{
	char date[DIGITS_MAX], clock[DIGITS_MAX];
	std::string weekday = "weekday_" +
	    std::to_string(civil_of(at).weekday);
	const struct arg args[] = {
		arg_text("DATE", digits_date(date, at)),
		arg_code("WEEKDAY", weekday.c_str()),
		arg_text("CLOCK", seconds || at % 60 ?
		    digits_seconds(clock, at) :
		    digits_clock(clock, at)),
	};

	append_sentence(a, out, "time_full", args, COUNT(args));
}

void
append_left(struct arena *a, std::string *out, int64_t s)
{
	const int64_t days = s / 86400, hours = s / 3600 % 24;
	const int64_t minutes = s / 60 % 60;
	const struct arg d[] = { arg_int("D", days), arg_int("H", hours) };
	const struct arg h[] = { arg_int("H", hours), arg_int("M", minutes) };
	const struct arg m[] = { arg_int("M", minutes) };

	if (days > 0)
		append_sentence(a, out, "left_days", d, COUNT(d));
	else if (hours > 0)
		append_sentence(a, out, "left_hours", h, COUNT(h));
	else if (minutes > 0)
		append_sentence(a, out, "left_minutes", m, COUNT(m));
	else
		append_sentence(a, out, "left_seconds", NULL, 0);
}

void
append_arg(struct arena *a, std::string *out, const struct arg &arg)
{
	char t[DIGITS_MAX];
	const int64_t n = arg.number;

	switch (arg.kind) {
	case ARG_END: break;
	case ARG_INT: out->append(digits_grouped(t, n)); break;
	case ARG_PLAIN: out->append(std::to_string(n)); break;
	case ARG_MONEY: out->append(digits_yuan(t, n)); break;
	case ARG_PERCENT: out->append(digits_percent(t, n)); break;
	case ARG_STARS: out->append(digits_stars(t, n)); break;
	case ARG_TIME: append_time(a, out, n, false); break;
	case ARG_SECOND: append_time(a, out, n, true); break;
	case ARG_DATE: out->append(digits_date(t, n)); break;
	case ARG_DAY: out->append(digits_day(t, n)); break;
	case ARG_CLOCK: out->append(digits_clock(t, n)); break;
	case ARG_CLOCK_SECOND: out->append(digits_seconds(t, n)); break;
	case ARG_ISO: out->append(digits_iso(t, n)); break;
	case ARG_LEFT: append_left(a, out, n); break;
	case ARG_CAPITAL: append_capital(out, n); break;
	case ARG_TEXT: out->append(arg.text ? arg.text : ""); break;
	case ARG_CODE: append_sentence(a, out, arg.text, NULL, 0); break;
	}
}

size_t
count_args(const struct arg *args)
{
	size_t n = 0;

	while (args != NULL && n < 8 && args[n].kind != ARG_END)
		n++;
	return n;
}

} // namespace

struct view {
	TemplateDictionary *dict;
	Page *page;
	struct arena *arena;
};

/* The interned name; NULL, and a complaint, where the page has no use for it. */
static const Name *
name_for(struct view *v, const char *name, bool must)
{
	auto it = library->names.find(name);

	if (it == library->names.end()) {
		if (must)
			complain("unused value", v->page->key.c_str(), name);
		return nullptr;
	}
	if (MARKET_DEBUG) {
		auto used = v->page->names.find(name);

		if (used != v->page->names.end())
			used->second = true;
		else if (must)
			complain("unused value", v->page->key.c_str(), name);
	}
	return it->second.get();
}

static void
set(struct view *v, const char *name, const char *text, bool must)
{
	const Name *n = name_for(v, name, must);

	if (n != nullptr && text != nullptr)
		v->dict->SetValueWithoutCopy(n->interned,
		    TemplateString(text, strlen(text)));
}

static void
drop_dictionary(void *dict)
{
	delete static_cast<TemplateDictionary *>(dict);
}

struct view *
view_new(struct arena *a, const char *page)
{
	auto it = library->pages.find(page);
	auto v = static_cast<struct view *>(arena_alloc(a, sizeof(struct view)));

	if (it == library->pages.end())
		bug("no template %s", page);
	v->dict = new TemplateDictionary(it->second->key);
	v->page = it->second.get();
	v->arena = a;
	arena_defer(a, drop_dictionary, v->dict);
	return v;
}

void
view_text(struct view *v, const char *name, const char *text)
{
	set(v, name, text, true);
}

void
view_arg(struct view *v, struct arg arg)
{
	std::string out;

	if (arg.kind == ARG_TEXT) {
		set(v, arg.name, arg.text, true);
		return;
	}
	append_arg(v->arena, &out, arg);
	set(v, arg.name, keep(v->arena, out), true);
}

void
view_secret(struct view *v, struct arg arg)
{
	const Name *n = name_for(v, arg.name, true);
	std::string out;

	append_arg(v->arena, &out, arg);
	if (n != nullptr)
		v->dict->SetValue(n->interned, out);
	explicit_bzero(out.data(), out.size());
}

const char *
view_sentence(struct arena *a, const char *code, const struct arg *args)
{
	auto it = library->sentences.find(code);
	std::string out;

	if (it != library->sentences.end() && it->second.pieces.size() == 1 &&
	    count_args(args) == 0)
		return it->second.pieces[0].c_str();
	append_sentence(a, &out, code, args, count_args(args));
	return keep(a, out);
}

void
view_words(struct view *v, const char *name, const char *code,
    const struct arg *args)
{
	set(v, name, view_sentence(v->arena, code, args), true);
}

void
view_word(struct view *v, const char *name, const char *family,
    const char *value)
{
	std::string code(family);

	code.append("_").append(value);
	set(v, name, view_sentence(v->arena, code.c_str(), NULL), true);
}

void
view_show(struct view *v, const char *section)
{
	const Name *n = name_for(v, section, true);

	if (n != nullptr)
		v->dict->ShowSection(n->interned);
}

struct view *
view_row(struct view *v, const char *section)
{
	const Name *n = name_for(v, section, true);
	auto row = static_cast<struct view *>(
	    arena_alloc(v->arena, sizeof(struct view)));

	*row = *v;
	if (n != nullptr)
		row->dict = v->dict->AddSectionDictionary(n->interned);
	return row;
}

void
view_everywhere(struct view *v, const char *name, const char *text)
{
	set(v, name, text, false);
}

void
view_everywhere_show(struct view *v, const char *section)
{
	const Name *n = name_for(v, section, false);

	if (n != nullptr)
		v->dict->ShowSection(n->interned);
}

bool
view_expand(struct view *v, struct buf *out)
{
	BufEmitter emitter(out);

	if (!library->cache.ExpandNoLoad(v->page->key,
	    ctemplate::STRIP_BLANK_LINES, v->dict, nullptr, &emitter)) {
		log_event(LOG_ERROR, "expand", "page=%s",
		    v->page->key.c_str());
		return false;
	}
	return !out->full;
}

bool
view_has_words(const char *code)
{
	return library->sentences.count(code) > 0;
}

const struct words view_catalogue = { view_sentence, view_has_words };

void
view_unset(void (*fn)(void *p, const char *page, const char *name), void *p)
{
	for (const auto &page : library->pages)
		for (const auto &name : page.second->names)
			if (!name.second)
				fn(p, page.second->key.c_str(),
				    std::string(name.first).c_str());
}
