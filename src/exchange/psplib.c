#include "exchange/psplib.h"

#include <string.h>

struct scanner {
    struct text bytes;
    size_t at;         /* the next byte */
    size_t line_start; /* the first byte of the line */
    long line;         /* from 1 */
};

static enum error_kind refuse(const struct scanner *s, const char *expected, struct error *err)
{
    error_set(err, ERROR_MALFORMED, "psplib.syntax", "line %ld, column %zu: %s is expected",
              s->line, s->at - s->line_start + 1, expected);
    return error_at_row(err, s->line);
}

static enum error_kind refuse_size(const struct scanner *s, const char *what, int64_t value,
                                   int64_t bound, struct error *err)
{
    error_set(err, ERROR_LIMIT, "psplib.size", "line %ld: %lld %s, the bound is %lld", s->line,
              (long long)value, what, (long long)bound);
    return error_at_row(err, s->line);
}

static bool at_end(const struct scanner *s)
{
    return s->at >= s->bytes.length;
}

static void skip_blanks(struct scanner *s)
{
    while (!at_end(s) && (s->bytes.data[s->at] == ' ' || s->bytes.data[s->at] == '\t' ||
                          s->bytes.data[s->at] == '\r')) {
        s->at++;
    }
}

static bool at_line_end(struct scanner *s)
{
    skip_blanks(s);
    return at_end(s) || s->bytes.data[s->at] == '\n';
}

static void next_line(struct scanner *s)
{
    while (!at_end(s) && s->bytes.data[s->at] != '\n') {
        s->at++;
    }
    s->at += !at_end(s);
    s->line_start = s->at;
    s->line++;
}

static struct text rest_of_line(const struct scanner *s)
{
    size_t end = s->at;
    while (end < s->bytes.length && s->bytes.data[end] != '\n') {
        end++;
    }
    return text_slice(s->bytes, s->at, end);
}

/* Goes to the first line from here on that begins with the words; false at the end. */
static bool find_line(struct scanner *s, struct text words)
{
    for (; !at_end(s); next_line(s)) {
        skip_blanks(s);
        if (text_has_prefix(rest_of_line(s), words)) {
            return true;
        }
    }
    return false;
}

/* The next whole number on this line, in brackets or not. */
static enum error_kind take_number(struct scanner *s, const char *what, int64_t low, int64_t high,
                                   int32_t *value_out, struct error *err)
{
    int64_t value = 0;
    skip_blanks(s);
    size_t from = s->at, to = from;
    bool bracket = to < s->bytes.length && s->bytes.data[to] == '[';
    from += bracket;
    to = from;
    while (to < s->bytes.length && (s->bytes.data[to] == '-' || s->bytes.data[to] == '+' ||
                                    (s->bytes.data[to] >= '0' && s->bytes.data[to] <= '9'))) {
        to++;
    }
    if (!text_parse_int64(text_slice(s->bytes, from, to), &value) ||
        (bracket && (to >= s->bytes.length || s->bytes.data[to] != ']'))) {
        return refuse(s, what, err);
    }
    if (value < low || value > high) {
        error_set(err, ERROR_MALFORMED, "psplib.syntax",
                  "line %ld, column %zu: %s lies between %lld and %lld, not %lld", s->line,
                  s->at - s->line_start + 1, what, (long long)low, (long long)high,
                  (long long)value);
        return error_at_row(err, s->line);
    }
    s->at = to + bracket;
    *value_out = (int32_t)value;
    return OK;
}

/* A count that memory is asked for: not more than `bound`, nor than bytes of the file. */
static enum error_kind take_count(struct scanner *s, const char *what, int32_t bound,
                                  size_t *count_out, struct error *err)
{
    int32_t value = 0;
    TRY(take_number(s, what, 0, INT32_MAX, &value, err));
    if (value > bound) {
        return refuse_size(s, what, value, bound, err);
    }
    if ((size_t)value > s->bytes.length) {
        return refuse(s, "a count that the file can hold", err);
    }
    *count_out = (size_t)value;
    return OK;
}

/* The count behind the colon of the line that begins with the words. */
static enum error_kind take_header(struct scanner *s, struct text words, int32_t bound,
                                   size_t *count_out, struct error *err)
{
    if (!find_line(s, words)) {
        return refuse(s, words.data, err);
    }
    while (!at_line_end(s) && s->bytes.data[s->at] != ':') {
        s->at++;
    }
    s->at += !at_line_end(s);
    return take_count(s, words.data, bound, count_out, err);
}

/* --- what the formats share ---------------------------------------------------------------------*/

struct reading {
    struct scanner scanner;
    struct arena *arena;
    struct psplib psplib;
    size_t link_room, mode_room;
};

