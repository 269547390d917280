/*
 * stack: what functions that have returned left on their thread's stack. Keys and words pass
 * through there on their way between arenas; the thread then waits, and they with it.
 */
#pragma once

#define STACK_WIPED (64u << 10) /* past the deepest of ours, and an eighth of a thread's stack */

/* Overwrites what lies below the caller's frame. Called where a thread has done its work. */
void stack_wipe(void);
