/*
 * common: passwords that everybody tries first (ASVS 6.2.4), and those made of one by padding.
 */
#pragma once
#include "base/str.h"

/* In byte order, one blank after each word; lower case, 3 characters and more. */
extern const char common_list[];
extern const size_t common_list_len;

/*
 * True for a word of the list in any case, with digits and signs before and after it
 * ("password2024!!"), and for one repeated ("passwordpassword").
 */
bool common_password(struct str typed) MUST_USE;