static void *grow(struct arena *arena, void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return old;
    }
    size_t wider = *room == 0 ? 256 : *room * 2;
    char *bytes = arena_alloc_array(arena, wider, size);
    if (count > 0) {
        memcpy(bytes, old, count * size);
    }
    *room = wider;
    return bytes;
}

static enum error_kind add_link(struct reading *r, struct psplib_link link, struct error *err)
{
    struct psplib *p = &r->psplib;
    if (p->link_count == PSPLIB_LINKS_MAX) {
        return refuse_size(&r->scanner, "links", PSPLIB_LINKS_MAX, PSPLIB_LINKS_MAX, err);
    }
    p->links = grow(r->arena, p->links, p->link_count, &r->link_room, sizeof *p->links);
    p->links[p->link_count++] = link;
    return OK;
}

/* Lines "job modes successors j1 j2 ...", with a lag in brackets for each in ProGen/max. */
static enum error_kind read_links(struct reading *r, int32_t first, bool lags, struct error *err)
{
    struct scanner *s = &r->scanner;
    struct psplib *p = &r->psplib;
    p->mode_first = ARENA_ARRAY(r->arena, int32_t, p->job_count + 1);
    for (size_t i = 0; i < p->job_count; i++, next_line(s)) {
        int32_t job = (int32_t)i + first, modes = 0, count = 0, to = 0;
        int32_t last = (int32_t)p->job_count - 1 + first;
        TRY(take_number(s, "the number of the next job", job, job, &job, err));
        TRY(take_number(s, "a number of modes", 1, PSPLIB_MODES_MAX, &modes, err));
        TRY(take_number(s, "a number of successors", 0, last, &count, err));
        if (p->mode_first[i] + (int64_t)modes > PSPLIB_MODES_MAX) {
            return refuse_size(s, "modes", p->mode_first[i] + (int64_t)modes, PSPLIB_MODES_MAX,
                               err);
        }
        p->mode_first[i + 1] = p->mode_first[i] + modes;
        size_t from_link = p->link_count;
        for (int32_t k = 0; k < count; k++) {
            TRY(take_number(s, "a successor", first, last, &to, err));
            TRY(add_link(r, (struct psplib_link){(int32_t)i, to - first, 0, lags}, err));
        }
        for (int32_t k = 0; k < count && lags; k++) {
            if (modes != 1) {
                return refuse(s, "one mode where lags are given", err);
            }
            TRY(take_number(s, "a lag in brackets", -PSPLIB_VALUE_MAX, PSPLIB_VALUE_MAX,
                            &p->links[from_link + (size_t)k].lag, err));
        }
        if (!at_line_end(s)) {
            return refuse(s, "the end of the line", err);
        }
    }
    p->mode_count = (size_t)p->mode_first[p->job_count];
    return OK;
}

/* Lines "[job] mode duration need1 need2 ..."; the job stands on the first line of its modes. */
static enum error_kind read_modes(struct reading *r, int32_t first, struct error *err)
{
    struct scanner *s = &r->scanner;
    struct psplib *p = &r->psplib;
    size_t resources = p->renewable + p->nonrenewable, made = 0;
    if (p->mode_count * (resources + 2) > s->bytes.length) {
        return refuse(s, "a table of modes that the file can hold", err);
    }
    p->durations = ARENA_ARRAY(r->arena, int32_t, p->mode_count + 1);
    p->needs = ARENA_ARRAY(r->arena, int32_t, p->mode_count * resources + 1);
    for (size_t i = 0; i < p->job_count; i++) {
        int32_t modes = p->mode_first[i + 1] - p->mode_first[i];
        for (int32_t m = 1; m <= modes; m++, made++, next_line(s)) {
            int32_t job = (int32_t)i + first, mode = m;
            if (m == 1) {
                TRY(take_number(s, "the number of the next job", job, job, &job, err));
            }
            TRY(take_number(s, "the number of the next mode", m, m, &mode, err));
            TRY(take_number(s, "a duration", 0, PSPLIB_VALUE_MAX, &p->durations[made], err));
            for (size_t k = 0; k < resources; k++) {
                TRY(take_number(s, "a need", 0, PSPLIB_VALUE_MAX, &p->needs[made * resources + k],
                                err));
            }
            if (!at_line_end(s)) {
                return refuse(s, "the end of the line", err);
            }
        }
    }
    return OK;
}

static enum error_kind read_capacities(struct reading *r, struct error *err)
{
    struct psplib *p = &r->psplib;
    size_t resources = p->renewable + p->nonrenewable;
    p->capacities = ARENA_ARRAY(r->arena, int32_t, resources + 1);
    for (size_t k = 0; k < resources; k++) {
        TRY(take_number(&r->scanner, "a capacity", 0, PSPLIB_VALUE_MAX, &p->capacities[k], err));
    }
    return OK;
}

