/*
 * html_rules: which elements and attributes our pages may have, as tables.
 */
#pragma once
#include "base/str.h"

bool html_element_void(const char *name);
/* Why the element may not stand in a page, or NULL. */
const char *html_element_refused(const char *name);
/* The element holds other elements, no words: a browser would move them elsewhere. */
bool html_element_wordless(const char *name);
/* A browser closes an open <p> before this element. */
bool html_element_ends_p(const char *name);
/* Why the attribute may not stand in a page, or NULL. */
const char *html_attribute_refused(const char *name);
/* The attribute changes what the element does, so its value is written by the author. */
bool html_attribute_fixed(const char *name);
/* The attribute's value is an address that a browser may follow or load. */
bool html_address(const char *element, const char *attribute);
/* Why a static address is refused, or NULL. */
const char *html_address_refused(struct str value);
