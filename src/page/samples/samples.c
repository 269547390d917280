/* samples: the one table. See page/samples.h. */
#include "page/samples.h"

const struct sample samples[] = {
    { "ask", sample_ask },
    { "board", sample_board },
    { "come-back", sample_come_back },
    { "desk_case", sample_desk_case },
    { "desk_inbox", sample_desk_inbox },
    { "desk_readers", sample_desk_readers },
    { "desk_sign_in", sample_desk_sign_in },
    { "home", sample_home },
    { "logbook", sample_logbook },
    { "problem", sample_problem },
    { "receipt", sample_receipt },
    { "stages", sample_stages },
    { "track", sample_track },
    { "transparency", sample_transparency },
    { "verify", sample_verify },
    { "wording", sample_wording },
};

const size_t samples_len = COUNT_OF(samples);
