/* totp: prints the number that an officer's authenticator shows now. totp BASE32-SECRET */
#include <stdio.h>
#include "base/cx.h"
#include "vault/totp.h"

int main(int argc, char **argv)
{
    struct totp_secret secret;

    if (argc != 2 || !totp_read(str_of(argv[1]), &secret))
        return 2;
    printf("%06u\n",
           totp_value(TOTP_SHA1, (struct bytes){ secret.b, sizeof secret.b },
                      (uint64_t)(system_now_us() / 1000000 / TOTP_PERIOD_S), TOTP_DIGITS));
    return 0;
}
