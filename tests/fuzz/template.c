/* Template files from anywhere: no crash, bounded work, every problem with its rule and valid UTF-8;
 * what is accepted can be applied and measured. Corpus: tests/fuzz/corpus/template/. */
#include "domain/template/template.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    const struct text bytes = {(const char *)data, size};
    struct template template;
    const struct template_problem *problems = NULL;
    size_t count = 0;
    struct error err;
    bool *applies;

    if (template_read(bytes, &arena, &template, &problems, &count, &err) != OK) {
        assert(err.code[0] != '\0' && err.message[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        assert(problems[i].rule[0] == 'T' && problems[i].message.length > 0);
        assert(text_is_utf8(problems[i].item));
    }
    if (count > 0) {
        return 0;
    }
    assert(template.item_count > 0 && template.item_count <= TEMPLATE_ITEMS_MAX);
    if (template_apply(&template, TEXT("{}"), &arena, &applies, &err) != OK) {
        assert(0);
    }
    for (size_t i = 0; i < template.item_count; i++) {
        assert(template.items[i].department >= 0);
        int promised = template_longest_path(&template, applies, (int)i, false, &arena);
        assert(promised <= template_longest_path(&template, applies, (int)i, true, &arena));
    }
    return 0;
}
