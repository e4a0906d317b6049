/* The zip container and the XML parser, both bounded: whatever a file claims, no more than the
 * declared limits is inflated or held. */
#include "exchange/xlsx_internal.h"
#include "exchange/xlsx_read.h"

#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

bool xlsx_is_zip(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("PK\x03\x04")) || text_has_prefix(bytes, TEXT("PK\x05\x06"));
}

bool xlsx_is_ole(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static enum error_kind refuse_ole(struct text bytes, struct error *err)
{
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    bool locked = memmem(bytes.data, bytes.length, encrypted, sizeof encrypted - 1) != NULL;
    return error_set(err, ERROR_MALFORMED, "xlsx.ole",
                     locked ? "这个文件设有密码，请去掉密码后另存为 .xlsx 再导入"
                            : "这是旧的 .xls 格式，请另存为 .xlsx 或 .csv 再导入");
}

static enum error_kind check_entries(const struct xlsx_package *package, size_t file_bytes,
                                     struct error *err)
{
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    if (count > XLSX_ENTRIES_MAX) {
        return error_set(err, ERROR_LIMIT, "xlsx.entries", "文件里有%lld个部件，上限%d个",
                         (long long)count, XLSX_ENTRIES_MAX);
    }
    uint64_t packed_bytes = 0, inflated_bytes = 0;
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        zip_stat_t entry;
        if (zip_stat_index(package->zip, i, 0, &entry) != 0) {
            continue;
        }
        if ((entry.valid & ZIP_STAT_COMP_SIZE) == 0 || entry.comp_size > file_bytes ||
            (packed_bytes += entry.comp_size) > file_bytes) {
            return error_set(err, ERROR_LIMIT, "xlsx.overlap",
                             "文件里的部件互相重叠，不是正常的 .xlsx 文件");
        }
        if (entry.size > XLSX_TOTAL_BYTES_MAX ||
            (inflated_bytes += entry.size) > XLSX_TOTAL_BYTES_MAX) {
            return error_set(err, ERROR_LIMIT, "xlsx.inflated", "文件解开后超过%d字节",
                             XLSX_TOTAL_BYTES_MAX);
        }
    }
    return OK;
}

enum error_kind xlsx_package_open(struct xlsx_package *package, struct text bytes,
                                  struct error *err)
{
    *package = (struct xlsx_package){0};
    if (xlsx_is_ole(bytes)) {
        return refuse_ole(bytes, err);
    }
    zip_error_t zip_error;
    zip_error_init(&zip_error);
    zip_source_t *source = xlsx_is_zip(bytes)
                               ? zip_source_buffer_create(bytes.data, bytes.length, 0, &zip_error)
                               : NULL;
    if (source != NULL) {
        package->zip = zip_open_from_source(source, ZIP_RDONLY, &zip_error);
        if (package->zip == NULL) {
            zip_source_free(source);
        }
    }
    zip_error_fini(&zip_error);
    if (package->zip == NULL) {
        return error_set(err, ERROR_MALFORMED, "xlsx.zip", "文件已损坏，或者不是 .xlsx 文件");
    }
    enum error_kind kind = check_entries(package, bytes.length, err);
    if (kind != OK) {
        xlsx_package_close(package);
    }
    return kind;
}

void xlsx_package_close(struct xlsx_package *package)
{
    if (package->zip != NULL) {
        zip_discard(package->zip);
        package->zip = NULL;
    }
}

bool xlsx_package_has(const struct xlsx_package *package, const char *path)
{
    return zip_name_locate(package->zip, path, ZIP_FL_NOCASE) >= 0;
}

