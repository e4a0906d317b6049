/* The brief on A4 in the manner of GB/T 9704-2012: margins 37 mm on top and 28 mm left, a type area of
 * 156 by 225 mm with 22 lines of 28 characters of size 3 (15.75 pt), title of size 2, 仿宋 where the
 * machine has it. The same brief gives the same bytes. */
#include "report/brief_report.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MM (72.0 / 25.4)
#define PAGE_WIDTH (210 * MM)
#define PAGE_HEIGHT (297 * MM)
#define LEFT (28 * MM)
#define TOP (37 * MM)
#define WIDTH (156 * MM)
#define BOTTOM (TOP + 225 * MM)
#define LINE (225 * MM / 22)
#define BODY_SIZE 15.75
#define TITLE_SIZE 22
#define TITLE_SIZE_EN 18
#define NOTE_SIZE 10.5
#define BODY_FONT                                                                                  \
    "FangSong, 仿宋, STFangsong, FangSong_GB2312, Noto Serif CJK SC, WenQuanYi Micro Hei"
#define HEAD_FONT "SimHei, 黑体, Noto Sans CJK SC, WenQuanYi Micro Hei"
/* An English brief stands in a roman face; what is Chinese in it falls through to the same fonts. */
#define BODY_FONT_EN "Times New Roman, Liberation Serif, DejaVu Serif, " BODY_FONT
#define HEAD_FONT_EN "Helvetica, Liberation Sans, DejaVu Sans, " HEAD_FONT

struct page {
    cairo_t *cairo;
    PangoLayout *layout;
    struct text_builder *out;
    double y;
    int number;
    const struct brief *brief;
    struct arena *arena;
    bool english;
};

static const char *body_font(const struct page *page)
{
    return page->english ? BODY_FONT_EN : BODY_FONT;
}

static const char *head_font(const struct page *page)
{
    return page->english ? HEAD_FONT_EN : HEAD_FONT;
}

static struct text either(const struct page *page, struct text zh, struct text en)
{
    return page->english ? en : zh;
}

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned length)
{
    text_builder_add(closure, (struct text){(const char *)data, length});
    return CAIRO_STATUS_SUCCESS;
}

static void set_font(struct page *page, const char *family, double points, bool bold)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family);
    pango_font_description_set_absolute_size(font, points * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(page->layout, font);
    pango_font_description_free(font);
}

static void label(struct page *page, struct text text, double x, double y, double points,
                  PangoAlignment alignment)
{
    int width, height;
    set_font(page, head_font(page), points, false);
    pango_layout_set_width(page->layout, -1);
    pango_layout_set_indent(page->layout, 0);
    pango_layout_set_alignment(page->layout, PANGO_ALIGN_LEFT);
    pango_layout_set_justify(page->layout, FALSE);
    pango_layout_set_text(page->layout, text.data, (int)text.length);
    pango_layout_get_pixel_size(page->layout, &width, &height);
    double shift = alignment == PANGO_ALIGN_CENTER  ? width / 2.0
                   : alignment == PANGO_ALIGN_RIGHT ? width
                                                    : 0;
    cairo_move_to(page->cairo, x - shift, y - height / 2.0);
    pango_cairo_show_layout(page->cairo, page->layout);
}

