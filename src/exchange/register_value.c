#include "exchange/register_value.h"

#include "exchange/register_column.h"

#include <string.h>

enum { SHOWN_CHARACTERS = 24 };

struct text register_shown(struct text value, struct arena *arena)
{
    size_t offset = 0;
    for (int i = 0; i < SHOWN_CHARACTERS && offset < value.length; i++) {
        text_next_character(value, &offset);
    }
    return offset == value.length
               ? value
               : text_format(arena, "%.*s…", TEXT_ARGS(text_slice(value, 0, offset)));
}

bool register_is_blank(struct text folded)
{
    static const char *const blanks[] = {"", "-", "--", "/", "\\", "无", "—", "——", "–", "待定"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        if (text_is_equal(folded, text_of(blanks[i]))) {
            return true;
        }
    }
    return false;
}

/* ---- days ---- */

struct parts {
    int64_t numbers[3];
    size_t digits[3];
    int count;
    char marks[4]; /* what follows each number: '-' '/' '.' 'Y' 'M' 'D' or 0 */
};

static char take_mark(struct text text, size_t *offset)
{
    static const struct {
        const char *word;
        char mark;
    } words[] = {{"年", 'Y'}, {"月", 'M'}, {"日", 'D'}, {"号", 'D'}, {"-", '-'},
                 {"/", '/'},  {".", '.'},  {"—", '-'},  {"–", '-'},  {"。", '.'}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_has_prefix(text_slice(text, *offset, text.length), text_of(words[i].word))) {
            *offset += strlen(words[i].word);
            return words[i].mark;
        }
    }
    return 0;
}

/* Splits "2020年4月14日"; false when something else stands in it. */
static bool split_date(struct text text, struct parts *parts)
{
    size_t at = 0;
    *parts = (struct parts){0};
    while (at < text.length) {
        size_t from = at;
        while (at < text.length && text.data[at] >= '0' && text.data[at] <= '9') {
            at++;
        }
        if (at == from || at - from > 8 || parts->count == 3 ||
            !text_parse_int64(text_slice(text, from, at), &parts->numbers[parts->count])) {
            return false;
        }
        parts->digits[parts->count] = at - from;
        char mark = at < text.length ? take_mark(text, &at) : 0;
        if (mark == 0 && at < text.length) {
            return false;
        }
        parts->marks[parts->count++] = mark;
    }
    return parts->count > 0;
}

/* A time of day after the day, as text exports have it: "2020-04-14 00:00:00", "…T00:00". The fold
 * has taken the blank away, so the day is cut before. */
static struct text without_time(struct text text)
{
    const char *colon = text.length == 0 ? NULL : memchr(text.data, ':', text.length);
    for (size_t i = 8; colon != NULL && i < text.length && i <= 12; i++) {
        if (text.data[i] == ' ' || text.data[i] == 'T') {
            return text_slice(text, 0, i);
        }
    }
    return text;
}

static enum error_kind refuse_date(const char *code, struct text value, const char *why,
                                   struct arena *arena, struct error *err)
{
    return error_set(err, ERROR_INVALID, code, "日期“%.*s”%s",
                     TEXT_ARGS(register_shown(value, arena)), why);
}

static enum error_kind make_date(struct text value, int64_t year, int64_t month, int64_t day,
                                 struct arena *arena, struct date *date_out, struct error *err)
{
    if (year < 1990 || year > 2100) {
        return refuse_date("register.date_range", value, "的年份不在1990年到2100年之间", arena,
                           err);
    }
    if (month > 12 || day > 31 || !date_is_valid((int)year, (int)month, (int)day)) {
        return refuse_date("register.date_none", value, "不存在，请核对月和日", arena, err);
    }
    *date_out = date_of((int)year, (int)month, (int)day);
    return OK;
}

static const char date_form[] = "无法识别，请写成 2020-04-14 的形式";

