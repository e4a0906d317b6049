#include "app/service_work.h"

#include "store/consultation_store.h"
#include "store/journal_store.h"

struct service_session service_session_begin(const struct app *app, const struct actor *actor)
{
    int64_t minutes = app_now(app) / 60000000 + app->utc_offset_minutes;
    return (struct service_session){.actor = actor,
                                    .now = app_now(app),
                                    .today = app_today(app),
                                    .minute = (int)(minutes % (24 * 60))};
}

void service_journal_begin(struct json_writer *json, struct arena *arena)
{
    json_writer_init(json, arena, SERVICE_JOURNAL_MAX);
    json_object_open(json);
}

enum error_kind service_journal_end(struct tx *tx, struct json_writer *json, const char *action,
                                    struct text subject, const struct service_session *session,
                                    struct error *err)
{
    struct text data;
    struct text actor = session->actor->name.length > 0 ? session->actor->name : TEXT("anonymous");
    json_object_close(json);
    TRY(json_writer_text(json, &data, err));
    return journal_store_append(tx, action, subject, actor, data, session->now, err);
}

enum error_kind service_tell(struct tx *tx, const int64_t *people, size_t count,
                             const struct notice *notice, const struct service_session *session,
                             struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct notice one = *notice;
        if (people[i] == 0 || people[i] == session->actor->person_id) {
            continue;
        }
        one.person_id = people[i];
        TRY(notice_add(tx, &one, session->now, err));
    }
    return OK;
}

enum error_kind service_tell_desk(struct tx *tx, struct text department,
                                  const struct notice *notice,
                                  const struct service_session *session, struct error *err)
{
    SCOPED_ARENA arena = {0};
    int64_t *people;
    size_t count;
    TRY(desk_store_people(tx, department, &arena, &people, &count, err));
    return service_tell(tx, people, count, notice, session, err);
}
