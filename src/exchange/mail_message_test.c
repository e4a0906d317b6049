#include "exchange/mail_message.h"

#include "base/test_support.h"

#include <string.h>

static struct arena arena;

static const char *written(struct text subject, struct text body)
{
    const struct mail_message message = {.from = TEXT("kaigong@city.example"),
                                         .from_name = TEXT("开工"),
                                         .to = TEXT("zhang@city.example"),
                                         .subject = subject,
                                         .body = body,
                                         .id = TEXT("17"),
                                         .sent_at = INT64_C(1585699200000000)}; /* 2020-04-01 */
    return text_c_string(mail_message_write(&message, &arena), &arena);
}

static void a_message_is_written_byte_for_byte(void **state)
{
    (void)state;
    assert_string_equal(written(TEXT("2 notices"), TEXT("一\n.\n")),
                        "Date: Wed, 1 Apr 2020 00:00:00 +0000\r\n"
                        "From: =?UTF-8?B?5byA5bel?= <kaigong@city.example>\r\n"
                        "To: <zhang@city.example>\r\n"
                        "Subject: 2 notices\r\n"
                        "Message-ID: <17.kaigong@city.example>\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: base64\r\n"
                        "Auto-Submitted: auto-generated\r\n\r\n"
                        "5LiADQouDQo=\r\n");
}

/* 15 characters of 3 bytes are 45: the first word takes 14 of them, the second one. */
static void a_long_subject_is_cut_between_characters(void **state)
{
    (void)state;
    const char *text = written(TEXT("一一一一一一一一一一一一一一一"), TEXT(""));
    const char *subject = strstr(text, "Subject: ");
    assert_non_null(subject);
    assert_memory_equal(
        subject,
        "Subject: =?UTF-8?B?5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA5LiA"
        "?=\r\n =?UTF-8?B?5LiA?=\r\n",
        strlen("Subject: =?UTF-8?B?") + 56 + strlen("?=\r\n =?UTF-8?B?5LiA?=\r\n"));
}

static void a_line_end_in_a_subject_makes_no_header(void **state)
{
    (void)state;
    const char *text = written(TEXT("a\r\nBcc: x@y"), TEXT(""));
    assert_null(strstr(text, "\r\nBcc"));
    assert_non_null(strstr(text, "Subject: =?UTF-8?B?YQ0KQmNjOiB4QHk=?=\r\n"));
}

static void no_line_is_longer_than_78_characters(void **state)
{
    (void)state;
    char body[5000];
    memset(body, 'x', sizeof body);
    const char *text =
        written(TEXT("第一季度应开工项目的施工许可即将到期，请在期限之前办理，逾期影响开工"),
                (struct text){body, sizeof body});
    for (const char *line = text; *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        assert_true(end - line <= 78);
        line = end + 2;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_written_byte_for_byte),
        cmocka_unit_test(a_long_subject_is_cut_between_characters),
        cmocka_unit_test(a_line_end_in_a_subject_makes_no_header),
        cmocka_unit_test(no_line_is_longer_than_78_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
