/* stack: see the header. */
#include "base/stack.h"
#include "base/attr.h"
#include <string.h>

NOINLINE void stack_wipe(void)
{
    unsigned char left[STACK_WIPED];

    explicit_bzero(left, sizeof left);
}
