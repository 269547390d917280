/*
 * attr: the only place where compiler attributes are spelled.
 */
#pragma once

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NOINLINE __attribute__((noinline))
#define AUTO(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