static void foot(struct page *page)
{
    struct text number = text_format(page->arena, "—%d—", page->number);
    set_font(page, body_font(page), 14, false);
    pango_layout_set_width(page->layout, (int)(WIDTH * PANGO_SCALE));
    pango_layout_set_alignment(page->layout,
                               page->number % 2 == 1 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_indent(page->layout, 0);
    pango_layout_set_justify(page->layout, FALSE);
    pango_layout_set_text(page->layout, number.data, (int)number.length);
    cairo_move_to(page->cairo, LEFT, BOTTOM + 7 * MM);
    pango_cairo_show_layout(page->cairo, page->layout);
    if (page->brief->synthetic) {
        label(page,
              either(page, TEXT("含合成数据，不作为依据"),
                     TEXT("holds synthetic data, not to be relied on")),
              LEFT + WIDTH / 2, BOTTOM + 7 * MM + 9, 9, PANGO_ALIGN_CENTER);
    }
}

static void new_page(struct page *page)
{
    foot(page);
    cairo_show_page(page->cairo);
    page->number++;
    page->y = TOP;
}

static void need(struct page *page, double height)
{
    if (page->y + height > BOTTOM) {
        new_page(page);
    }
}

/* A paragraph, line by line, so that it may go on to the next page. */
static void paragraph(struct page *page, struct text text, const char *family, double points,
                      bool bold, PangoAlignment alignment, double indent)
{
    set_font(page, family, points, bold);
    pango_layout_set_width(page->layout, (int)(WIDTH * PANGO_SCALE));
    pango_layout_set_alignment(page->layout, alignment);
    pango_layout_set_indent(page->layout, (int)(indent * PANGO_SCALE));
    pango_layout_set_wrap(page->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_justify(page->layout, alignment == PANGO_ALIGN_LEFT && !page->english);
    pango_layout_set_text(page->layout, text.data, (int)text.length);
    int lines = pango_layout_get_line_count(page->layout);
    double step = points > 16 ? points * 1.45 : points < 12 ? points * 1.6 : LINE;
    PangoLayout *layout = g_object_ref(page->layout);
    for (int i = 0; i < lines; i++) {
        PangoRectangle extents;
        if (page->y + step > BOTTOM) {
            PangoLayout *own = pango_layout_copy(layout);
            g_object_unref(layout);
            layout = own;
            new_page(page);
        }
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        pango_layout_line_get_extents(line, NULL, &extents);
        double x = LEFT;
        double width = extents.width / (double)PANGO_SCALE;
        if (alignment == PANGO_ALIGN_CENTER) {
            x += (WIDTH - width) / 2;
        } else if (i == 0) {
            x += indent;
        }
        cairo_move_to(page->cairo, x, page->y + step * 0.75);
        pango_cairo_show_layout_line(page->cairo, line);
        page->y += step;
    }
    g_object_unref(layout);
}

/* --- the chart: planned and started, cumulated by day ------------------------------------------- */

static size_t planned_until(const struct programme_facts *facts, struct date day)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        count += !date_is_none(facts->facts[i].planned_start) &&
                 date_compare(facts->facts[i].planned_start, day) <= 0;
    }
    return count;
}

static size_t started_until(const struct programme_facts *facts, struct date day)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        count += !date_is_none(facts->summaries[i].since) &&
                 date_compare(facts->summaries[i].since, day) <= 0;
    }
    return count;
}

static void curve(struct page *page, bool started, struct date from, struct date to, double height)
{
    const struct programme_facts *facts = &page->brief->facts;
    int days = to.day_number - from.day_number;
    double scale = facts->count == 0 ? 0 : height / (double)facts->count;
    for (int i = 0; i <= days; i++) {
        struct date day = date_add_days(from, i);
        if (started && date_compare(day, facts->as_of) > 0) {
            break;
        }
        double x = LEFT + 30 + (WIDTH - 60) * i / days;
        double y =
            page->y + height -
            scale * (double)(started ? started_until(facts, day) : planned_until(facts, day));
        if (i == 0) {
            cairo_move_to(page->cairo, x, y);
        } else {
            cairo_line_to(page->cairo, x, y);
        }
    }
    cairo_stroke(page->cairo);
}

static struct text month_day(const struct page *page, struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    return text_format(page->arena, page->english ? "%02d-%02d" : "%d月%d日", month, number);
}

/* The grid with its numbers and days. */
static void axes(struct page *page, struct date from, int days, double height)
{
    size_t count = page->brief->facts.count;
    cairo_set_line_width(page->cairo, 0.5);
    for (size_t quarter = 0; quarter <= 4; quarter++) {
        double y = page->y + height - height * (double)quarter / 4;
        cairo_set_source_rgb(page->cairo, 0.8, 0.8, 0.8);
        cairo_move_to(page->cairo, LEFT + 30, y);
        cairo_line_to(page->cairo, LEFT + WIDTH - 30, y);
        cairo_stroke(page->cairo);
        cairo_set_source_rgb(page->cairo, 0, 0, 0);
        if (quarter == 0 || count >= 4) {
            label(page, text_format(page->arena, "%zu", count * quarter / 4), LEFT + 26, y, 9,
                  PANGO_ALIGN_RIGHT);
        }
    }
    for (int part = 0; part <= 6; part++) {
        int day = days * part / 6;
        label(page, month_day(page, date_add_days(from, day)),
              LEFT + 30 + (WIDTH - 60) * day / days, page->y + height + 9, 9, PANGO_ALIGN_CENTER);
    }
}

/* A dot where the line of what has started ends, and its number. */
static void mark_today(struct page *page, struct date from, int days, double height)
{
    const struct programme_facts *facts = &page->brief->facts;
    size_t started = started_until(facts, facts->as_of);
    double scale = facts->count == 0 ? 0 : height / (double)facts->count;
    double x = LEFT + 30 + (WIDTH - 60) * (facts->as_of.day_number - from.day_number) / days;
    double y = page->y + height - scale * (double)started;
    cairo_arc(page->cairo, x, y, 2.5, 0, 6.2832);
    cairo_fill(page->cairo);
    struct text day = month_day(page, facts->as_of);
    label(page,
          text_format(page->arena, page->english ? "%.*s actual %zu" : "%.*s实际%zu",
                      TEXT_ARGS(day), started),
          x - 6, y, 10, PANGO_ALIGN_RIGHT);
}