/* --- .sm and .mm --------------------------------------------------------------------------------*/

static enum error_kind skip_to_table(struct scanner *s, struct text title, int lines,
                                     struct error *err)
{
    if (!find_line(s, title)) {
        return refuse(s, title.data, err);
    }
    for (int i = 0; i < lines; i++) {
        next_line(s);
    }
    return OK;
}

static enum error_kind read_psplib(struct reading *r, struct error *err)
{
    struct scanner *s = &r->scanner;
    struct psplib *p = &r->psplib;
    size_t doubly = 0;
    TRY(take_header(s, TEXT("jobs"), PSPLIB_JOBS_MAX, &p->job_count, err));
    TRY(take_header(s, TEXT("- renewable"), PSPLIB_RESOURCES_MAX, &p->renewable, err));
    TRY(take_header(s, TEXT("- nonrenewable"), PSPLIB_RESOURCES_MAX, &p->nonrenewable, err));
    TRY(take_header(s, TEXT("- doubly constrained"), 0, &doubly, err));
    TRY(skip_to_table(s, TEXT("PRECEDENCE RELATIONS"), 2, err));
    TRY(read_links(r, 1, false, err));
    TRY(skip_to_table(s, TEXT("REQUESTS/DURATIONS"), 3, err));
    TRY(read_modes(r, 1, err));
    TRY(skip_to_table(s, TEXT("RESOURCEAVAILABILITIES"), 2, err));
    return read_capacities(r, err);
}

/* --- ProGen/max ---------------------------------------------------------------------------------*/

static enum error_kind read_progen_max(struct reading *r, struct error *err)
{
    struct scanner *s = &r->scanner;
    struct psplib *p = &r->psplib;
    size_t doubly = 0;
    TRY(take_count(s, "a number of activities", PSPLIB_JOBS_MAX - 2, &p->job_count, err));
    TRY(take_count(s, "a number of resources", PSPLIB_RESOURCES_MAX, &p->renewable, err));
    TRY(take_count(s, "a number of resources", PSPLIB_RESOURCES_MAX, &p->nonrenewable, err));
    TRY(take_count(s, "no doubly constrained resource", 0, &doubly, err));
    next_line(s);
    p->job_count += 2; /* the source and the sink are not counted */
    TRY(read_links(r, 0, true, err));
    TRY(read_modes(r, 0, err));
    return read_capacities(r, err);
}

enum error_kind psplib_read(struct text bytes, struct arena *arena, struct psplib *psplib_out,
                            struct error *err)
{
    struct reading reading = {.scanner = {bytes, 0, 0, 1}, .arena = arena};
    if (bytes.length > PSPLIB_BYTES_MAX) {
        return refuse_size(&reading.scanner, "bytes", (int64_t)bytes.length, PSPLIB_BYTES_MAX, err);
    }
    skip_blanks(&reading.scanner);
    bool digit = !at_end(&reading.scanner) && bytes.data[reading.scanner.at] >= '0' &&
                 bytes.data[reading.scanner.at] <= '9';
    TRY(digit ? read_progen_max(&reading, err) : read_psplib(&reading, err));
    *psplib_out = reading.psplib;
    return OK;
}

/* --- to a project -------------------------------------------------------------------------------*/

enum error_kind psplib_project(const struct psplib *psplib, struct arena *arena,
                               struct levelling_project *project_out, struct error *err)
{
    struct levelling_link *links =
        ARENA_ARRAY(arena, struct levelling_link, psplib->link_count + 1);
    if (psplib->mode_count != psplib->job_count || psplib->nonrenewable > 0) {
        return error_set(err, ERROR_INVALID, "psplib.modes",
                         "an instance with several modes or nonrenewable resources can be read, "
                         "not yet solved");
    }
    for (size_t l = 0; l < psplib->link_count; l++) {
        const struct psplib_link *link = &psplib->links[l];
        if (link->start_to_start && link->lag < 0) {
            return error_set(err, ERROR_INVALID, "psplib.lag",
                             "an instance with maximal lags can be read, not yet solved (link from "
                             "job %d to %d)",
                             link->from, link->to);
        }
        links[l] = (struct levelling_link){
            link->from, link->to,
            link->lag + (link->start_to_start ? 0 : psplib->durations[link->from])};
    }
    *project_out = (struct levelling_project){.activity_count = psplib->job_count,
                                              .durations = psplib->durations,
                                              .resource_count = psplib->renewable,
                                              .needs = psplib->needs,
                                              .capacities = psplib->capacities,
                                              .link_count = psplib->link_count,
                                              .links = links};
    return OK;
}
