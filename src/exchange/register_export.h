/* src/exchange/register_export.h: register rows as a file for Excel or WPS.
 *
 * The header stands in row 1 under the names that register_import reads, so an exported list comes
 * back unchanged. Rows are written as they come; nothing grows with their number. */
#ifndef KAIGONG_EXCHANGE_REGISTER_EXPORT_H
#define KAIGONG_EXCHANGE_REGISTER_EXPORT_H

#include "domain/programme/programme.h"

enum register_format { REGISTER_XLSX, REGISTER_CSV };

/* One row: the project and what is derived from elsewhere. */
struct register_line {
    struct project project;
    struct text division_zh; /* name of the division, or "" */
    struct text state_zh;    /* 未开工, 已开工, ... as of the day asked for, or "" */
};

struct register_export;

bool register_format_parse(struct text text, enum register_format *format_out); /* "xlsx", "csv" */
const char *register_format_media_type(enum register_format format);

/* Begins a file; release with register_export_close, which also completes it.
 * Errors      ERROR_INTERNAL export.write   the file cannot be made */
MUST_CHECK enum error_kind register_export_open(enum register_format format, const char *path,
                                                struct arena *arena,
                                                struct register_export **export_out,
                                                struct error *err);
void register_export_add(struct register_export *export, const struct register_line *line);
/* Errors      ERROR_INTERNAL export.write, xlsx.write · ERROR_LIMIT xlsx.rows */
MUST_CHECK enum error_kind register_export_close(struct register_export *export, struct error *err);

/* The whole file in memory, for a door. Errors as above. */
MUST_CHECK enum error_kind register_export_bytes(enum register_format format,
                                                 const struct register_line *lines, size_t count,
                                                 struct arena *arena, struct text *bytes_out,
                                                 struct error *err);

#endif
