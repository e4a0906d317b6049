/* src/exchange/xlsx_internal.h: the package of a workbook, shared by xlsx_read.c and xlsx_package.c. */
#ifndef KAIGONG_EXCHANGE_XLSX_INTERNAL_H
#define KAIGONG_EXCHANGE_XLSX_INTERNAL_H

#include "base/error.h"
#include "base/text.h"

#include <expat.h>
#include <zip.h>

struct xlsx_package {
    zip_t *zip;
    uint64_t inflated_bytes; /* of all parts read so far */
};

/* One XML part being read. `start`, `end` and `text` may call xlsx_xml_fail. Names come without
 * their prefix. */
struct xlsx_xml {
    void (*start)(struct xlsx_xml *xml, const char *name, const char **attributes);
    void (*end)(struct xlsx_xml *xml, const char *name);
    void (*text)(struct xlsx_xml *xml, const char *data, size_t length);
    XML_Parser parser;
    int depth;
    uint64_t events; /* calls so far, to notice a tag without end */
    struct error *err;
    enum error_kind failed;
};

/* Opens the zip file in `bytes`, which must outlive the package; close with xlsx_package_close. */
MUST_CHECK enum error_kind xlsx_package_open(struct xlsx_package *package, struct text bytes,
                                             struct error *err);
void xlsx_package_close(struct xlsx_package *package);
bool xlsx_package_has(const struct xlsx_package *package, const char *path);

/* Reads the part at `path` through the callbacks of `xml`.
 * Errors      ERROR_MALFORMED xlsx.part   there is no such part */
MUST_CHECK enum error_kind xlsx_package_parse(struct xlsx_package *package, const char *path,
                                              struct xlsx_xml *xml, struct error *err);

/* Stops the reading; the first failure counts. `kind` is what error_set on xml->err returned. */
void xlsx_xml_fail(struct xlsx_xml *xml, enum error_kind kind);
const char *xlsx_local_name(const char *name); /* what follows the last colon */
/* The value of the attribute with this local name, or NULL. */
const char *xlsx_attribute(const char **attributes, const char *name);

#endif
