#include "exchange/appointment_file.h"

#include <libical/ical.h>
#include <string.h>

static struct icaltimetype utc_of(int64_t microseconds)
{
    return icaltime_from_timet_with_zone((time_t)(microseconds / 1000000), 0,
                                         icaltimezone_get_utc_timezone());
}

static void add_alarm(icalcomponent *event, const char *title)
{
    struct icaltriggertype trigger = {.time = icaltime_null_time(),
                                      .duration = icaldurationtype_from_int(-3600)};
    icalcomponent *alarm = icalcomponent_vanew(
        ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
        icalproperty_new_trigger(trigger), icalproperty_new_description(title), (void *)0);
    icalcomponent_add_component(event, alarm);
}

static void add_texts(icalcomponent *event, const struct appointment *appointment,
                      struct arena *arena)
{
    if (appointment->place.length > 0) {
        icalcomponent_add_property(
            event, icalproperty_new_location(text_c_string(appointment->place, arena)));
    }
    if (appointment->note.length > 0) {
        icalcomponent_add_property(
            event, icalproperty_new_description(text_c_string(appointment->note, arena)));
    }
    if (appointment->link.length > 0) {
        icalcomponent_add_property(event,
                                   icalproperty_new_url(text_c_string(appointment->link, arena)));
    }
}

static icalcomponent *make_event(const struct appointment *appointment, struct arena *arena)
{
    const char *title = text_c_string(appointment->title, arena);
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(text_c_string(appointment->uid, arena)),
        icalproperty_new_dtstamp(utc_of(appointment->stamped_at)),
        icalproperty_new_dtstart(utc_of(appointment->begins_at)),
        icalproperty_new_dtend(utc_of(appointment->ends_at)), icalproperty_new_summary(title),
        icalproperty_new_status(appointment->cancelled ? ICAL_STATUS_CANCELLED
                                                       : ICAL_STATUS_CONFIRMED),
        (void *)0);
    add_texts(event, appointment, arena);
    if (!appointment->cancelled) {
        add_alarm(event, title);
    }
    return event;
}

enum error_kind appointment_file_write(const struct appointment *appointment, struct arena *arena,
                                       struct text *out, struct error *err)
{
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid("-//Kaigong//Kaigong 1//ZH"),
        icalproperty_new_method(appointment->cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH),
        make_event(appointment, arena), (void *)0);
    char *text = icalcomponent_as_ical_string_r(calendar);
    icalcomponent_free(calendar);
    if (text == NULL) {
        return error_set(err, ERROR_INTERNAL, "appointment_file.failed",
                         "the calendar file could not be written");
    }
    *out = text_copy(text_of(text), arena);
    icalmemory_free_buffer(text);
    return OK;
}
