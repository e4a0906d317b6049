#include "base/test_support.h"

#include "base/pinyin.h"
#include "base/pinyin_table.h"

#include <string.h>

static void chinese_becomes_letters_and_initials(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    assert_text(pinyin_full(TEXT("深圳产业园"), &arena), "shenzhenchanyeyuan");
    assert_text(pinyin_initials(TEXT("深圳产业园"), &arena), "szcyy");
    assert_text(pinyin_full(TEXT("绿色女装"), &arena), "lvsenvzhuang");
}

static void phrases_decide_characters_with_several_readings(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    assert_text(pinyin_full(TEXT("重庆银行长春分行"), &arena), "chongqingyinhangchangchunfenhang");
    assert_text(pinyin_full(TEXT("重点行政"), &arena), "zhongdianxingzheng");
    assert_text(pinyin_initials(TEXT("给排水调度"), &arena), "jpsdd");
}

static void letters_and_digits_stay_and_signs_go(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    assert_text(pinyin_full(TEXT("中国移动(哈尔滨)Ａ-5G 二期"), &arena),
                "zhongguoyidonghaerbina5gerqi");
    assert_text(pinyin_initials(TEXT("中国移动(哈尔滨)Ａ-5G 二期"), &arena), "zgydheba5geq");
    assert_text(pinyin_full(TEXT(""), &arena), "");
    assert_text(pinyin_full(TEXT("\xE4\xB8"), &arena), ""); /* cut short */
}

static void every_reading_is_short_enough_for_its_room(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pinyin_readings / sizeof pinyin_readings[0]; i++) {
        assert_in_range(strlen(pinyin_syllables[pinyin_readings[i]]), 0, 6);
    }
    for (const struct pinyin_phrase *phrase = pinyin_phrases; phrase->text != NULL; phrase++) {
        size_t blanks = 0;
        for (const char *c = phrase->readings; *c != '\0'; c++) {
            blanks += *c == ' ';
        }
        assert_int_equal((blanks + 1) * 3, strlen(phrase->text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_becomes_letters_and_initials),
        cmocka_unit_test(phrases_decide_characters_with_several_readings),
        cmocka_unit_test(letters_and_digits_stay_and_signs_go),
        cmocka_unit_test(every_reading_is_short_enough_for_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
