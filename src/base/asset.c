#include "base/asset.h"

const struct asset *asset_find(struct text path)
{
    for (size_t i = 0; i < asset_count; i++) {
        if (text_is_equal(text_of(assets[i].path), path)) {
            return &assets[i];
        }
    }
    return NULL;
}
