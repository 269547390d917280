/* demo_calendar: the newest rule set that we carry, with one more election in it. */
#include "cli/demo_calendar.h"
#include "base/buf.h"
#include "base/file.h"
#include "cli/builtin_rules.h"
#include <stdio.h>
#include <sys/stat.h>

#define YAML_MAX (512 * 1024)
#define CAMPAIGN_DAY 20 /* today is this day of the campaign */

static void stage(struct buf *b, struct arena *arena, const char *code, const char *title,
                  struct day start, struct day end)
{
    buf_printf(b,
               "  - {id: d-%s, event: peragaan, code: %s, title: %s, start: %s, end: %s, "
               "basis: Jadwal peragaan, source: S100, verified: false}\n",
               code, code, title, day_text(arena, start).at, day_text(arena, end).at);
}

static void stages(struct buf *b, struct arena *arena, struct day today)
{
    struct day campaign = day_add(today, 1 - CAMPAIGN_DAY);
    struct day vote = day_add(campaign, 63);

    stage(b, arena, "pendaftaran", "Pendaftaran paslon", day_add(campaign, -29),
          day_add(campaign, -27));
    stage(b, arena, "penelitian_calon", "Penelitian persyaratan calon", day_add(campaign, -29),
          day_add(campaign, -4));
    stage(b, arena, "penetapan_paslon", "Penetapan paslon", day_add(campaign, -3),
          day_add(campaign, -3));
    stage(b, arena, "nomor_urut", "Undian nomor urut", day_add(campaign, -2),
          day_add(campaign, -2));
    stage(b, arena, "kampanye", "Kampanye", campaign, day_add(vote, -4));
    stage(b, arena, "masa_tenang", "Masa tenang", day_add(vote, -3), day_add(vote, -1));
    stage(b, arena, "pemungutan", "Pemungutan suara", vote, vote);
    stage(b, arena, "rekapitulasi", "Penghitungan dan rekapitulasi", vote, day_add(vote, 19));
}

/* Copies yaml up to and with the mark; false if it is not there. */
static bool copy_to(struct buf *b, struct str *yaml, const char *mark)
{
    size_t at = str_find(*yaml, str_of(mark));

    if (at == SIZE_MAX)
        return false;
    buf_str(b, str_first(*yaml, at + str_of(mark).len));
    *yaml = str_from(*yaml, at + str_of(mark).len);
    return true;
}

static struct str line_rest(struct str yaml)
{
    size_t end = str_find(yaml, STR("\n"));

    return end == SIZE_MAX ? STR("") : str_from(yaml, end);
}

enum err demo_calendar_write(struct cx *cx, const char *dir, struct day today)
{
    struct str yaml = builtin_rules_yaml(builtin_rules_count() - 1);
    struct buf b = buf_in(cx->arena, YAML_MAX);
    const char *folder = file_join(cx->arena, dir, "rules");
    struct str text;

    if (!copy_to(&b, &yaml, "\nrules: "))
        return FAIL(cx, ERR_CORRUPT, "the rule set has no name");
    buf_lit(&b, "pilkada-peragaan");
    yaml = line_rest(yaml);
    if (!copy_to(&b, &yaml, "\nvalid_from: "))
        return FAIL(cx, ERR_CORRUPT, "the rule set has no first day");
    buf_str(&b, day_text(cx->arena, day_add(today, -300)));
    yaml = line_rest(yaml);
    if (!copy_to(&b, &yaml, "\nevents:\n"))
        return FAIL(cx, ERR_CORRUPT, "the rule set has no elections");
    buf_printf(&b,
               "  - id: peragaan\n    code: peragaan\n    title: Pilkada peragaan\n    from: %s\n"
               "    to: %s\n    regions: [Kab. Jepara]\n    basis: Jadwal peragaan\n"
               "    source: S100\n    verified: false\n",
               day_text(cx->arena, day_add(today, -250)).at,
               day_text(cx->arena, day_add(today, 120)).at);
    if (!copy_to(&b, &yaml, "\nstages:\n"))
        return FAIL(cx, ERR_CORRUPT, "the rule set has no stages");
    stages(&b, cx->arena, today);
    buf_str(&b, yaml);
    text = buf_end(&b);
    if (!text.at || mkdir(folder, 0700) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "%s", folder);
    return file_write(cx, file_join(cx->arena, folder, "pilkada-peragaan.yaml"),
                      (struct bytes){ (const uint8_t *)text.at, text.len }, true);
}
