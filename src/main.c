/*
 * main: hands the words of the command line to the command table.
 */
#include <stdio.h>

int main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    fputs("posko: nothing is wired yet\n", stderr);
    return 2;
}
