/* Starts, stops and resumes of a section. */
#include "domain/programme/programme.h"

static enum error_kind check_evidence(const struct site_event *event, struct error *err)
{
    const struct evidence *evidence = &event->evidence;
    if (evidence->imported || event->kind == SITE_STOP) {
        return OK;
    }
    const char *missing = evidence->permit.length == 0 && event->kind == SITE_START ? "permit"
                          : evidence->photo.length == 0                             ? "photo"
                          : date_is_none(evidence->photo_day)                       ? "photo_day"
                          : evidence->photo_place.length == 0                       ? "photo_place"
                          : evidence->witness.length == 0                           ? "witness"
                                                                                    : NULL;
    if (missing != NULL) {
        error_set(err, ERROR_INVALID, "event.evidence", "a %s needs evidence: \"%s\" is missing",
                  site_event_name(event->kind), missing);
        return err == NULL ? ERROR_INVALID : error_at_field(err, missing);
    }
    if (date_compare(evidence->photo_day, event->day) < 0) {
        error_set(err, ERROR_INVALID, "event.evidence", "the photo was taken before the %s",
                  site_event_name(event->kind));
        return err == NULL ? ERROR_INVALID : error_at_field(err, "photo_day");
    }
    return OK;
}

static enum error_kind check_order(const struct site_event *events, size_t count,
                                   enum project_nature nature, const struct site_event *event,
                                   struct error *err)
{
    bool running = false;
    for (size_t i = 0; i < count; i++) {
        running = events[i].kind != SITE_STOP;
        if (event->kind == SITE_START && events[i].kind == SITE_START) {
            return error_set(err, ERROR_CONFLICT, "event.started_before",
                             "the section has had its start; one start a section");
        }
    }
    if (event->kind == SITE_START && count > 0) {
        return error_set(err, ERROR_CONFLICT, "event.started_before",
                         "the section is under way already; it resumes, it does not start");
    }
    if (event->kind == SITE_STOP && !running) {
        return error_set(err, ERROR_CONFLICT, "event.not_running",
                         "the section is not running, so it cannot stop");
    }
    if (event->kind == SITE_RESUME && count == 0 && nature != NATURE_CONTINUED) {
        return error_set(err, ERROR_CONFLICT, "event.not_stopped",
                         "the section has not started, so it cannot resume");
    }
    if (event->kind == SITE_RESUME && running) {
        return error_set(err, ERROR_CONFLICT, "event.not_stopped",
                         "the section is running, so it cannot resume");
    }
    return OK;
}

enum error_kind site_event_check(const struct site_event *events, size_t count,
                                 enum project_nature nature, const struct site_event *event,
                                 struct date today, struct error *err)
{
    char day[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    if (date_compare(event->day, today) > 0) {
        error_set(err, ERROR_INVALID, "event.future", "%s lies after today, %s",
                  date_format(event->day, day), date_format(today, last));
        return err == NULL ? ERROR_INVALID : error_at_field(err, "day");
    }
    TRY(check_order(events, count, nature, event, err));
    if (count > 0 && date_compare(event->day, events[count - 1].day) < 0) {
        error_set(err, ERROR_INVALID, "event.order",
                  "%s lies before the section's last event on %s", date_format(event->day, day),
                  date_format(events[count - 1].day, last));
        return err == NULL ? ERROR_INVALID : error_at_field(err, "day");
    }
    return check_evidence(event, err);
}
