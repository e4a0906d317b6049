/* src/base/asset.h: files that stand inside the program, made by tools/embed. */
#ifndef KAIGONG_BASE_ASSET_H
#define KAIGONG_BASE_ASSET_H

#include "base/text.h"

struct asset {
    const char *path; /* "data/templates/gov_building.json", "web/index.html" (build/ left out) */
    const unsigned char *bytes;
    size_t size;
};

/* Ascending by path; ends with a NULL path. */
extern const struct asset assets[];
extern const size_t asset_count;

/* NULL when there is none. */
const struct asset *asset_find(struct text path);

#endif
