#include "base/test_support.h"

#include "base/pinyin.h"

static void a_name_is_spelled_in_full_and_by_initials(void **state)
{
    SCOPED_ARENA arena = {0};
    (void)state;
    assert_text(pinyin_full(TEXT("深圳（哈尔滨）产业园2号"), &arena), "shenzhenhaerbinchanyeyuan2hao");
    assert_text(pinyin_initials(TEXT("深圳产业园"), &arena), "szcyy");
    assert_text(pinyin_initials(TEXT("双城万隆49.5ＭＷ风电"), &arena), "scwl495mwfd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_spelled_in_full_and_by_initials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