const char *xlsx_local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(xlsx_local_name(attributes[0]), name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

void xlsx_xml_fail(struct xlsx_xml *xml, enum error_kind kind)
{
    if (xml->failed == OK) {
        xml->failed = kind;
        XML_StopParser(xml->parser, XML_FALSE);
    }
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct xlsx_xml *xml = context;
    if (xml->failed != OK) {
        return;
    }
    xml->events++;
    if (++xml->depth > XLSX_DEPTH_MAX) {
        xlsx_xml_fail(xml, error_set(xml->err, ERROR_LIMIT, "xlsx.depth",
                                     "文件内部的层次太深（上限%d层）", XLSX_DEPTH_MAX));
        return;
    }
    xml->start(xml, xlsx_local_name(name), attributes);
}

static void on_end(void *context, const char *name)
{
    struct xlsx_xml *xml = context;
    if (xml->failed == OK) {
        xml->events++;
        xml->depth--;
        xml->end(xml, xlsx_local_name(name));
    }
}

static void on_text(void *context, const char *data, int length)
{
    struct xlsx_xml *xml = context;
    if (xml->failed == OK) {
        xml->events++;
        xml->text(xml, data, (size_t)length);
    }
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    struct xlsx_xml *xml = context;
    xlsx_xml_fail(xml, error_set(xml->err, ERROR_MALFORMED, "xlsx.doctype",
                                 "文件内部含有 DOCTYPE 声明，不予读取"));
}

static enum error_kind check_size(const char *path, const zip_stat_t *entry, struct error *err)
{
    if (entry->encryption_method != ZIP_EM_NONE) {
        return error_set(err, ERROR_MALFORMED, "xlsx.ole",
                         "这个文件设有密码，请去掉密码后另存为 .xlsx 再导入");
    }
    if (entry->size > XLSX_PART_BYTES_MAX) {
        return error_set(err, ERROR_LIMIT, "xlsx.inflated", "部件%s解开后有%llu字节，上限%d字节",
                         path, (unsigned long long)entry->size, XLSX_PART_BYTES_MAX);
    }
    if (entry->size > XLSX_RATIO_FROM_BYTES && entry->size / XLSX_RATIO_MAX > entry->comp_size) {
        return error_set(err, ERROR_LIMIT, "xlsx.ratio",
                         "部件%s的压缩比超过%d，像是压缩炸弹，不予读取", path, XLSX_RATIO_MAX);
    }
    return OK;
}

static enum error_kind refuse_xml(const struct xlsx_xml *xml, const char *path, struct error *err)
{
    return error_set(err, ERROR_MALFORMED, "xlsx.xml", "部件%s第%lu行无法读取：%s", path,
                     (unsigned long)XML_GetCurrentLineNumber(xml->parser),
                     XML_ErrorString(XML_GetErrorCode(xml->parser)));
}

static enum error_kind feed(struct xlsx_package *package, const char *path, zip_file_t *file,
                            uint64_t declared_bytes, struct xlsx_xml *xml, struct error *err)
{
    uint64_t quiet_bytes = 0, events = 0;
    /* One byte more than a small part claims, to see when it lies. */
    int chunk_bytes = declared_bytes < CHUNK_BYTES ? (int)declared_bytes + 1 : CHUNK_BYTES;
    for (uint64_t fed_bytes = 0;;) {
        void *chunk = XML_GetBuffer(xml->parser, chunk_bytes);
        zip_int64_t size = chunk == NULL ? -1 : zip_fread(file, chunk, (zip_uint64_t)chunk_bytes);
        if (size < 0) {
            return error_set(err, ERROR_MALFORMED, "xlsx.zip", "部件%s已损坏，无法解开", path);
        }
        fed_bytes += (uint64_t)size;
        package->inflated_bytes += (uint64_t)size;
        if (fed_bytes > declared_bytes) {
            return error_set(err, ERROR_MALFORMED, "xlsx.size",
                             "部件%s的实际大小超过文件中写明的%llu字节", path,
                             (unsigned long long)declared_bytes);
        }
        if (package->inflated_bytes > XLSX_TOTAL_BYTES_MAX) {
            return error_set(err, ERROR_LIMIT, "xlsx.inflated", "文件解开后超过%d字节",
                             XLSX_TOTAL_BYTES_MAX);
        }
        enum XML_Status status = XML_ParseBuffer(xml->parser, (int)size, size == 0);
        if (xml->failed != OK) {
            return xml->failed;
        }
        if (status != XML_STATUS_OK) {
            return refuse_xml(xml, path, err);
        }
        if (size == 0) {
            return OK;
        }
        /* The parser keeps an unfinished tag in memory, so many bytes without an event are one. */
        quiet_bytes = xml->events == events ? quiet_bytes + (uint64_t)size : 0;
        events = xml->events;
        if (quiet_bytes > XLSX_TOKEN_BYTES_MAX) {
            return error_set(err, ERROR_LIMIT, "xlsx.token", "部件%s第%lu行有超过 1 MB 的标签",
                             path, (unsigned long)XML_GetCurrentLineNumber(xml->parser));
        }
    }
}

enum error_kind xlsx_package_parse(struct xlsx_package *package, const char *path,
                                   struct xlsx_xml *xml, struct error *err)
{
    zip_int64_t index = zip_name_locate(package->zip, path, ZIP_FL_NOCASE);
    zip_stat_t entry;
    if (index < 0 || zip_stat_index(package->zip, (zip_uint64_t)index, 0, &entry) != 0 ||
        (entry.valid & ZIP_STAT_SIZE) == 0) {
        return error_set(err, ERROR_MALFORMED, "xlsx.part",
                         "文件里缺少部件%s，不是完整的 .xlsx 文件", path);
    }
    TRY(check_size(path, &entry, err));
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    if (file == NULL) {
        return error_set(err, ERROR_MALFORMED, "xlsx.zip", "部件%s已损坏，无法解开", path);
    }
    xml->parser = XML_ParserCreate(NULL);
    xml->err = err;
    xml->failed = OK;
    xml->depth = 0;
    xml->events = 0;
    enum error_kind kind = ERROR_INTERNAL;
    if (xml->parser == NULL) {
        error_set(err, ERROR_INTERNAL, "xlsx.parser", "no memory for the XML parser");
    } else {
        XML_SetUserData(xml->parser, xml);
        XML_SetElementHandler(xml->parser, on_start, on_end);
        XML_SetCharacterDataHandler(xml->parser, on_text);
        XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
        kind = feed(package, path, file, entry.size, xml, err);
        XML_ParserFree(xml->parser);
        xml->parser = NULL;
    }
    zip_fclose(file);
    return kind;
}
