/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VIEWS_LIBRARY_H
#define VIEWS_LIBRARY_H

/* What the two C++ files share; for nobody else. */

#include "views/view.h"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

/* A name as ctemplate wants it: hashed once, at load. */
struct Name {
	std::string text;
	ctemplate::StaticTemplateString interned;
};

struct Page {
	std::string key;
	std::map<std::string_view, std::atomic<bool>> names;	/* used here; set so far */
};

/* A sentence, cut at its arguments: text, name, text, name, …, text. */
struct Sentence {
	std::vector<std::string> pieces;
};

struct Library {
	ctemplate::TemplateCache cache;
	std::unordered_map<std::string_view, std::unique_ptr<Name>> names;
	std::unordered_map<std::string, std::unique_ptr<Page>> pages;
	std::unordered_map<std::string_view, Sentence> sentences;
	std::vector<std::unique_ptr<std::string>> codes;
};

extern Library *library;	/* constant once view_load() has returned */

#endif