static enum error_kind read_two_parts(struct text value, const struct parts *parts, int year,
                                      bool month_ends, struct arena *arena, struct date *date_out,
                                      struct error *err)
{
    bool year_first = parts->digits[0] == 4 &&
                      (parts->marks[0] == 'Y' ||
                       (parts->marks[0] != 'M' && parts->marks[0] != 'D' && parts->marks[1] == 0));
    if (year_first && (parts->marks[1] == 'M' || parts->marks[1] == 0)) {
        if (!month_ends) {
            return refuse_date("register.date_no_day", value,
                               "没有写明日，请写到日，例如 2020-04-14", arena, err);
        }
        struct date first;
        TRY(make_date(value, parts->numbers[0], parts->numbers[1], 1, arena, &first, err));
        *date_out = date_add_days(date_add_months(first, 1), -1);
        return OK;
    }
    if (parts->marks[0] == 'M' && (parts->marks[1] == 'D' || parts->marks[1] == 0)) {
        if (year == 0) {
            return refuse_date("register.date_no_year", value,
                               "没有写明年，请写成 2020-04-14 的形式", arena, err);
        }
        return make_date(value, year, parts->numbers[0], parts->numbers[1], arena, date_out, err);
    }
    return refuse_date("register.date", value, date_form, arena, err);
}

/* A day kept as a bare number: 20200414, or the days since 1900 of an unformatted cell. */
static enum error_kind read_one_part(struct text value, const struct parts *parts,
                                     struct arena *arena, struct date *date_out, struct error *err)
{
    int64_t number = parts->numbers[0];
    if (parts->marks[0] == 0 && parts->digits[0] == 8) {
        return make_date(value, number / 10000, number / 100 % 100, number % 100, arena, date_out,
                         err);
    }
    if (parts->marks[0] == 0 && parts->digits[0] == 5 && number >= 36526 && number <= 73050) {
        *date_out = (struct date){(int32_t)number - 25569};
        return OK;
    }
    return refuse_date("register.date", value, date_form, arena, err);
}

enum error_kind register_read_date(const struct cell *cell, int year, bool month_ends,
                                   struct arena *arena, struct date *date_out, struct error *err)
{
    struct text folded = register_fold(without_time(cell->text), arena);
    struct parts parts;
    if (cell->kind == CELL_DATE) {
        int cell_year = date_year(cell->date);
        if (cell_year < 1990 || cell_year > 2100) {
            return refuse_date("register.date_range", cell->text, "的年份不在1990年到2100年之间",
                               arena, err);
        }
        *date_out = cell->date;
        return OK;
    }
    if (register_is_blank(folded)) {
        *date_out = DATE_NONE;
        return OK;
    }
    if (!split_date(folded, &parts) || (cell->kind == CELL_NUMBER && parts.count != 1)) {
        return refuse_date("register.date", cell->text, date_form, arena, err);
    }
    if (parts.count == 1) {
        return read_one_part(cell->text, &parts, arena, date_out, err);
    }
    if (parts.count == 2) {
        return read_two_parts(cell->text, &parts, year, month_ends, arena, date_out, err);
    }
    char first = parts.marks[0], second = parts.marks[1], third = parts.marks[2];
    bool words = first == 'Y' && second == 'M' && (third == 'D' || third == 0);
    bool signs = (first == '-' || first == '/' || first == '.') && second == first && third == 0;
    if (parts.digits[0] != 4 || (!words && !signs)) {
        return refuse_date("register.date", cell->text, date_form, arena, err);
    }
    return make_date(cell->text, parts.numbers[0], parts.numbers[1], parts.numbers[2], arena,
                     date_out, err);
}

/* ---- money ---- */

/* Commas stand before groups of three digits only: "1,5" is 1.5 to some and 15 to others. */
static bool is_grouped_well(struct text number)
{
    for (size_t i = 0; i < number.length; i++) {
        size_t digits = 0;
        if (number.data[i] != ',') {
            continue;
        }
        while (i + 1 + digits < number.length && number.data[i + 1 + digits] >= '0' &&
               number.data[i + 1 + digits] <= '9') {
            digits++;
        }
        if (digits != 3) {
            return false;
        }
    }
    return true;
}

