#include "http/report_http.h"

#include "app/forecast_app.h"
#include "report/brief_report.h"
#include "report/planner_report.h"

struct report_work {
    struct http_request *request;
    struct brief_request query;
    struct brief brief;
};

static enum error_kind read_query(struct http_request *request, struct brief_request *query_out,
                                  struct error *err)
{
    *query_out = (struct brief_request){.programme = http_query(request, "programme"),
                                        .by = DATE_NONE,
                                        .scope = party_scope(&request->actor),
                                        .city_zh = request->app->city_zh,
                                        .city_en = request->app->city_en,
                                        .synthetic = request->app->synthetic};
    TRY(http_query_int(request, "year", 2000, 2100, &query_out->year, err));
    TRY(http_query_date(request, "by", &query_out->by, err));
    return http_query_as_of(request, &query_out->as_of, err);
}

static enum error_kind make_brief(struct tx *tx, void *context, struct error *err)
{
    struct report_work *work = context;
    return brief_report_make(tx, &work->query, work->request->arena, &work->brief, err);
}

enum error_kind brief_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct report_work work = {.request = request};
    struct text format = http_query(request, "format"), bytes;
    bool pdf = text_is_equal(format, TEXT("pdf")), text = text_is_equal(format, TEXT("text"));
    bool english = text_is_equal(http_query(request, "lang"), TEXT("en"));
    char day[DATE_TEXT_SIZE];
    if (!pdf && !text && format.length > 0 && !text_is_equal(format, TEXT("json"))) {
        error_set(err, ERROR_INVALID, "query.format", "format is json, text or pdf");
        return error_at_field(err, "format");
    }
    TRY(read_query(request, &work.query, err));
    TRY(db_read(request->app->db, make_brief, &work, err));
    date_format(work.query.as_of, day);
    if (pdf) {
        TRY(brief_report_pdf(&work.brief, english, request->arena, &bytes, err));
        struct text name = text_format(request->arena, "brief-%s.pdf", day);
        http_bytes(request, response, bytes, "application/pdf",
                   text_c_string(name, request->arena));
    } else if (text) {
        http_bytes(request, response, brief_report_text(&work.brief, english, request->arena),
                   "text/plain; charset=utf-8", NULL);
    } else {
        TRY(brief_report_json(&work.brief, request->arena, &bytes, err));
        http_bytes(request, response, bytes, "application/json; charset=utf-8", NULL);
    }
    return OK;
}

/* --- forecast ------------------------------------------------------------------------------------ */

enum { FORECAST_TRIALS_ASKED = 20000, FORECAST_THREADS = 2 };

struct forecast_work {
    struct http_request *request;
    struct forecast_request query;
    struct forecast_report report;
    struct json_writer json;
};

static enum error_kind load_forecast(struct tx *tx, void *context, struct error *err)
{
    struct forecast_work *work = context;
    return forecast_report_load(tx, &work->query, work->request->arena, &work->report, err);
}

/* What the query asks for, read and ready to run. */
static enum error_kind open_forecast(struct http_request *request, struct forecast_work *work,
                                     struct error *err)
{
    *work = (struct forecast_work){.request = request};
    work->query = (struct forecast_request){.programme = http_query(request, "programme"),
                                            .scope = party_scope(&request->actor),
                                            .by = DATE_NONE,
                                            .trials = 10000,
                                            .seed = 1,
                                            .threads = FORECAST_THREADS,
                                            .synthetic = request->app->synthetic};
    TRY(http_query_int(request, "year", 2000, 2100, &work->query.year, err));
    TRY(http_query_int(request, "trials", 1, FORECAST_TRIALS_ASKED, &work->query.trials, err));
    TRY(http_query_int(request, "seed", 0, INT64_MAX, &work->query.seed, err));
    TRY(http_query_date(request, "by", &work->query.by, err));
    TRY(http_query_as_of(request, &work->query.as_of, err));
    return db_read(request->app->db, load_forecast, work, err);
}

static enum error_kind make_forecast(struct http_request *request, struct forecast_work *work,
                                     struct error *err)
{
    TRY(open_forecast(request, work, err));
    forecast_report_run(&work->report, request->arena);
    return OK;
}

enum error_kind planner_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct forecast_work work;
    struct json_writer json;
    TRY(open_forecast(request, &work, err));
    http_json_init(request, &json);
    TRY(planner_report_write(&work.report, &json, err));
    return http_json(response, 200, &json, err);
}

enum error_kind forecast_http_show(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct forecast_work work;
    struct json_writer json;
    TRY(make_forecast(request, &work, err));
    http_json_init(request, &json);
    forecast_report_write(&work.report, &json);
    return http_json(response, 200, &json, err);
}

enum error_kind forecast_http_keep(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct forecast_work work;
    struct json_writer json;
    TRY(make_forecast(request, &work, err));
    struct kept_forecast kept = forecast_report_kept(&work.report, request->arena);
    TRY(forecast_app_keep(request->app, &request->actor, work.report.programme.name,
                          work.report.programme.year, &kept, err));
    http_json_init(request, &json);
    forecast_report_write(&work.report, &json);
    return http_json(response, 201, &json, err);
}

static enum error_kind score(struct tx *tx, void *context, struct error *err)
{
    struct forecast_work *work = context;
    return forecast_score_write(tx, work->query.programme, work->query.year, work->query.as_of,
                                work->request->arena, &work->json, err);
}

enum error_kind forecast_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct forecast_work work = {.request = request};
    work.query.programme = http_query(request, "programme");
    TRY(http_query_int(request, "year", 2000, 2100, &work.query.year, err));
    TRY(http_query_as_of(request, &work.query.as_of, err));
    http_json_init(request, &work.json);
    TRY(db_read(request->app->db, score, &work, err));
    return http_json(response, 200, &work.json, err);
}