/* From a month before the day to two months after the day that planned_by looks at, a year at most. */
static void chart(struct page *page)
{
    const struct programme_facts *facts = &page->brief->facts;
    const double height = 150;
    bool ahead = date_compare(page->brief->by, facts->as_of) > 0;
    struct date from = date_add_days(facts->as_of, -31);
    struct date to = date_add_days(ahead ? page->brief->by : facts->as_of, 61);
    int days = to.day_number - from.day_number;
    days = days > 366 ? 366 : days;
    to = date_add_days(from, days);
    need(page, height + 60);
    label(page,
          either(page, TEXT("图1  累计开复工项目数（个）：实线为实际，虚线为计划"),
                 TEXT("Figure 1  Projects started or resumed: solid actual, dashed planned")),
          LEFT + WIDTH / 2, page->y + 10, 10.5, PANGO_ALIGN_CENTER);
    page->y += 26;
    axes(page, from, days, height);
    cairo_set_line_width(page->cairo, 1.2);
    const double dashes[] = {4, 3};
    cairo_set_dash(page->cairo, dashes, 2, 0);
    curve(page, false, from, to, height);
    cairo_set_dash(page->cairo, NULL, 0, 0);
    cairo_set_line_width(page->cairo, 2);
    curve(page, true, from, to, height);
    mark_today(page, from, days, height);
    page->y += height + 30;
}

/* --- the table: ahead of plan -------------------------------------------------------------------- */

static void cell(struct page *page, struct text text, double x, double width, double points,
                 PangoAlignment alignment)
{
    set_font(page, body_font(page), points, false);
    pango_layout_set_width(page->layout, (int)((width - 6) * PANGO_SCALE));
    pango_layout_set_indent(page->layout, 0);
    pango_layout_set_alignment(page->layout, alignment);
    pango_layout_set_justify(page->layout, FALSE);
    pango_layout_set_height(page->layout, 0);
    pango_layout_set_ellipsize(page->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_text(page->layout, text.data, (int)text.length);
    cairo_move_to(page->cairo, x + 3, page->y + 4);
    pango_cairo_show_layout(page->cairo, page->layout);
    pango_layout_set_ellipsize(page->layout, PANGO_ELLIPSIZE_NONE);
    pango_layout_set_height(page->layout, -1);
    cairo_set_line_width(page->cairo, 0.5);
    cairo_rectangle(page->cairo, x, page->y, width, 22);
    cairo_stroke(page->cairo);
}

enum { TABLE_COLUMNS = 6 };

static void table_row(struct page *page, const struct text texts[TABLE_COLUMNS])
{
    static const double widths[TABLE_COLUMNS - 1] = {26, 190, 66, 66, 47};
    double x = LEFT;
    for (int i = 0; i < TABLE_COLUMNS; i++) {
        double width = i == TABLE_COLUMNS - 1 ? LEFT + WIDTH - x : widths[i];
        cell(page, texts[i], x, width, 10.5, i == 1 ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER);
        x += width;
    }
    page->y += 22;
}

static void table_head(struct page *page)
{
    const struct text zh[TABLE_COLUMNS] = {TEXT("序"),   TEXT("项目名称"), TEXT("计划"),
                                           TEXT("实际"), TEXT("自然日"),   TEXT("工作日")};
    const struct text en[TABLE_COLUMNS] = {TEXT("No."),    TEXT("Project"), TEXT("Planned"),
                                           TEXT("Actual"), TEXT("Days"),    TEXT("Working")};
    table_row(page, page->english ? en : zh);
}

static void table(struct page *page)
{
    const struct brief *brief = page->brief;
    if (brief->ahead_count == 0) {
        return;
    }
    need(page, 24 + 3 * 22);
    label(page,
          either(page, TEXT("表1  提前开复工项目（提前日数）"),
                 TEXT("Table 1  Projects ahead of plan, days ahead")),
          LEFT + WIDTH / 2, page->y + 10, 10.5, PANGO_ALIGN_CENTER);
    page->y += 24;
    table_head(page);
    for (size_t i = 0; i < brief->ahead_count && i < 15; i++) {
        const struct ahead *ahead = &brief->ahead[i];
        char planned[DATE_TEXT_SIZE], since[DATE_TEXT_SIZE];
        const struct project_summary *summary = &brief->facts.summaries[ahead->index];
        const struct text row[TABLE_COLUMNS] = {
            text_format(page->arena, "%zu", i + 1),
            text_format(page->arena, "%.*s%s", TEXT_ARGS(summary->name),
                        text_is_equal(summary->source, TEXT("合成")) ? "◇" : ""),
            text_of(date_format(brief->facts.facts[ahead->index].baseline_start, planned)),
            text_of(date_format(summary->since, since)),
            text_format(page->arena, "%d", ahead->natural_days),
            text_format(page->arena, "%d", ahead->working_days),
        };
        if (page->y + 22 > BOTTOM) {
            new_page(page);
            table_head(page); /* again on each page */
        }
        table_row(page, row);
    }
    page->y += 10;
}

/* --- the whole ---------------------------------------------------------------------------------- */

/* "二、…", "II. …" */
static bool is_heading(struct text line)
{
    static const char *const numbers[] = {"一、", "二、", "三、",  "四、", "五、", "六、",
                                          "I. ",  "II. ", "III. ", "IV. ", "V. ",  "VI. "};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (text_has_prefix(line, text_of(numbers[i]))) {
            return true;
        }
    }
    return false;
}