enum error_kind register_read_money(const struct cell *cell, int64_t cents_per_unit,
                                    struct arena *arena, struct money *money_out, struct error *err)
{
    struct text folded = register_fold(cell->text, arena), number = folded;
    size_t unit_length;
    int64_t unit = register_unit(folded, &unit_length);
    struct error reason = {0};
    if (unit != 0) {
        cents_per_unit = unit;
        number = text_slice(folded, 0, folded.length - unit_length);
    }
    struct money money;
    if (!is_grouped_well(number)) {
        return error_set(err, ERROR_INVALID, "register.money_comma",
                         "金额“%.*s”中的逗号不是千分位，请写成 15700 或 15,700，小数用小数点",
                         TEXT_ARGS(register_shown(cell->text, arena)));
    }
    enum error_kind kind = cell->kind == CELL_DATE
                               ? ERROR_INVALID
                               : money_parse(number, cents_per_unit, &money, &reason);
    if (kind == OK) {
        *money_out = money;
        return OK;
    }
    static const char *const rules[][3] = {
        {"money.negative", "register.money_negative", "是负数，投资额应为零或正数"},
        {"money.fraction", "register.money_fraction", "的小数位太多，最多精确到分"},
        {"money.overflow", "register.money_large", "太大，请核对单位"},
        {"", "register.money", "不是数，请写成 15700 或 1.57亿元 的形式"},
    };
    size_t rule = 0;
    while (rules[rule][0][0] != '\0' && strcmp(reason.code, rules[rule][0]) != 0) {
        rule++;
    }
    return error_set(err, ERROR_INVALID, rules[rule][1], "金额“%.*s”%s",
                     TEXT_ARGS(register_shown(cell->text, arena)), rules[rule][2]);
}

/* ---- codes and words ---- */

enum error_kind register_read_code(struct text cell, struct arena *arena, struct text *code_out,
                                   struct error *err)
{
    static const char *const dashes[] = {"—", "–", "‐", "‑", "−", "―"};
    struct text folded = register_fold(cell, arena);
    char *code = arena_alloc(arena, folded.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < folded.length;) {
        size_t dash = 0;
        struct text rest = text_slice(folded, i, folded.length);
        for (size_t d = 0; d < sizeof dashes / sizeof dashes[0]; d++) {
            dash = text_has_prefix(rest, text_of(dashes[d])) ? strlen(dashes[d]) : dash;
        }
        char c = dash > 0 ? '-' : folded.data[i];
        code[length++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        i += dash > 0 ? dash : 1;
    }
    struct text text = {code, length};
    struct error reason = {0};
    if (project_code_check(text, &reason) != OK) {
        return error_set(err, ERROR_INVALID, "register.code",
                         "项目代码“%.*s”不合规定，应如 2020-230102-65-03-000001"
                         "（年份-区划-行业-类型-序号）或 2011-230102-04-01-123456；%.200s",
                         TEXT_ARGS(register_shown(cell, arena)), reason.message);
    }
    *code_out = text;
    return OK;
}

static bool has_suffix(struct text text, struct text suffix)
{
    return text.length >= suffix.length && suffix.length > 0 &&
           memcmp(text.data + text.length - suffix.length, suffix.data, suffix.length) == 0;
}

/* Without the last character (区, 县, 市), when at least two remain. */
static struct text without_kind(struct text name)
{
    return name.length >= 9 ? text_slice(name, 0, name.length - 3) : name;
}

enum error_kind register_read_division(struct text cell,
                                       const struct register_import_options *options,
                                       struct arena *arena, struct text *code_out,
                                       struct error *err)
{
    struct text folded = register_fold(cell, arena);
    struct text code = folded.length == 12 && has_suffix(folded, TEXT("000000"))
                           ? text_slice(folded, 0, 6)
                           : folded;
    const struct register_division *best = NULL;
    int best_rank = 0;
    for (size_t i = 0; i < options->division_count; i++) {
        const struct register_division *division = &options->divisions[i];
        int rank = text_is_equal(code, division->code)                      ? 4
                   : text_is_equal(folded, division->name_zh)               ? 3
                   : has_suffix(folded, division->name_zh)                  ? 2
                   : text_is_equal(folded, without_kind(division->name_zh)) ? 1
                                                                            : 0;
        if (rank > best_rank) {
            best = division;
            best_rank = rank;
        }
    }
    if (best == NULL) {
        return error_set(err, ERROR_INVALID, "register.division",
                         "行政区划“%.*s”不在本市区划之内，请写区划代码或名称，如 %.*s",
                         TEXT_ARGS(register_shown(cell, arena)),
                         TEXT_ARGS(options->division_count > 0 ? options->divisions[0].name_zh
                                                               : TEXT("道里区")));
    }
    *code_out = best->code;
    return OK;
}

/* GB/T 4754-2017, sections A to T. */
static const char *const sectors[20] = {
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "电力、热力、燃气及水生产和供应业",
    "建筑业",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "住宿和餐饮业",
    "信息传输、软件和信息技术服务业",
    "金融业",
    "房地产业",
    "租赁和商务服务业",
    "科学研究和技术服务业",
    "水利、环境和公共设施管理业",
    "居民服务、修理和其他服务业",
    "教育",
    "卫生和社会工作",
    "文化、体育和娱乐业",
    "公共管理、社会保障和社会组织",
    "国际组织",
};

/* A name without 、 and a 业 at the end, so that small differences do not matter. */
static struct text bare_sector(struct text name, struct arena *arena)
{
    char *bare = arena_alloc(arena, name.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < name.length;) {
        if (text_has_prefix(text_slice(name, i, name.length), TEXT("、"))) {
            i += 3;
        } else if (name.data[i] == ',' || name.data[i] == '.' || name.data[i] == '-') {
            i++;
        } else {
            bare[length++] = name.data[i++];
        }
    }
    struct text text = {bare, length};
    return has_suffix(text, TEXT("业")) ? text_slice(text, 0, text.length - 3) : text;
}

enum error_kind register_read_sector(struct text cell, struct arena *arena, struct text *letter_out,
                                     struct error *err)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRST";
    struct text folded = register_fold(cell, arena);
    char first = folded.length == 0 ? 0 : folded.data[0];
    char upper = first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first;
    bool alone = folded.length == 1 ||
                 (folded.length > 1 && !(folded.data[1] >= 'A' && folded.data[1] <= 'Z') &&
                  !(folded.data[1] >= 'a' && folded.data[1] <= 'z'));
    if (alone && upper >= 'A' && upper <= 'T') {
        *letter_out = (struct text){letters + (upper - 'A'), 1};
        return OK;
    }
    struct text bare = bare_sector(folded, arena);
    for (int i = 0; i < 20; i++) {
        if (text_is_equal(bare, bare_sector(text_of(sectors[i]), arena))) {
            *letter_out = (struct text){letters + i, 1};
            return OK;
        }
    }
    return error_set(
        err, ERROR_INVALID, "register.sector",
        "行业“%.*s”无法识别，请写 GB/T 4754 的门类字母 A 到 T 或门类名称，如 C 或 制造业",
        TEXT_ARGS(register_shown(cell, arena)));
}

