/* The brief as text, in Chinese and in English: six parts, the same in both. */
#include "report/brief_internal.h"

struct text date_zh(struct date day, struct arena *arena)
{
    int year, month, number;
    if (date_is_none(day)) {
        return TEXT("");
    }
    date_split(day, &year, &month, &number);
    return text_format(arena, "%d年%d月%d日", year, month, number);
}

struct text money_yi(struct money money, struct arena *arena)
{
    /* 1 亿元 is 10,000 万元: the same digits, four places further. */
    char buffer[MONEY_TEXT_SIZE];
    struct money scaled = {money.cents / 10000};
    return text_copy(text_of(money_format_wan(scaled, buffer)), arena);
}

/* Tenths of a percent, rounded half up. */
static struct text percent(size_t part, size_t whole, struct arena *arena)
{
    size_t tenths = whole == 0 ? 0 : (part * 2000 + whole) / (whole * 2);
    return text_format(arena, "%zu.%zu%%", tenths / 10, tenths % 10);
}

/* "项目" after a programme's name that does not end with it: 省百大项目, not 省百大项目项目. */
const char *brief_projects_zh(const struct brief *brief)
{
    struct text name = brief->facts.programme.name, word = TEXT("项目");
    bool said = name.length >= word.length &&
                text_is_equal(text_slice(name, name.length - word.length, name.length), word);
    return said ? "" : "项目";
}

/* Names of made-up projects carry a mark. */
static void add_marked(struct text_builder *out, struct text name, struct text source)
{
    text_builder_add(out, name);
    if (text_is_equal(source, TEXT("合成"))) {
        text_builder_add(out, TEXT("◇"));
    }
}

static void add_name(struct text_builder *out, const struct project_summary *summary)
{
    add_marked(out, summary->name, summary->source);
}

static void text_overall(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    const struct programme_statistics *s = &brief->facts.statistics;
    struct text day = date_zh(brief->facts.as_of, arena), by = date_zh(brief->by, arena);
    struct text share = percent(s->started_by_day, s->projects, arena);
    struct text target = percent(brief->planned_by, s->projects, arena);
    struct text total = money_yi(s->total, arena), annual = money_yi(s->annual_plan, arena);
    text_builder_add_format(
        out,
        "一、总体情况\n%lld年列入%.*s计划项目%zu个，总投资%.*s亿元，年度计划投资"
        "%.*s亿元。截至%.*s，已开复工%zu个（开工%zu个、复工%zu个），开复工率"
        "%.*s；其中当日之前%zu个，当日%zu个。预计到%.*s累计开复工%zu个，占%.*s。\n",
        (long long)brief->facts.programme.year, TEXT_ARGS(brief->facts.programme.name), s->projects,
        TEXT_ARGS(total), TEXT_ARGS(annual), TEXT_ARGS(day), s->started_by_day, s->starts,
        s->resumes, TEXT_ARGS(share), s->started_before_day, s->started_on_day, TEXT_ARGS(by),
        brief->planned_by, TEXT_ARGS(target));
    if (s->overdue + s->stopped > 0) {
        text_builder_add_format(out, "已过计划日期仍未开复工%zu个，停工%zu个。\n", s->overdue,
                                s->stopped);
    }
}

static void text_ahead(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    size_t shown = brief->ahead_count < BRIEF_LIST_MAX ? brief->ahead_count : BRIEF_LIST_MAX;
    text_builder_add_format(out, "\n二、提前开复工\n早于年初计划开复工的项目%zu个",
                            brief->ahead_count);
    if (shown < brief->ahead_count) {
        text_builder_add_format(out, "，提前最多的%zu个如下", shown);
    }
    text_builder_add(out, TEXT("。\n"));
    for (size_t i = 0; i < shown; i++) {
        const struct ahead *ahead = &brief->ahead[i];
        struct text since = date_zh(brief->facts.summaries[ahead->index].since, arena);
        text_builder_add_format(out, "%zu. ", i + 1);
        add_name(out, &brief->facts.summaries[ahead->index]);
        text_builder_add_format(out, "：%.*s，提前%d日（%d个工作日）\n", TEXT_ARGS(since),
                                ahead->natural_days, ahead->working_days);
    }
}

static void text_speeds(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    text_builder_add(out, TEXT("\n三、审批提速\n"));
    if (brief->speed_count > BRIEF_LIST_MAX) {
        text_builder_add_format(out, "已办结施工许可%zu项，最快的%d项如下。\n", brief->speed_count,
                                BRIEF_LIST_MAX);
    }
    for (size_t i = 0; i < brief->speed_count && i < BRIEF_LIST_MAX; i++) {
        struct text from = date_zh(brief->speeds[i].accepted_on, arena);
        struct text to = date_zh(brief->speeds[i].decided_on, arena);
        add_marked(out, brief->speeds[i].name, brief->speeds[i].source);
        text_builder_add_format(out, "：%.*s受理，%.*s办结施工许可，历时%d个工作日（%d日）。\n",
                                TEXT_ARGS(from), TEXT_ARGS(to), brief->speeds[i].working_days,
                                brief->speeds[i].natural_days);
    }
    if (brief->speed_count == 0) {
        text_builder_add(out, TEXT("尚无办结施工许可的审批记录。\n"));
    }
}

