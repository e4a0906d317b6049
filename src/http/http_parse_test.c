#include "http/http_parse.h"

#include "http/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct http_pair query[HTTP_QUERY_MAX];
static struct text path;
static size_t count;
static struct error err;

static enum error_kind parse(const char *target, struct arena *arena)
{
    return http_parse_target(text_of(target), arena, &path, query, &count, &err);
}

static void a_target_is_split_and_decoded(void **state)
{
    SCOPED_ARENA arena = {0};
    (void)state;
    assert_int_equal(parse("/a/b%20c?q=%E5%93%88+x&empty&n=1%2B1", &arena), OK);
    assert_true(text_is_equal(path, TEXT("/a/b c")));
    assert_int_equal(count, 3);
    assert_true(text_is_equal(query[0].value, TEXT("哈 x")));
    assert_true(text_is_equal(query[1].name, TEXT("empty")));
    assert_true(text_is_equal(query[2].value, TEXT("1+1")));
    assert_int_equal(parse("/", &arena), OK);
}

static void odd_targets_are_malformed(void **state)
{
    SCOPED_ARENA arena = {0};
    (void)state;
    static const char *const odd[] = {
        "",        "a",         "*",     "//",      "/a//b", "/a/",     "/.",
        "/a/../b", "/%2e%2e/a", "/%",    "/%4",     "/%zz",  "/%00",    "/a%0Ab",
        "/%FF",    "/%C0%AF",   "/?a=%", "/?a=%00", "/?a&a", "/?%FF=1", "http://x/",
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        if (parse(odd[i], &arena) != ERROR_MALFORMED) {
            fail_msg("%s was taken", odd[i]);
        }
    }
}

static void a_query_has_at_most_32_parameters(void **state)
{
    SCOPED_ARENA arena = {0};
    char target[400] = "/?";
    size_t length = 2;
    (void)state;
    for (int i = 0; i < HTTP_QUERY_MAX + 1; i++) {
        length += (size_t)snprintf(target + length, sizeof target - length, "a%d&", i);
    }
    assert_int_equal(parse(target, &arena), ERROR_LIMIT);
}

static void a_cookie_counts_once_and_whole(void **state)
{
    (void)state;
    assert_true(text_is_equal(http_parse_cookie(TEXT("a=1; s=2; b=3"), "s"), TEXT("2")));
    assert_int_equal(http_parse_cookie(TEXT("xs=2"), "s").length, 0);
    assert_int_equal(http_parse_cookie(TEXT("s=2; s=3"), "s").length, 0);
    assert_int_equal(http_parse_cookie(TEXT("s"), "s").length, 0);
    assert_int_equal(http_parse_cookie(TEXT(";;="), "s").length, 0);
}

static void gzip_is_taken_only_when_offered(void **state)
{
    (void)state;
    assert_true(http_accepts_gzip(TEXT("gzip")));
    assert_true(http_accepts_gzip(TEXT("br;q=1.0, gzip;q=0.8, *;q=0.1")));
    assert_false(http_accepts_gzip(TEXT("gzip;q=0")));
    assert_false(http_accepts_gzip(TEXT("xgzip, br")));
    assert_false(http_accepts_gzip(TEXT("")));
}

static void an_origin_is_our_own_only_with_the_same_host_and_port(void **state)
{
    (void)state;
    assert_true(http_is_same_origin(TEXT("http://x:8080"), TEXT("x:8080")));
    assert_true(http_is_same_origin(TEXT("https://X"), TEXT("x")));
    assert_false(http_is_same_origin(TEXT("http://x:8081"), TEXT("x:8080")));
    assert_false(http_is_same_origin(TEXT("http://x.evil"), TEXT("x")));
    assert_false(http_is_same_origin(TEXT("null"), TEXT("null")));
    assert_false(http_is_same_origin(TEXT("http://"), TEXT("")));
}

static void every_route_is_reachable_whole_and_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        struct http_pair parameters[HTTP_PARAMETERS_MAX];
        size_t parameter_count;
        unsigned methods;
        const struct route *route = &routes[i];
        assert_ptr_equal(route_find(route->method, text_of(route->pattern), parameters,
                                    &parameter_count, &methods),
                         route);
        assert_true(methods & (1u << route->method));
        assert_non_null(route->handler);
        assert_true(strlen(route->summary) > 0);
        assert_true(route->method != HTTP_GET || route->body_limit == NO_BODY);
    }
    struct http_pair parameters[HTTP_PARAMETERS_MAX];
    size_t parameter_count;
    unsigned methods;
    assert_null(
        route_find(HTTP_GET, TEXT("/api/v1/users/a/b"), parameters, &parameter_count, &methods));
    assert_int_equal(methods, 0);
    const struct route *route =
        route_find(HTTP_PATCH, TEXT("/api/v1/users/张伟"), parameters, &parameter_count, &methods);
    assert_non_null(route);
    assert_int_equal(parameter_count, 1);
    assert_true(text_is_equal(parameters[0].value, TEXT("张伟")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_split_and_decoded),
        cmocka_unit_test(odd_targets_are_malformed),
        cmocka_unit_test(a_query_has_at_most_32_parameters),
        cmocka_unit_test(a_cookie_counts_once_and_whole),
        cmocka_unit_test(gzip_is_taken_only_when_offered),
        cmocka_unit_test(an_origin_is_our_own_only_with_the_same_host_and_port),
        cmocka_unit_test(every_route_is_reachable_whole_and_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