struct text register_sector_of_code(struct text code)
{
    /* The last two-digit division of each section, A to T. */
    static const int ends[20] = {5,  12, 43, 46, 50, 52, 60, 62, 65, 69,
                                 70, 72, 75, 79, 82, 83, 85, 90, 96, 97};
    static const char letters[] = "ABCDEFGHIJKLMNOPQRST";
    int64_t start, division;
    if (code.length < 14 || !text_parse_int64(text_slice(code, 0, 4), &start) ||
        !text_parse_int64(text_slice(code, 12, 14), &division) || start < 2013 || start > 2021) {
        return TEXT("");
    }
    for (int i = 0; i < 20 && division > 0; i++) {
        if (division <= ends[i]) {
            return (struct text){letters + i, 1};
        }
    }
    return TEXT("");
}

enum error_kind register_read_type(struct text cell, struct arena *arena,
                                   enum project_type *type_out, struct error *err)
{
    static const struct {
        const char *word;
        enum project_type type;
    } words[] = {{"审批", TYPE_GOVERNMENT},
                 {"政府", TYPE_GOVERNMENT},
                 {"政府投资类", TYPE_GOVERNMENT},
                 {"线性", TYPE_LINEAR},
                 {"线性工程", TYPE_LINEAR},
                 {"核准", TYPE_RATIFIED},
                 {"核准类", TYPE_RATIFIED},
                 {"企业投资核准", TYPE_RATIFIED},
                 {"备案", TYPE_FILED},
                 {"备案类", TYPE_FILED},
                 {"企业投资备案", TYPE_FILED},
                 {"审批类", TYPE_GOVERNMENT},
                 {"小型", TYPE_SMALL},
                 {"带方案出让用地", TYPE_LAND_PLAN}};
    struct text folded = register_fold(cell, arena);
    if (project_type_parse(folded, type_out)) {
        return OK;
    }
    struct text bare =
        has_suffix(folded, TEXT("项目")) ? text_slice(folded, 0, folded.length - 6) : folded;
    if (project_type_parse(bare, type_out)) {
        return OK;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_is_equal(bare, text_of(words[i].word))) {
            *type_out = words[i].type;
            return OK;
        }
    }
    return error_set(err, ERROR_INVALID, "register.type",
                     "项目类型“%.*s”无法识别，应为 政府投资、线性基础设施、企业核准、企业备案、"
                     "小型社会投资 或 带方案出让",
                     TEXT_ARGS(register_shown(cell, arena)));
}