static void text_divisions(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    struct report_group *groups = ARENA_ARRAY(arena, struct report_group, REPORT_GROUPS_MAX);
    size_t count = report_groups(&brief->facts, false, groups);
    text_builder_add(out, TEXT("\n四、各地进展\n"));
    for (size_t i = 0; i < count; i++) {
        text_builder_add_format(out, "%.*s%zu/%zu%s", TEXT_ARGS(groups[i].name), groups[i].started,
                                groups[i].projects,
                                i + 1 < count ? "，" : "（已开复工/项目数）。\n");
    }
}

static void text_list(const struct brief *brief, const char *heading, const char *none,
                      bool (*is_wanted)(const struct brief *brief, size_t i), bool problems,
                      struct text_builder *out, struct arena *arena)
{
    size_t count = 0;
    text_builder_add(out, text_of(heading));
    for (size_t at = 0; at < brief->facts.count; at++) {
        size_t i = brief->order[at];
        const struct project_summary *summary = &brief->facts.summaries[i];
        if (!is_wanted(brief, i) || ++count > BRIEF_LIST_MAX) {
            continue;
        }
        struct text day = date_zh(brief->facts.facts[i].planned_start, arena);
        add_name(out, summary);
        text_builder_add_format(out, "：%.*s", TEXT_ARGS(problems ? summary->problem : day));
        text_builder_add(out, TEXT("。\n"));
    }
    if (count > BRIEF_LIST_MAX) {
        text_builder_add_format(out, "另有%zu个。\n", count - BRIEF_LIST_MAX);
    }
    if (count == 0) {
        text_builder_add(out, text_of(none));
    }
}

static void text_chinese(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    struct text day = date_zh(brief->facts.as_of, arena);
    text_builder_add_format(out, "%.*s%lld年%.*s%s开复工简报\n（截至%.*s）\n\n",
                            TEXT_ARGS(brief->city_zh), (long long)brief->facts.programme.year,
                            TEXT_ARGS(brief->facts.programme.name), brief_projects_zh(brief),
                            TEXT_ARGS(day));
    text_overall(brief, out, arena);
    text_ahead(brief, out, arena);
    text_speeds(brief, out, arena);
    text_divisions(brief, out, arena);
    text_list(brief, "\n五、近期计划开复工（十四日内）\n", "十四日内没有计划开复工的项目。\n",
              brief_is_next, false, out, arena);
    text_list(brief, "\n六、存在问题\n", "未开复工项目没有登记的问题。\n", brief_has_problem, true,
              out, arena);
    if (brief->synthetic) {
        text_builder_add(out,
                         TEXT("\n注：本简报含合成数据，名称带◇的项目为合成，逐项金额与未见报道的"
                              "日期并非真实。\n"));
    }
}

/* The same six parts in English; names and problems stay as the city wrote them. */
static void english_overall(const struct brief *brief, struct text_builder *out,
                            struct arena *arena)
{
    const struct programme_statistics *s = &brief->facts.statistics;
    char day[DATE_TEXT_SIZE], by[DATE_TEXT_SIZE];
    struct text total = money_yi(s->total, arena), annual = money_yi(s->annual_plan, arena);
    struct text share = percent(s->started_by_day, s->projects, arena);
    struct text target = percent(brief->planned_by, s->projects, arena);
    text_builder_add_format(
        out,
        "I. Overall\n%zu projects, %.*s hundred million yuan in all, %.*s planned for the year. By "
        "%s %zu have started or resumed (%zu starts, %zu resumes), %.*s: %zu of them before that "
        "day, %zu on it. By %s it will be %zu, %.*s.\n",
        s->projects, TEXT_ARGS(total), TEXT_ARGS(annual), date_format(brief->facts.as_of, day),
        s->started_by_day, s->starts, s->resumes, TEXT_ARGS(share), s->started_before_day,
        s->started_on_day, date_format(brief->by, by), brief->planned_by, TEXT_ARGS(target));
    if (s->overdue + s->stopped > 0) {
        text_builder_add_format(out, "%zu are past their planned day, %zu are stopped.\n",
                                s->overdue, s->stopped);
    }
}

