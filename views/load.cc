// SPDX-License-Identifier: Apache-2.0
// load.cc: templates and catalogue, read once, before any thread starts.
#include "views/library.h"

#include <string.h>

extern "C" {
#include "market/base/file.h"
#include "market/base/log.h"
}

namespace {

using ctemplate::StaticTemplateString;

const std::string_view PRAGMA = "{{%AUTOESCAPE context=\"HTML\"}}";
const std::string_view PREFIX = "views/";

const struct file *
find_file(const std::string &path)
{
	for (const struct file *f = view_files; f->path; f++)
		if (path == f->path)
			return f;
	return nullptr;
}

std::string_view
text_of(const struct file *f)
{
	return { f->text, size_t(f->end - f->text) - 1 };
}

/* Replaces each {{>file}} by the file; 8 deep is a circle. */
bool
paste(const char *path, std::string_view text, int depth, std::string *out)
{
	for (;;) {
		size_t at = text.find("{{>");
		size_t end = at == text.npos ? at : text.find("}}", at);

		out->append(text.substr(0, at));
		if (end == text.npos)
			return true;
		std::string name(PREFIX);
		name += text.substr(at + 3, end - at - 3);
		const struct file *f = find_file(name);
		if (f == nullptr || depth == 8) {
			log_event(LOG_ERROR, "template",
			    "file=%s missing=%s", path, name.c_str());
			return false;
		}
		if (!paste(f->path, text_of(f), depth + 1, out))
			return false;
		text.remove_prefix(end + 2);
	}
}

const Name *
intern(std::string_view text)
{
	auto it = library->names.find(text);

	if (it != library->names.end())
		return it->second.get();
	auto name = std::make_unique<Name>();
	name->text = text;
	name->interned.do_not_use_directly_ = { name->text.c_str(),
	    name->text.size(), 0 };
	ctemplate::StaticTemplateStringInitializer init(&name->interned);
	const Name *kept = name.get();
	library->names.emplace(kept->text, std::move(name));
	return kept;
}

/* Notes every {{NAME}}, {{#NAME}} of a page; modifiers are cut off. */
void
collect_names(Page *page, std::string_view text)
{
	for (size_t at; (at = text.find("{{")) != text.npos;) {
		text.remove_prefix(at + 2);
		if (strchr("%!/>", text[0]))
			continue;
		if (text[0] == '#')
			text.remove_prefix(1);
		std::string_view name = text.substr(0,
		    text.find_first_of(":}"));
		page->names.try_emplace(intern(name)->text, false);
	}
}

bool
load_page(const struct file *f)
{
	std::string_view raw = text_of(f);
	auto page = std::make_unique<Page>();
	std::string text;

	if (raw.substr(0, PRAGMA.size()) != PRAGMA) {
		log_event(LOG_ERROR, "template", "file=%s line=1 missing=pragma",
		    f->path);
		return false;
	}
	if (!paste(f->path, raw, 0, &text))
		return false;
	page->key = f->path + PREFIX.size();
	collect_names(page.get(), text);
	if (!library->cache.StringToTemplateCache(page->key, text.data(),
	    text.size(), ctemplate::STRIP_BLANK_LINES)) {
		log_event(LOG_ERROR, "template", "file=%s", f->path);
		return false;
	}
	library->pages.emplace(page->key, std::move(page));
	return true;
}

bool
load_sentence(const struct file *f, int line, std::string_view text)
{
	size_t gap = text.find_first_of(" \t");
	size_t words = text.find_first_not_of(" \t", gap);
	Sentence s;

	if (gap == text.npos || words == text.npos) {
		log_event(LOG_ERROR, "catalogue", "file=%s line=%d", f->path,
		    line);
		return false;
	}
	std::string_view code = text.substr(0, gap);
	for (text.remove_prefix(words);;) {
		size_t at = text.find("{{");
		size_t end = at == text.npos ? at : text.find("}}", at);

		s.pieces.emplace_back(text.substr(0, at));
		if (end == text.npos)
			break;
		s.pieces.emplace_back(text.substr(at + 2, end - at - 2));
		text.remove_prefix(end + 2);
	}
	library->codes.push_back(std::make_unique<std::string>(code));
	if (!library->sentences.emplace(*library->codes.back(),
	    std::move(s)).second) {
		log_event(LOG_ERROR, "catalogue", "file=%s line=%d double=%s",
		    f->path, line, library->codes.back()->c_str());
		return false;
	}
	return true;
}

bool
load_catalogue(const struct file *f)
{
	std::string_view text = text_of(f);

	for (int line = 1; !text.empty(); line++) {
		std::string_view one = text.substr(0, text.find('\n'));

		if (!one.empty() && one[0] != '#' &&
		    !load_sentence(f, line, one))
			return false;
		text.remove_prefix(std::min(text.size(), one.size() + 1));
	}
	return true;
}

bool
ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

bool
is_partial(const char *path)
{
	return strrchr(path, '/')[1] == '_';
}

} // namespace

Library *library;

bool
view_load(void)
{
	bool good = true;

	library = new Library;
	for (const struct file *f = view_files; f->path; f++) {
		if (ends_with(f->path, ".txt"))
			good = load_catalogue(f) && good;
		else if (!is_partial(f->path))
			good = load_page(f) && good;
	}
	library->cache.Freeze();
	return good;
}

void
view_unload(void)
{
	delete library;
	library = nullptr;
}
