#include "http/routes.h"

#include "http/authority_http.h"
#include "http/booking_http.h"
#include "http/calendar_http.h"
#include "http/case_http.h"
#include "http/consultation_http.h"
#include "http/desk_http.h"
#include "http/joint_http.h"
#include "http/journal_http.h"
#include "http/notice_http.h"
#include "http/officer_http.h"
#include "http/party_http.h"
#include "http/plan_http.h"
#include "http/portal_http.h"
#include "http/programme_http.h"
#include "http/promise_http.h"
#include "http/rating_http.h"
#include "http/register_http.h"
#include "http/report_http.h"
#include "http/review_http.h"
#include "http/second_factor_http.h"
#include "http/system_http.h"
#include "http/upload_http.h"

#include <string.h>

/* clang-format off */
const struct route routes[] = {
    {HTTP_GET,    "/healthz",             PERMISSION_PUBLIC,    SCOPE_NONE, NO_BODY,  health_http_show,     ANSWER_JSON,   "",           "Whether the process runs", ROUTE_QUICK},
    {HTTP_GET,    "/readyz",              PERMISSION_PUBLIC,    SCOPE_NONE, NO_BODY,  ready_http_show,      ANSWER_JSON,   "",           "Whether the database answers", ROUTE_QUICK},
    {HTTP_GET,    "/api/v1/openapi.json", PERMISSION_PUBLIC,    SCOPE_NONE, NO_BODY,  openapi_http_show,    ANSWER_JSON,   "",           "This table as an OpenAPI document"},
    {HTTP_POST,   "/api/v1/sign-in",      PERMISSION_PUBLIC,    SCOPE_OWN,  8 * KIB,  sign_in_http_check,   ANSWER_JSON,   "",           "Sign in: sets the cookie, answers the token for X-CSRF-Token"},
    {HTTP_POST,   "/api/v1/sign-out",     PERMISSION_SIGNED_IN, SCOPE_OWN,  8 * KIB,  sign_in_http_end,     ANSWER_NONE,   "",           "End the session"},
    {HTTP_POST,   "/api/v1/password",     PERMISSION_SIGNED_IN, SCOPE_OWN,  8 * KIB,  password_http_change, ANSWER_NONE,   "",           "Change the own password; ends the other sessions"},
    {HTTP_GET,    "/api/v1/session",      PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  session_http_show,    ANSWER_JSON,   "",           "Who is signed in, the city, the programmes", ROUTE_QUICK},
    {HTTP_GET,    "/api/v1/second-factor", PERMISSION_SIGNED_IN, SCOPE_OWN, NO_BODY,  second_factor_http_show, ANSWER_JSON, "",          "Whether the caller has a second factor, and whether the city asks for one"},
    {HTTP_POST,   "/api/v1/second-factor", PERMISSION_SIGNED_IN, SCOPE_OWN, 8 * KIB,  second_factor_http_start, ANSWER_JSON, "",         "Begin to set up a second factor: the secret, said once, and its QR code"},
    {HTTP_POST,   "/api/v1/second-factor/confirm", PERMISSION_SIGNED_IN, SCOPE_OWN, 8 * KIB, second_factor_http_confirm, ANSWER_JSON, "", "Prove the second factor by a code; answers the recovery codes, once"},
    {HTTP_POST,   "/api/v1/second-factor/remove", PERMISSION_SIGNED_IN, SCOPE_OWN, 8 * KIB, second_factor_http_remove, ANSWER_NONE, "",   "Remove the own second factor"},
    {HTTP_DELETE, "/api/v1/users/:name/second-factor", PERMISSION_USERS, SCOPE_ALL, NO_BODY, second_factor_http_reset, ANSWER_NONE, "",   "Take a lost second factor off a person; ends the person's sessions"},
    {HTTP_GET,    "/api/v1/users",        PERMISSION_USERS,     SCOPE_ALL,  NO_BODY,  person_http_list,     ANSWER_JSON,   "",           "All people, without their hashes"},
    {HTTP_POST,   "/api/v1/users",        PERMISSION_USERS,     SCOPE_ALL,  16 * KIB, person_http_add,      ANSWER_JSON,   "",           "Add a person"},
    {HTTP_PATCH,  "/api/v1/users/:name",  PERMISSION_USERS,     SCOPE_ALL,  16 * KIB, person_http_change,   ANSWER_JSON,   "",           "Change a person (If-Match)"},
    {HTTP_GET,    "/api/v1/authorities",  PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  authority_http_list,  ANSWER_JSON,   "project",    "Written authorities: the own ones, an owner's, or all for the programme office"},
    {HTTP_POST,   "/api/v1/authorities",  PERMISSION_AUTHORISE, SCOPE_PROJECTS, 8 * KIB, authority_http_give, ANSWER_JSON, "",          "Give an authority: to a delegate with a paper and an end, to a service officer, to an expert"},
    {HTTP_DELETE, "/api/v1/authorities/:id", PERMISSION_AUTHORISE, SCOPE_PROJECTS, NO_BODY, authority_http_end, ANSWER_NONE, "",        "End an authority at once"},
    {HTTP_GET,    "/api/v1/notices",      PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  notice_http_list,     ANSWER_JSON,   "unread cursor limit", "The caller's notices, newest first, and how many are unread"},
    {HTTP_POST,   "/api/v1/notices/read", PERMISSION_SIGNED_IN, SCOPE_OWN,  8 * KIB,  notice_http_read,     ANSWER_NONE,   "",           "Mark one notice as read (id), or all up to one (up_to)"},
    {HTTP_GET,    "/api/v1/notice-setting", PERMISSION_SIGNED_IN, SCOPE_OWN, NO_BODY, notice_setting_http_show, ANSWER_JSON, "",         "How the caller is told: hour of the digest, language, channels"},
    {HTTP_PUT,    "/api/v1/notice-setting", PERMISSION_SIGNED_IN, SCOPE_OWN, 8 * KIB, notice_setting_http_put, ANSWER_JSON, "",          "Set how the caller is told"},
    {HTTP_GET,    "/api/v1/views",        PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  view_http_list,       ANSWER_JSON,   "page",       "The caller's saved views of a page", ROUTE_QUICK},
    {HTTP_PUT,    "/api/v1/views/:name",  PERMISSION_SIGNED_IN, SCOPE_OWN,  16 * KIB, view_http_put,        ANSWER_NONE,   "",           "Save a view"},
    {HTTP_DELETE, "/api/v1/views/:name",  PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  view_http_delete,     ANSWER_NONE,   "page",       "Forget a view"},
    {HTTP_GET,    "/api/v1/stream",       PERMISSION_SIGNED_IN, SCOPE_PROJECTS, NO_BODY, stream_http_open,  ANSWER_EVENTS, "",           "Server-sent events: what changed"},
    {HTTP_GET,    "/api/v1/projects",     PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, register_http_list, ANSWER_JSON, "programme year q division sector state nature type sort as_of cursor limit", "A page of the register", ROUTE_KEPT},
    {HTTP_POST,   "/api/v1/projects",     PERMISSION_CHANGE,    SCOPE_PROJECTS, 64 * KIB, register_http_add, ANSWER_JSON, "as_of",      "Add a project with its first plan"},
    {HTTP_GET,    "/api/v1/projects/:code", PERMISSION_READ,    SCOPE_PROJECTS, NO_BODY, register_http_show, ANSWER_JSON, "as_of",      "A project with its sections, events, plans and progress", ROUTE_QUICK | ROUTE_KEPT},
    {HTTP_PATCH,  "/api/v1/projects/:code", PERMISSION_CHANGE,  SCOPE_PROJECTS, 64 * KIB, register_http_change, ANSWER_JSON, "as_of",   "Change a project (If-Match)"},
    {HTTP_POST,   "/api/v1/projects/:code/plans", PERMISSION_CHANGE, SCOPE_PROJECTS, 16 * KIB, register_http_set_plan, ANSWER_JSON, "as_of", "Set a new plan version with a reason (If-Match)"},
    {HTTP_GET,    "/api/v1/projects/:code/history", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, register_http_history, ANSWER_JSON, "cursor", "What the journal says of a project, newest first"},
    {HTTP_GET,    "/api/v1/projects/:code/plan", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, plan_http_show, ANSWER_JSON, "handling as_of", "The plan backward from the start", ROUTE_KEPT},
    {HTTP_GET,    "/api/v1/projects/:code/gate", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, gate_http_show, ANSWER_JSON, "as_of",       "The start gate and what is unmet", ROUTE_KEPT},
    {HTTP_POST,   "/api/v1/projects/:code/events", PERMISSION_CHANGE, SCOPE_PROJECTS, 16 * KIB, event_http_record, ANSWER_JSON, "",     "Record a start, stop or resume of a section with its evidence"},
    {HTTP_PUT,    "/api/v1/projects/:code/photos", PERMISSION_CHANGE, SCOPE_PROJECTS, 10 * MIB, photo_http_store, ANSWER_JSON, "name",  "Hand in a photo (JPEG or PNG) as evidence"},
    {HTTP_GET,    "/api/v1/projects/:code/photos/:photo", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, photo_http_show, ANSWER_FILE, "",    "A photo of the project's events"},
    {HTTP_PUT,    "/api/v1/projects/:code/progress/:item", PERMISSION_CHANGE, SCOPE_PROJECTS, 8 * KIB, progress_http_set, ANSWER_JSON, "", "What is known of an approval item: accepted, decided, expected"},
    {HTTP_GET, "/api/v1/projects/:code/stages/:stage/form", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, form_http_show, ANSWER_JSON, "as_of", "The form of a stage: its items, and each paper once with how it stands"},
    {HTTP_GET, "/api/v1/projects/:code/papers", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, paper_http_list, ANSWER_JSON, "", "The papers that were handed in for a project"},
    {HTTP_PUT, "/api/v1/projects/:code/papers/:paper", PERMISSION_APPLY, SCOPE_PROJECTS, 20 * MIB, paper_http_add, ANSWER_JSON, "name", "Hand in a paper once for the project (PDF, JPEG, PNG, Office, OFD, DWG)"},
    {HTTP_GET, "/api/v1/projects/:code/papers/:paper", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, paper_http_show, ANSWER_FILE, "", "A paper of the project"},
    {HTTP_POST, "/api/v1/projects/:code/applications", PERMISSION_APPLY, SCOPE_PROJECTS, 128 * KIB, application_http_submit, ANSWER_JSON, "", "Hand in a stage: one form, sent out to all its departments"},
    {HTTP_GET, "/api/v1/projects/:code/cases", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, case_http_list, ANSWER_JSON, "as_of", "The cases of a project with the clocks of its stages and its own"},
    {HTTP_GET, "/api/v1/applications/:number", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, application_http_show, ANSWER_JSON, "as_of", "An application with its cases and its stage's clock"},
    {HTTP_POST, "/api/v1/applications/:number/notice", PERMISSION_HANDLE, SCOPE_PROJECTS, 16 * KIB, application_http_notify, ANSWER_JSON, "", "Tell once what all departments miss"},
    {HTTP_POST, "/api/v1/applications/:number/close", PERMISSION_HANDLE, SCOPE_PROJECTS, NO_BODY, application_http_close, ANSWER_JSON, "", "Close the stage, by its lead department"},
    {HTTP_GET, "/api/v1/cases/:id", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, case_http_show, ANSWER_JSON, "as_of", "A case with its events, clock, charges and promises"},
    {HTTP_POST, "/api/v1/cases/:id/events", PERMISSION_CASE, SCOPE_PROJECTS, 16 * KIB, case_http_do, ANSWER_JSON, "", "Do an event on a case (If-Match): accept, decide, extend, withdraw"},
    {HTTP_POST, "/api/v1/cases/:id/defects", PERMISSION_HANDLE, SCOPE_PROJECTS, 16 * KIB, case_http_add_defect, ANSWER_JSON, "", "Note what the department misses, for the one notice"},
    {HTTP_POST, "/api/v1/cases/:id/green", PERMISSION_CASE, SCOPE_PROJECTS, 16 * KIB, case_http_ask_green, ANSWER_JSON, "", "Ask for the green channel with a reason"},
    {HTTP_POST, "/api/v1/cases/:id/green/decision", PERMISSION_DIRECT, SCOPE_PROJECTS, 16 * KIB, case_http_decide_green, ANSWER_JSON, "", "Grant or refuse the green channel, within the department's share"},
    {HTTP_POST, "/api/v1/cases/:id/validity", PERMISSION_HANDLE, SCOPE_PROJECTS, 16 * KIB, case_http_extend_validity, ANSWER_JSON, "", "Extend the validity of a permit (If-Match)"},
    {HTTP_POST, "/api/v1/cases/:id/tolerances", PERMISSION_HANDLE, SCOPE_PROJECTS, 16 * KIB, tolerance_http_allow, ANSWER_JSON, "", "Allow a paper to come later; a refusal names its rule"},
    {HTTP_POST, "/api/v1/projects/:code/commitments", PERMISSION_APPLY, SCOPE_PROJECTS, 16 * KIB, commitment_http_sign, ANSWER_JSON, "", "Sign a commitment for one item, or for the start"},
    {HTTP_POST, "/api/v1/commitments/:id/events", PERMISSION_CASE, SCOPE_PROJECTS, 16 * KIB, commitment_http_do, ANSWER_JSON, "", "Supply, check, order to put right or revoke a commitment (If-Match)"},
    {HTTP_GET, "/api/v1/commitments/count", PERMISSION_READ, SCOPE_NONE, NO_BODY, commitment_http_count, ANSWER_JSON, "owner", "How many commitments were kept, late and broken"},
    {HTTP_GET, "/api/v1/commitment-texts", PERMISSION_PUBLIC, SCOPE_NONE, NO_BODY, commitment_text_http_list, ANSWER_JSON, "", "The texts of commitments that count"},
    {HTTP_POST, "/api/v1/commitment-texts", PERMISSION_SETTINGS, SCOPE_ALL, 32 * KIB, commitment_text_http_add, ANSWER_JSON, "", "Add the next version of a text"},
    {HTTP_GET, "/api/v1/tolerances", PERMISSION_PUBLIC, SCOPE_NONE, NO_BODY, tolerance_http_list, ANSWER_JSON, "", "The published list of what may be tolerated or committed to"},
    {HTTP_GET, "/api/v1/green", PERMISSION_PUBLIC, SCOPE_NONE, NO_BODY, green_http_show, ANSWER_JSON, "", "The green channel: shares of departments, and what stands in it with its reason"},
    {HTTP_GET, "/api/v1/credit", PERMISSION_READ, SCOPE_OWN, NO_BODY, credit_http_list, ANSWER_JSON, "owner", "Credit records; an enterprise sees its own"},
    {HTTP_POST, "/api/v1/credit/:id/repair", PERMISSION_DIRECT, SCOPE_ALL, 16 * KIB, credit_http_repair, ANSWER_NONE, "", "End a credit record: what was owed has been made good"},
    {HTTP_GET, "/api/v1/portal", PERMISSION_APPLY, SCOPE_PROJECTS, NO_BODY, portal_http_show, ANSWER_JSON, "programme year as_of", "What an owner has to do next with the last safe day of each act, and how every permit stands", ROUTE_KEPT},
    {HTTP_GET, "/api/v1/applications/:number/receipt", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, receipt_http_show, ANSWER_JSON, "", "The receipt of an application: its number, also as a QR code"},
    {HTTP_GET, "/api/v1/uploads", PERMISSION_APPLY, SCOPE_OWN, NO_BODY, upload_http_list, ANSWER_JSON, "", "The own unfinished uploads"},
    {HTTP_POST, "/api/v1/uploads", PERMISSION_APPLY, SCOPE_PROJECTS, 8 * KIB, upload_http_begin, ANSWER_JSON, "", "Begin to hand in a paper piece by piece, at most 100 MiB"},
    {HTTP_GET, "/api/v1/uploads/:id", PERMISSION_APPLY, SCOPE_OWN, NO_BODY, upload_http_show, ANSWER_JSON, "", "How much of an upload has come"},
    {HTTP_PATCH, "/api/v1/uploads/:id", PERMISSION_APPLY, SCOPE_OWN, 4 * MIB, upload_http_add, ANSWER_JSON, "", "Add a piece at Upload-Offset; it is on the disk when this answers"},
    {HTTP_POST, "/api/v1/uploads/:id/finish", PERMISSION_APPLY, SCOPE_OWN, NO_BODY, upload_http_finish, ANSWER_JSON, "", "Make the whole file a paper of its project"},
    {HTTP_DELETE, "/api/v1/uploads/:id", PERMISSION_APPLY, SCOPE_OWN, NO_BODY, upload_http_remove, ANSWER_NONE, "", "Give an upload up"},
    {HTTP_GET, "/api/v1/desk", PERMISSION_DESK, SCOPE_DEPARTMENT, NO_BODY, desk_http_show, ANSWER_JSON, "department state item assignee unassigned overdue green cursor limit", "A department's inbox in the order of what lateness costs, with the reason in words"},
    {HTTP_GET, "/api/v1/desk/people", PERMISSION_DESK, SCOPE_DEPARTMENT, NO_BODY, desk_http_people, ANSWER_JSON, "department", "Who works at the desk"},
    {HTTP_POST, "/api/v1/desk/acceptances", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 16 * KIB, desk_http_accept, ANSWER_JSON, "", "Accept up to 100 cases, each by itself, with a report for each"},
    {HTTP_PUT, "/api/v1/cases/:id/assignee", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 4 * KIB, desk_http_assign, ANSWER_JSON, "", "Give a case to a colleague (If-Match)"},
    {HTTP_GET, "/api/v1/desk/load", PERMISSION_DESK, SCOPE_DEPARTMENT, NO_BODY, desk_http_show_load, ANSWER_JSON, "department weeks programme year as_of", "What will land at a department by week, from all plans, against its capacity", ROUTE_KEPT},
    {HTTP_PUT, "/api/v1/desk/capacity", PERMISSION_DIRECT, SCOPE_DEPARTMENT, 4 * KIB, desk_http_put_capacity, ANSWER_NONE, "", "How many cases the own department handles at a time from a day on"},
    {HTTP_GET, "/api/v1/learned", PERMISSION_DESK, SCOPE_DEPARTMENT, NO_BODY, learned_http_show, ANSWER_JSON, "department as_of", "How long finished cases took, by item, department and season", ROUTE_KEPT},
    {HTTP_GET, "/api/v1/desk/stand-ins", PERMISSION_DESK, SCOPE_DEPARTMENT, NO_BODY, stand_in_http_list, ANSWER_JSON, "department", "Who stands in for whom"},
    {HTTP_POST, "/api/v1/desk/stand-ins", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 4 * KIB, stand_in_http_add, ANSWER_JSON, "", "Let a colleague look after one's cases from a day to a day"},
    {HTTP_DELETE, "/api/v1/desk/stand-ins/:id", PERMISSION_HANDLE, SCOPE_DEPARTMENT, NO_BODY, stand_in_http_end, ANSWER_NONE, "", "End a stand-in"},
    {HTTP_GET,    "/api/v1/cockpit",      PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, cockpit_http_show, ANSWER_JSON,   "programme year as_of", "The figures of a programme as of a day, and what is due", ROUTE_KEPT},
    {HTTP_GET,    "/api/v1/due",          PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, due_http_show, ANSWER_JSON,       "programme year by days as_of", "What has to be submitted or a start is lost", ROUTE_KEPT},
    {HTTP_POST,   "/api/v1/imports",      PERMISSION_IMPORT,    SCOPE_PROJECTS, 20 * MIB, list_http_import, ANSWER_JSON,   "programme year name dry_run", "Take a list (.xlsx or .csv) into a programme, whole or not at all"},
    {HTTP_GET,    "/api/v1/exports/projects", PERMISSION_READ,  SCOPE_PROJECTS, NO_BODY, list_http_export, ANSWER_FILE,   "programme year format q division sector state nature type sort as_of", "The register as a list for Excel, exactly what the filter shows"},
    {HTTP_GET,    "/api/v1/divisions",    PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  division_http_list,   ANSWER_JSON,   "",           "Divisions and zones of the city"},
    {HTTP_GET,    "/api/v1/departments",  PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  department_http_list, ANSWER_JSON,   "",           "Departments that the templates name"},
    {HTTP_GET,    "/api/v1/templates",    PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  template_http_list,   ANSWER_JSON,   "",           "The newest version of each template"},
    {HTTP_GET,    "/api/v1/templates/:id", PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY, template_http_show,   ANSWER_JSON,   "",           "A template"},
    {HTTP_GET,    "/api/v1/calendar",     PERMISSION_SIGNED_IN, SCOPE_PROJECTS, NO_BODY, calendar_http_show, ANSWER_JSON,  "from to as_of division department project work", "Days off, make-up days, seasons and disruptions of a place"},
    {HTTP_GET,    "/api/v1/calendars",    PERMISSION_SIGNED_IN, SCOPE_PROJECTS, NO_BODY, calendar_http_list, ANSWER_JSON,  "as_of",      "Nation, city, departments and projects with the version of their calendar"},
    {HTTP_GET,    "/api/v1/calendars/:scope", PERMISSION_SIGNED_IN, SCOPE_PROJECTS, NO_BODY, calendar_http_find, ANSWER_JSON, "as_of",   "What a scope's own calendar says, with its versions"},
    {HTTP_PUT,    "/api/v1/calendars/:scope", PERMISSION_CALENDAR, SCOPE_ALL, 64 * KIB, calendar_http_set, ANSWER_JSON,    "",           "A new version of a scope's calendar (If-Match)"},
    {HTTP_GET,    "/api/v1/seasons",      PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  season_http_list,     ANSWER_JSON,   "division as_of", "Seasons of each kind of work and thaws of each division"},
    {HTTP_PUT,    "/api/v1/seasons/:division/:work", PERMISSION_CALENDAR, SCOPE_ALL, 16 * KIB, season_http_set, ANSWER_JSON, "",        "New windows of a kind of work in a division (If-Match)"},
    {HTTP_PUT,    "/api/v1/thaws/:division/:year", PERMISSION_CALENDAR, SCOPE_ALL, 8 * KIB, thaw_http_set,   ANSWER_JSON,   "",          "The day of a division's thaw in a year (If-Match)"},
    {HTTP_GET,    "/api/v1/disruptions",  PERMISSION_SIGNED_IN, SCOPE_PROJECTS, NO_BODY, disruption_http_list, ANSWER_JSON, "as_of",     "Disruptions with the end that is known"},
    {HTTP_POST,   "/api/v1/disruptions",  PERMISSION_CALENDAR,  SCOPE_ALL,  8 * KIB,  disruption_http_add,  ANSWER_JSON,   "",           "Add a disruption"},
    {HTTP_PATCH,  "/api/v1/disruptions/:id", PERMISSION_CALENDAR, SCOPE_ALL, 8 * KIB, disruption_http_end,  ANSWER_JSON,   "",           "Move the end of a disruption, or take it back (If-Match)"},
    {HTTP_GET,    "/api/v1/map",          PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  map_http_show,        ANSWER_FILE,   "",           "The city's map or cartogram as GeoJSON"},
    {HTTP_GET,    "/api/v1/journal",      PERMISSION_JOURNAL,   SCOPE_ALL,  NO_BODY,  journal_http_list,    ANSWER_JSON,   "from limit", "Entries of the journal from a number on"},
    {HTTP_GET,    "/api/v1/journal/checkpoint", PERMISSION_JOURNAL, SCOPE_ALL, NO_BODY, checkpoint_http_show, ANSWER_FILE, "",     "A signed note of the journal's size and root"},
    {HTTP_GET,    "/api/v1/journal/proof", PERMISSION_JOURNAL,  SCOPE_ALL,  NO_BODY,  proof_http_show,      ANSWER_JSON,   "index from size", "That an entry is in the journal, or that an older journal is its beginning"},
    {HTTP_GET,    "/api/v1/forecast",     PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, forecast_http_show, ANSWER_JSON,  "programme year as_of by trials seed", "How many projects will have started by a day, each one's chance and what drives it"},
    {HTTP_POST,   "/api/v1/forecasts",    PERMISSION_IMPORT,    SCOPE_ALL, 1 * KIB, forecast_http_keep, ANSWER_JSON,      "programme year as_of by trials seed", "Make a forecast and keep it, to be scored when its day has come"},
    {HTTP_GET,    "/api/v1/forecasts",    PERMISSION_READ,      SCOPE_NONE, NO_BODY, forecast_http_list, ANSWER_JSON,     "programme year as_of", "The forecasts that were kept, and how they came true"},
    {HTTP_GET,    "/api/v1/planner",      PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, planner_http_show, ANSWER_JSON,   "programme year as_of by trials seed", "What the planner in the browser computes with: plans' inputs as words, and names"},
    {HTTP_GET,    "/api/v1/brief",        PERMISSION_READ,      SCOPE_PROJECTS, NO_BODY, brief_http_show,   ANSWER_FILE,   "programme year as_of by format lang", "The brief as of a day: JSON, text or PDF"},
    {HTTP_GET,    "/api/v1/officers",     PERMISSION_PUBLIC,    SCOPE_NONE, NO_BODY,  officer_http_list,    ANSWER_JSON,   "",           "Chief service officers: office data, projects, who stands in"},
    {HTTP_PUT,    "/api/v1/officers/:name", PERMISSION_OFFICERS, SCOPE_ALL, 16 * KIB, officer_http_save,    ANSWER_JSON,   "",           "Enter what the directory says of an officer (If-Match, \"0\" at first)"},
    {HTTP_POST,   "/api/v1/officers/:name/reveal", PERMISSION_OFFICERS, SCOPE_ALL, 8 * KIB, officer_http_reveal, ANSWER_JSON, "",       "The personal number, with a reason that the journal keeps"},
    {HTTP_POST,   "/api/v1/officers/:name/assignments", PERMISSION_OFFICERS, SCOPE_ALL, 8 * KIB, officer_http_assign, ANSWER_JSON, "",  "Assign a project; answers the load and whether it is above the limit"},
    {HTTP_POST,   "/api/v1/officers/:name/covers", PERMISSION_OFFICERS, SCOPE_ALL, 8 * KIB, cover_http_add, ANSWER_JSON,   "",           "A stand-in or a hand-over, from a day to a day"},
    {HTTP_GET,    "/api/v1/covers",       PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  cover_http_list,      ANSWER_JSON,   "",           "Stand-ins and hand-overs of the caller; all for the programme office"},
    {HTTP_DELETE, "/api/v1/covers/:id",   PERMISSION_OFFICERS,  SCOPE_ALL,  NO_BODY,  cover_http_end,       ANSWER_NONE,   "",           "End a stand-in at once"},
    {HTTP_GET,    "/api/v1/projects/:code/work-log", PERMISSION_READ, SCOPE_PROJECTS, NO_BODY, work_log_http_list, ANSWER_JSON, "from until", "What service officers did for a project"},
    {HTTP_POST,   "/api/v1/projects/:code/work-log", PERMISSION_SERVE, SCOPE_PROJECTS, 8 * KIB, work_log_http_add, ANSWER_JSON, "",      "Enter what the caller did for a project"},
    {HTTP_GET,    "/api/v1/work-log",     PERMISSION_SERVE,     SCOPE_OWN,  NO_BODY,  work_log_http_list_own, ANSWER_JSON, "from until", "The caller's own work log"},
    {HTTP_GET,    "/api/v1/items/:item/questions", PERMISSION_PUBLIC, SCOPE_NONE, NO_BODY, question_http_list_item, ANSWER_JSON, "",    "What was answered for all about an item, and its guide texts"},
    {HTTP_POST,   "/api/v1/items/:item/questions", PERMISSION_PUBLIC, SCOPE_OWN, 16 * KIB, question_http_ask, ANSWER_JSON,  "",         "Ask about an item, also without signing in"},
    {HTTP_GET,    "/api/v1/questions",    PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  question_http_list,   ANSWER_JSON,   "state",      "The caller's questions, or those of its department's desk"},
    {HTTP_GET,    "/api/v1/questions/:id", PERMISSION_PUBLIC,   SCOPE_OWN,  NO_BODY,  question_http_show,   ANSWER_JSON,   "ticket",     "A question with its answers; ticket for who asked without signing in"},
    {HTTP_POST,   "/api/v1/questions/:id/posts", PERMISSION_PUBLIC, SCOPE_OWN, 16 * KIB, question_http_ask_on, ANSWER_JSON, "",          "Ask on in an own question"},
    {HTTP_POST,   "/api/v1/questions/:id/answer", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 16 * KIB, question_http_answer, ANSWER_JSON, "", "Answer for all or for the asker alone"},
    {HTTP_POST,   "/api/v1/questions/:id/hide", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 8 * KIB, question_http_hide, ANSWER_JSON, "",       "Take a question out of sight, with a reason"},
    {HTTP_PUT,    "/api/v1/questions/:id/guide", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 16 * KIB, guide_http_write, ANSWER_JSON, "",      "Make a public answer a guide text of its item, or write its next version"},
    {HTTP_GET,    "/api/v1/guides/:id",   PERMISSION_PUBLIC,    SCOPE_NONE, NO_BODY,  guide_http_show,      ANSWER_JSON,   "",           "Every version of a guide text, newest first"},
    {HTTP_GET,    "/api/v1/slots",        PERMISSION_SIGNED_IN, SCOPE_NONE, NO_BODY,  slot_http_list,       ANSWER_JSON,   "department from until", "Slots that can be booked"},
    {HTTP_POST,   "/api/v1/slots",        PERMISSION_HANDLE,    SCOPE_DEPARTMENT, 8 * KIB, slot_http_add,   ANSWER_JSON,   "",           "Offer a slot of the own department"},
    {HTTP_POST,   "/api/v1/slots/:id/close", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 8 * KIB, slot_http_close, ANSWER_NONE,   "",           "Take a slot back; who booked it is told"},
    {HTTP_POST,   "/api/v1/slots/:id/bookings", PERMISSION_APPLY, SCOPE_OWN, 8 * KIB, booking_http_book,    ANSWER_JSON,   "",           "Book a slot"},
    {HTTP_GET,    "/api/v1/bookings",     PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  booking_http_list,    ANSWER_JSON,   "from",       "The caller's bookings, or those of its department's desk"},
    {HTTP_DELETE, "/api/v1/bookings/:id", PERMISSION_APPLY,     SCOPE_OWN,  NO_BODY,  booking_http_cancel,  ANSWER_NONE,   "",           "Cancel an own booking before its slot begins"},
    {HTTP_POST,   "/api/v1/bookings/:id/outcome", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 8 * KIB, booking_http_note, ANSWER_JSON, "",     "Note whether the visitor came"},
    {HTTP_GET,    "/api/v1/bookings/:id/calendar", PERMISSION_SIGNED_IN, SCOPE_OWN, NO_BODY, booking_http_calendar, ANSWER_FILE, "",    "A booking as an iCalendar file"},
    {HTTP_POST,   "/api/v1/cases/:id/rating", PERMISSION_APPLY, SCOPE_PROJECTS, 16 * KIB, rating_http_rate, ANSWER_JSON,   "",           "Rate the service officer of a finished case, once"},
    {HTTP_GET,    "/api/v1/ratings",      PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  rating_http_list,     ANSWER_JSON,   "state",      "Ratings of the caller with the tasks of poor ones; all for the programme office"},
    {HTTP_POST,   "/api/v1/ratings/:id/correction", PERMISSION_SERVE, SCOPE_OWN, 16 * KIB, rating_http_correct, ANSWER_JSON, "",         "Say what was put right after a poor rating"},
    {HTTP_POST,   "/api/v1/ratings/:id/close", PERMISSION_OFFICERS, SCOPE_ALL, 16 * KIB, rating_http_close, ANSWER_JSON,   "",           "Call back and close the task of a poor rating"},
    {HTTP_GET,    "/api/v1/joint-sheets", PERMISSION_JOINT,     SCOPE_ALL,  NO_BODY,  joint_http_list,      ANSWER_JSON,   "",           "Conclusion sheets of joint handling, newest first"},
    {HTTP_POST,   "/api/v1/joint-sheets", PERMISSION_JOINT,     SCOPE_ALL,  128 * KIB, joint_http_add,      ANSWER_JSON,   "",           "Write the conclusion sheet of a joint meeting"},
    {HTTP_GET,    "/api/v1/joint-sheets/:id", PERMISSION_JOINT, SCOPE_ALL,  NO_BODY,  joint_http_show,      ANSWER_JSON,   "",           "A conclusion sheet with its cases and signatures"},
    {HTTP_POST,   "/api/v1/joint-sheets/:id/signatures", PERMISSION_DIRECT, SCOPE_DEPARTMENT, 8 * KIB, joint_http_sign, ANSWER_JSON, "", "Sign for the own department; the last signature moves all cases or none"},
    {HTTP_POST,   "/api/v1/joint-sheets/:id/cancel", PERMISSION_JOINT, SCOPE_OWN, 8 * KIB, joint_http_cancel, ANSWER_JSON, "",           "Cancel an own sheet"},
    {HTTP_POST,   "/api/v1/cases/:id/reviews", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 32 * KIB, review_http_convene, ANSWER_JSON, "",     "Convene an on-line review: starts the special procedure that stops the clock"},
    {HTTP_GET,    "/api/v1/reviews",      PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  review_http_list,     ANSWER_JSON,   "",           "Reviews that the caller is invited to, or of its department's cases"},
    {HTTP_GET,    "/api/v1/reviews/:id",  PERMISSION_SIGNED_IN, SCOPE_OWN,  NO_BODY,  review_http_show,     ANSWER_JSON,   "",           "A review with its panel and opinions"},
    {HTTP_POST,   "/api/v1/reviews/:id/declaration", PERMISSION_REVIEW, SCOPE_OWN, 8 * KIB, review_http_declare, ANSWER_JSON, "",        "Declare whether there is a conflict of interest; who has one is out"},
    {HTTP_POST,   "/api/v1/reviews/:id/opinion", PERMISSION_REVIEW, SCOPE_OWN, 16 * KIB, review_http_sign,  ANSWER_JSON,   "",           "Sign an opinion"},
    {HTTP_POST,   "/api/v1/reviews/:id/conclusion", PERMISSION_REVIEW, SCOPE_OWN, 16 * KIB, review_http_conclude, ANSWER_JSON, "",       "Conclude with a quorum, by the chair; ends the special procedure"},
    {HTTP_POST,   "/api/v1/reviews/:id/cancel", PERMISSION_HANDLE, SCOPE_DEPARTMENT, 8 * KIB, review_http_cancel, ANSWER_JSON, "",       "Cancel a review; ends the special procedure"},
};
/* clang-format on */