enum error_kind register_read_nature(struct text cell, struct arena *arena,
                                     enum project_nature *nature_out, struct error *err)
{
    static const struct {
        const char *word;
        enum project_nature nature;
    } words[] = {{"新开工", NATURE_NEW},         {"拟新建", NATURE_NEW},
                 {"结转", NATURE_CONTINUED},     {"复工", NATURE_CONTINUED},
                 {"扩建", NATURE_EXTENSION},     {"改建", NATURE_EXTENSION},
                 {"改造", NATURE_EXTENSION},     {"技改", NATURE_EXTENSION},
                 {"技术改造", NATURE_EXTENSION}, {"迁建", NATURE_EXTENSION}};
    struct text folded = register_fold(cell, arena);
    struct text bare =
        has_suffix(folded, TEXT("项目")) ? text_slice(folded, 0, folded.length - 6) : folded;
    if (project_nature_parse(bare, nature_out)) {
        return OK;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_is_equal(bare, text_of(words[i].word))) {
            *nature_out = words[i].nature;
            return OK;
        }
    }
    return error_set(err, ERROR_INVALID, "register.nature",
                     "建设性质“%.*s”无法识别，应为 新建、续建 或 改扩建",
                     TEXT_ARGS(register_shown(cell, arena)));
}

/* ---- free text ---- */

/* Whether a spreadsheet would take it for a formula; blanks in front do not save it. */
static bool is_formula_like(struct text text)
{
    for (size_t offset = 0; offset < text.length;) {
        uint32_t c = text_next_character(text, &offset);
        if (c == '\t' || c == '\r' || c == '\n' || strchr("=+-@", (int)(c < 0x80 ? c : ' ')) ||
            c == 0xFF1D || c == 0xFF0B || c == 0xFF0D || c == 0xFF20) {
            return c != 0;
        }
        if (c != ' ' && c != 0x3000 && c != 0xA0) {
            return false;
        }
    }
    return false;
}

static struct text after_apostrophes(struct text text)
{
    size_t i = 0;
    while (i < text.length && text.data[i] == '\'') {
        i++;
    }
    return text_slice(text, i, text.length);
}

struct text register_protect(struct text text, struct arena *arena)
{
    return is_formula_like(after_apostrophes(text)) ? text_format(arena, "'%.*s", TEXT_ARGS(text))
                                                    : text;
}

struct text register_unprotect(struct text text)
{
    return text.length > 0 && text.data[0] == '\'' && is_formula_like(after_apostrophes(text))
               ? text_slice(text, 1, text.length)
               : text;
}

/* Line ends become \n and tabs a blank: the register holds no other control characters. */
static struct text plain_lines(struct text text, struct arena *arena)
{
    char *plain = arena_copy(arena, text.data, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        bool pair = text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n';
        if (!pair) {
            plain[length++] = text.data[i] == '\r'   ? '\n'
                              : text.data[i] == '\t' ? ' '
                                                     : text.data[i];
        }
    }
    return text_trim((struct text){plain, length});
}

enum error_kind register_read_text(struct text cell, size_t max_characters, struct arena *arena,
                                   struct text *text_out, struct error *err)
{
    struct text text = register_unprotect(cell);
    size_t characters = text_count_characters(text);
    if (characters > max_characters) {
        return error_set(err, ERROR_LIMIT, "register.length", "“%.*s”有%zu个字，最多%zu个字",
                         TEXT_ARGS(register_shown(text, arena)), characters, max_characters);
    }
    *text_out = plain_lines(text, arena);
    return OK;
}
