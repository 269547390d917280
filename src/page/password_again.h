/*
 * password_again: the part of a grave act's form where the officer gives his password once
 * more. The handler fills it by desk_again_fill (web/desk_shell.h) and puts it last.
 */
#pragma once
#include "page/text.h"

struct password_again_page {
    struct msg mend; /* T_NONE: nothing was wrong with it; also a line of the error summary */
    bool from_slip;  /* the one on the paper he came with, while he chooses his own */
};
