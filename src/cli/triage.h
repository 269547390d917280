/*
 * triage: `posko triage [FILE]`: facts as JSON in, findings as JSON out, by the
 * rules alone. No database, no clock: the same facts always give the same answer.
 */
#pragma once

/* argv[0] is "triage". 0 answered; 1 the facts or the rule file are refused, with
 * the reason on standard error; 2 misuse. */
int cmd_triage(int argc, char **argv);
