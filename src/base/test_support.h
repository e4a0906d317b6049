/* What every cmocka file includes first, in the order that cmocka asks for. */
#ifndef KAIGONG_BASE_TEST_SUPPORT_H
#define KAIGONG_BASE_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define assert_text(actual, expected)                                                              \
    do {                                                                                           \
        struct text actual_ = (actual), expected_ = text_of(expected);                             \
        assert_int_equal(actual_.length, expected_.length);                                        \
        assert_memory_equal(actual_.data, expected_.data, expected_.length);                       \
    } while (0)

#endif