/* The note on synthetic data, last and in small print. */
static bool is_note(struct text line)
{
    return text_has_prefix(line, TEXT("注：")) || text_has_prefix(line, TEXT("Note: "));
}

/* "12. …" */
static bool is_numbered(struct text line)
{
    size_t digits = 0;
    while (digits < line.length && line.data[digits] >= '0' && line.data[digits] <= '9') {
        digits++;
    }
    return digits > 0 && text_has_prefix(text_slice(line, digits, line.length), TEXT(". "));
}

/* The text's own lines; a heading stands in 黑体, the chart closes the first part, the table the second. */
static void body(struct page *page)
{
    struct text rest = brief_report_text(page->brief, page->english, page->arena);
    int line_number = 0, section = 0;
    while (rest.length > 0) {
        const char *end = memchr(rest.data, '\n', rest.length);
        size_t length = end == NULL ? rest.length : (size_t)(end - rest.data);
        struct text line = text_slice(rest, 0, length);
        rest = text_slice(rest, length + 1, rest.length);
        line_number++;
        bool numbered = is_numbered(line);
        if (line_number == 1) {
            paragraph(page, line, head_font(page), page->english ? TITLE_SIZE_EN : TITLE_SIZE, true,
                      PANGO_ALIGN_CENTER, 0);
        } else if (line_number == 2) {
            paragraph(page, line, body_font(page), BODY_SIZE, false, PANGO_ALIGN_CENTER, 0);
            page->y += LINE / 2;
        } else if (is_heading(line)) {
            section++;
            if (section == 2) {
                chart(page);
            } else if (section == 3) {
                table(page);
            }
            need(page, 2 * LINE); /* no heading alone at the foot of a page */
            paragraph(page, line, head_font(page), BODY_SIZE, false, PANGO_ALIGN_LEFT,
                      2 * BODY_SIZE);
        } else if (is_note(line)) {
            page->y += LINE / 2;
            paragraph(page, line, body_font(page), NOTE_SIZE, false, PANGO_ALIGN_LEFT, 0);
        } else if (line.length > 0 && !numbered) { /* the numbered lines are the table's rows */
            paragraph(page, line, body_font(page), BODY_SIZE, false, PANGO_ALIGN_LEFT,
                      2 * BODY_SIZE);
        }
    }
}

enum error_kind brief_report_pdf(const struct brief *brief, bool english, struct arena *arena,
                                 struct text *out, struct error *err)
{
    struct text_builder bytes;
    text_builder_init(&bytes, arena, 64 << 20);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
    struct page page = {.cairo = cairo_create(surface),
                        .out = &bytes,
                        .y = TOP,
                        .number = 1,
                        .brief = brief,
                        .arena = arena,
                        .english = english};
    struct text name = brief->facts.programme.name;
    struct text title = english
                            ? text_format(arena, "%.*s: starts of the programme %.*s",
                                          TEXT_ARGS(brief->city_en), TEXT_ARGS(name))
                            : text_format(arena, "%.*s%.*s%s开复工简报", TEXT_ARGS(brief->city_zh),
                                          TEXT_ARGS(name), brief_projects_zh(brief));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_c_string(title, arena));
    char day[DATE_TEXT_SIZE];
    struct text made = text_format(arena, "%sT00:00:00Z", date_format(brief->facts.as_of, day));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   text_c_string(made, arena));
    if (brief->synthetic) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT,
                                       english ? "holds synthetic data" : "含合成数据");
    }
    page.layout = pango_cairo_create_layout(page.cairo);
    body(&page);
    foot(&page);
    g_object_unref(page.layout);
    cairo_destroy(page.cairo);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS || bytes.overflowed) {
        return error_set(err, ERROR_INTERNAL, "brief.pdf", "the page cannot be drawn: %s",
                         cairo_status_to_string(status));
    }
    *out = text_builder_text(&bytes);
    return OK;
}
