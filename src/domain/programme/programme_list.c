#include "domain/programme/programme_list.h"

const char *list_field_name(enum list_field field)
{
    static const char *const names[] = {
        [LIST_NAME] = "name",
        [LIST_OWNER] = "owner",
        [LIST_OWNER_CODE] = "owner_code",
        [LIST_DIVISION] = "division",
        [LIST_PLACE] = "place",
        [LIST_SECTOR] = "sector",
        [LIST_TYPE] = "type",
        [LIST_NATURE] = "nature",
        [LIST_TOTAL] = "total_wan",
        [LIST_ANNUAL_PLAN] = "annual_plan_wan",
        [LIST_PLANNED_START] = "planned_start",
        [LIST_PLANNED_FINISH] = "planned_finish",
        [LIST_ACTUAL_START] = "actual_start",
        [LIST_PROBLEM] = "problem",
        [LIST_SOURCE] = "source",
        [LIST_SERVICE_OFFICER] = "service_officer",
    };
    return names[field];
}

static struct text field_text(const struct project *project, enum list_field field,
                              struct arena *arena)
{
    char *buffer = arena_alloc(arena, MONEY_TEXT_SIZE);
    switch (field) {
    case LIST_NAME:
        return project->name;
    case LIST_OWNER:
        return project->owner_name;
    case LIST_OWNER_CODE:
        return project->owner_code;
    case LIST_DIVISION:
        return project->division;
    case LIST_PLACE:
        return project->place;
    case LIST_SECTOR:
        return project->sector;
    case LIST_TYPE:
        return text_of(project_type_name(project->type));
    case LIST_NATURE:
        return text_of(project_nature_name(project->nature));
    case LIST_TOTAL:
        return text_of(money_format_wan(project->total, buffer));
    case LIST_ANNUAL_PLAN:
        return text_of(money_format_wan(project->annual_plan, buffer));
    case LIST_PLANNED_START:
        return text_of(date_format(project->planned_start, buffer));
    case LIST_PLANNED_FINISH:
        return text_of(date_format(project->planned_finish, buffer));
    case LIST_ACTUAL_START:
        return text_of(date_format(project->actual_start, buffer));
    case LIST_PROBLEM:
        return project->problem;
    case LIST_SOURCE:
        return project->source;
    case LIST_SERVICE_OFFICER:
        return project->service_officer;
    case LIST_FIELD_COUNT:
        break;
    }
    return TEXT("");
}

static void take_field(struct project *to, const struct project *from, enum list_field field)
{
    switch (field) {
    case LIST_NAME:
        to->name = from->name;
        break;
    case LIST_OWNER:
        to->owner_name = from->owner_name;
        break;
    case LIST_OWNER_CODE:
        to->owner_code = from->owner_code;
        break;
    case LIST_DIVISION:
        to->division = from->division;
        break;
    case LIST_PLACE:
        to->place = from->place;
        break;
    case LIST_SECTOR:
        to->sector = from->sector;
        break;
    case LIST_TYPE:
        to->type = from->type;
        break;
    case LIST_NATURE:
        to->nature = from->nature;
        break;
    case LIST_TOTAL:
        to->total = from->total;
        break;
    case LIST_ANNUAL_PLAN:
        to->annual_plan = from->annual_plan;
        break;
    case LIST_PLANNED_START:
        to->planned_start = from->planned_start;
        break;
    case LIST_PLANNED_FINISH:
        to->planned_finish = from->planned_finish;
        break;
    case LIST_ACTUAL_START:
        to->actual_start = from->actual_start;
        break;
    case LIST_PROBLEM:
        to->problem = from->problem;
        break;
    case LIST_SOURCE:
        to->source = from->source;
        break;
    case LIST_SERVICE_OFFICER:
        to->service_officer = from->service_officer;
        break;
    case LIST_FIELD_COUNT:
        break;
    }
}

void list_row_compare(const struct project *stored, const struct list_row *row, struct arena *arena,
                      struct project *merged_out, struct list_change **changes_out,
                      size_t *count_out)
{
    struct list_change *changes = ARENA_ARRAY(arena, struct list_change, LIST_FIELD_COUNT);
    size_t count = 0;
    *merged_out = *stored;
    for (enum list_field field = LIST_NAME; field < LIST_FIELD_COUNT; field++) {
        bool no_news = field == LIST_ACTUAL_START && date_is_none(row->project.actual_start);
        if ((row->given & 1u << field) == 0 || no_news) {
            continue;
        }
        struct text from = field_text(stored, field, arena);
        struct text to = field_text(&row->project, field, arena);
        if (!text_is_equal(from, to)) {
            take_field(merged_out, &row->project, field);
            changes[count++] = (struct list_change){field, from, to};
        }
    }
    *changes_out = changes;
    *count_out = count;
}
