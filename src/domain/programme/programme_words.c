/* What the rules of the register say in both languages. */
#include "domain/programme/programme_list.h"

#include <string.h>

/* clang-format off */
static const struct project_rule rules[] = {
    {"project.code",         "", "no project code; it is like 2020-230109-73-03-000006 (year-division-industry-kind-number) or 2011-230102-04-01-123456"},
    {"project.name",         "", "the project's name is missing"},
    {"project.length",       "", "the text is too long"},
    {"project.control",      "", "there are control characters in the text"},
    {"project.sector",       "", "the industry is a letter A to T of GB/T 4754"},
    {"project.annual_plan",  "", "the plan of the year is more than the total investment"},
    {"project.dates",        "", "the planned finish is before the planned start"},
    {"money.negative",       "", "an investment is zero or more"},
    {"owner.code",           "", "no unified social credit code of 18 characters, or its check character is wrong"},
    {"event.recorded",       "", "the start was recorded with its evidence, which a list cannot change; correct it on the project's page"},
    {"event.evidence",       "开复工证据不全", "the evidence of the start is not complete"},
    {"event.started_before", "该项目已经开工，不能再次开工", "the project has started already"},
    {"event.not_running",    "该项目不在施工，不能停工", "the project is not under way"},
    {"event.not_stopped",    "该项目没有停工，不能复工", "the project has not stopped"},
    {"event.future",         "实际开复工日期晚于今天", "the actual start is after today"},
    {"event.order",          "早于已经登记的开停工日期", "the day is before an event that is recorded already"},
};
/* clang-format on */

const struct project_rule *project_rule_find(const char *code)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].code, code) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}