const size_t route_count = sizeof routes / sizeof routes[0];

static struct text next_segment(struct text path, size_t *offset)
{
    size_t start = *offset + 1, end = start;
    while (end < path.length && path.data[end] != '/') {
        end++;
    }
    *offset = end;
    return text_slice(path, start, end);
}

static bool is_match(const char *pattern_string, struct text path,
                     struct http_pair parameters[HTTP_PARAMETERS_MAX], size_t *count_out)
{
    struct text pattern = text_of(pattern_string);
    size_t pattern_offset = 0, path_offset = 0, count = 0;
    while (pattern_offset < pattern.length && path_offset < path.length) {
        struct text wanted = next_segment(pattern, &pattern_offset);
        struct text given = next_segment(path, &path_offset);
        if (wanted.length > 1 && wanted.data[0] == ':') {
            if (given.length == 0 || count == HTTP_PARAMETERS_MAX) {
                return false;
            }
            parameters[count].name = text_slice(wanted, 1, wanted.length);
            parameters[count++].value = given;
        } else if (!text_is_equal(wanted, given)) {
            return false;
        }
    }
    *count_out = count;
    return pattern_offset >= pattern.length && path_offset >= path.length;
}

const struct route *route_find(enum http_method method, struct text path,
                               struct http_pair parameters[HTTP_PARAMETERS_MAX],
                               size_t *parameter_count_out, unsigned *methods_out)
{
    const struct route *found = NULL;
    *methods_out = 0;
    for (size_t i = 0; i < route_count; i++) {
        struct http_pair own[HTTP_PARAMETERS_MAX];
        size_t count;
        if (!is_match(routes[i].pattern, path, own, &count)) {
            continue;
        }
        *methods_out |= 1u << routes[i].method;
        if (routes[i].method == method && found == NULL) {
            found = &routes[i];
            memcpy(parameters, own, count * sizeof *own);
            *parameter_count_out = count;
        }
    }
    return found;
}

bool route_knows_query(const struct route *route, struct text name)
{
    const char *word = route->query;
    while (*word != '\0') {
        size_t length = strcspn(word, " ");
        if (text_is_equal((struct text){word, length}, name)) {
            return true;
        }
        word += length;
        word += strspn(word, " ");
    }
    return false;
}

const char *http_method_name(enum http_method method)
{
    static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[method];
}

const char *route_scope_name(enum route_scope scope)
{
    static const char *const names[] = {"none", "own", "projects", "department", "all"};
    return names[scope];
}