static void english_ahead(const struct brief *brief, struct text_builder *out)
{
    size_t shown = brief->ahead_count < BRIEF_LIST_MAX ? brief->ahead_count : BRIEF_LIST_MAX;
    text_builder_add_format(out,
                            "\nII. Ahead of plan\n%zu projects started before their first plan",
                            brief->ahead_count);
    if (shown < brief->ahead_count) {
        text_builder_add_format(out, "; the %zu furthest ahead", shown);
    }
    text_builder_add(out, shown > 0 ? TEXT(":\n") : TEXT(".\n"));
    for (size_t i = 0; i < shown; i++) {
        const struct ahead *ahead = &brief->ahead[i];
        const struct project_summary *summary = &brief->facts.summaries[ahead->index];
        char since[DATE_TEXT_SIZE];
        text_builder_add_format(out, "%zu. ", i + 1);
        add_name(out, summary);
        text_builder_add_format(out, ": %s, %d natural (%d working) days ahead\n",
                                date_format(summary->since, since), ahead->natural_days,
                                ahead->working_days);
    }
}

static void english_speeds(const struct brief *brief, struct text_builder *out)
{
    text_builder_add(out, TEXT("\nIII. Quick approvals\n"));
    if (brief->speed_count > BRIEF_LIST_MAX) {
        text_builder_add_format(out, "%zu construction permits are decided; the fastest %d:\n",
                                brief->speed_count, BRIEF_LIST_MAX);
    }
    for (size_t i = 0; i < brief->speed_count && i < BRIEF_LIST_MAX; i++) {
        const struct approval_speed *speed = &brief->speeds[i];
        char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
        add_marked(out, speed->name, speed->source);
        text_builder_add_format(
            out, ": accepted %s, permit decided %s, %d working days (%d natural).\n",
            date_format(speed->accepted_on, from), date_format(speed->decided_on, to),
            speed->working_days, speed->natural_days);
    }
    if (brief->speed_count == 0) {
        text_builder_add(out, TEXT("No decided construction permit is on record.\n"));
    }
}

static void english_divisions(const struct brief *brief, struct text_builder *out,
                              struct arena *arena)
{
    struct report_group *groups = ARENA_ARRAY(arena, struct report_group, REPORT_GROUPS_MAX);
    size_t count = report_groups(&brief->facts, false, groups);
    text_builder_add(out, TEXT("\nIV. Divisions\n"));
    for (size_t i = 0; i < count; i++) {
        struct text name = groups[i].name_en.length > 0 ? groups[i].name_en : groups[i].name;
        text_builder_add_format(out, "%.*s %zu/%zu%s", TEXT_ARGS(name), groups[i].started,
                                groups[i].projects,
                                i + 1 < count ? ", " : " (started or resumed / projects).\n");
    }
}

static void english_list(const struct brief *brief, const char *heading, const char *none,
                         bool (*is_wanted)(const struct brief *brief, size_t i), bool problems,
                         struct text_builder *out)
{
    size_t count = 0;
    text_builder_add(out, text_of(heading));
    for (size_t at = 0; at < brief->facts.count; at++) {
        size_t i = brief->order[at];
        const struct project_summary *summary = &brief->facts.summaries[i];
        char day[DATE_TEXT_SIZE];
        if (!is_wanted(brief, i) || ++count > BRIEF_LIST_MAX) {
            continue;
        }
        struct text planned = text_of(date_format(brief->facts.facts[i].planned_start, day));
        add_name(out, summary);
        text_builder_add_format(out, ": %.*s.\n", TEXT_ARGS(problems ? summary->problem : planned));
    }
    if (count > BRIEF_LIST_MAX) {
        text_builder_add_format(out, "And %zu more.\n", count - BRIEF_LIST_MAX);
    }
    if (count == 0) {
        text_builder_add(out, text_of(none));
    }
}

static void text_english(const struct brief *brief, struct text_builder *out, struct arena *arena)
{
    char day[DATE_TEXT_SIZE];
    text_builder_add_format(out, "%.*s: starts of the programme %.*s %lld\n(as of %s)\n\n",
                            TEXT_ARGS(brief->city_en), TEXT_ARGS(brief->facts.programme.name),
                            (long long)brief->facts.programme.year,
                            date_format(brief->facts.as_of, day));
    english_overall(brief, out, arena);
    english_ahead(brief, out);
    english_speeds(brief, out);
    english_divisions(brief, out, arena);
    english_list(brief, "\nV. Starts planned within fourteen days\n",
                 "No start is planned within fourteen days.\n", brief_is_next, false, out);
    english_list(brief, "\nVI. Open problems\n",
                 "No problem is on record of a project that has not started.\n", brief_has_problem,
                 true, out);
    if (brief->synthetic) {
        text_builder_add(out, TEXT("\nNote: this brief holds synthetic data; ◇ marks made-up "
                                   "projects; single amounts and days that were not reported are "
                                   "not real.\n"));
    }
}

struct text brief_report_text(const struct brief *brief, bool english, struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, BRIEF_JSON_MAX);
    if (english) {
        text_english(brief, &out, arena);
    } else {
        text_chinese(brief, &out, arena);
    }
    return text_builder_text(&out);
}
