#include "base/test_support.h"

#include "base/arena.h"

#include <stdbool.h>
#include <string.h>

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void memory_is_zeroed_whatever_its_size(void **state)
{
    static const size_t sizes[] = {0, 1, 17, 4096, 100000, 3000000, 5, 9000000};
    SCOPED_ARENA arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *bytes = arena_alloc(&arena, sizes[i]);
        assert_true(is_zero(bytes, sizes[i]));
        assert_int_equal((uintptr_t)bytes % 16, 0);
        memset(bytes, 0xAA, sizes[i]);
    }
}

static void a_reset_arena_hands_out_zeroed_memory_again(void **state)
{
    static const size_t sizes[] = {100, 3000000, 50000, 2000000};
    SCOPED_ARENA arena = {0};
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            unsigned char *bytes = arena_alloc(&arena, sizes[i]);
            assert_true(is_zero(bytes, sizes[i]));
            memset(bytes, 0xAA, sizes[i]);
        }
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_whatever_its_size),
        cmocka_unit_test(a_reset_arena_hands_out_zeroed_memory_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
