/* samples: the one table. See page/samples.h. */
#include "page/samples.h"

const struct sample samples[] = {
    { "wording", sample_wording },
};

const size_t samples_len = COUNT_OF(samples);
