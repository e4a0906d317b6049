#include "domain/calendar/disruption.h"

static bool parse_kind(struct text text, const char *prefix, enum calendar_scope_kind kind,
                       struct calendar_scope *scope_out)
{
    struct text start = text_of(prefix);
    if (!text_has_prefix(text, start) || text.length == start.length ||
        text.length > CALENDAR_SCOPE_MAX) {
        return false;
    }
    *scope_out = (struct calendar_scope){kind, text_slice(text, start.length, text.length)};
    return true;
}

bool calendar_scope_parse(struct text text, struct calendar_scope *scope_out)
{
    if (text_is_equal(text, TEXT("nation")) || text_is_equal(text, TEXT("city"))) {
        *scope_out = (struct calendar_scope){text.data[0] == 'n' ? SCOPE_OF_NATION : SCOPE_OF_CITY,
                                             TEXT("")};
        return true;
    }
    return parse_kind(text, "department:", SCOPE_OF_DEPARTMENT, scope_out) ||
           parse_kind(text, "project:", SCOPE_OF_PROJECT, scope_out);
}

bool disruption_scope_parse(struct text text, struct calendar_scope *scope_out)
{
    if (text_is_equal(text, TEXT("all"))) {
        *scope_out = (struct calendar_scope){SCOPE_OF_CITY, TEXT("")};
        return true;
    }
    return parse_kind(text, "division:", SCOPE_OF_DIVISION, scope_out) ||
           parse_kind(text, "department:", SCOPE_OF_DEPARTMENT, scope_out) ||
           parse_kind(text, "project:", SCOPE_OF_PROJECT, scope_out);
}

static const char *const stops_names[] = {
    [STOPS_APPROVALS] = "approvals", [STOPS_WORKS] = "works", [STOPS_BOTH] = "both"};

const char *disruption_stops_name(enum disruption_stops stops)
{
    return stops_names[stops];
}

bool disruption_stops_parse(struct text text, enum disruption_stops *stops_out)
{
    for (int stops = STOPS_APPROVALS; stops <= STOPS_BOTH; stops++) {
        if (text_is_equal(text, text_of(stops_names[stops]))) {
            *stops_out = (enum disruption_stops)stops;
            return true;
        }
    }
    return false;
}

enum error_kind disruption_check(const struct disruption *disruption, struct error *err)
{
    int64_t days = (int64_t)disruption->to.day_number - disruption->from.day_number + 1;
    if (days < 1 || days > DISRUPTION_DAYS_MAX) {
        error_set(err, ERROR_INVALID, "disruption.span",
                  "停摆的最后一天不早于第一天, 且不超过 %d 日 (it lasts 1 to %d days, not %lld)",
                  DISRUPTION_DAYS_MAX, DISRUPTION_DAYS_MAX, (long long)days);
        return error_at_field(err, "to");
    }
    if (disruption->scope.kind == SCOPE_OF_DEPARTMENT && disruption->stops != STOPS_APPROVALS) {
        error_set(err, ERROR_INVALID, "disruption.stops",
                  "部门只有审批, 没有施工 (a department has approvals only, no works)");
        return error_at_field(err, "stops");
    }
    return OK;
}

bool disruption_concerns(const struct disruption *disruption, const struct calendar_place *place,
                         bool works)
{
    if (disruption->stops != STOPS_BOTH && (disruption->stops == STOPS_WORKS) != works) {
        return false;
    }
    switch (disruption->scope.kind) {
    case SCOPE_OF_CITY:
        return true;
    case SCOPE_OF_DIVISION:
        return text_is_equal(disruption->scope.id, place->division);
    case SCOPE_OF_DEPARTMENT:
        return text_is_equal(disruption->scope.id, place->department);
    case SCOPE_OF_PROJECT:
        return text_is_equal(disruption->scope.id, place->project);
    case SCOPE_OF_NATION:
        break;
    }
    return false;
}
