/* src/app/mapped_file.h: a file's bytes without reading it into memory. */
#ifndef KAIGONG_APP_MAPPED_FILE_H
#define KAIGONG_APP_MAPPED_FILE_H

#include "base/text.h"

#include <stdbool.h>

struct mapped_file {
    struct text bytes; /* until mapped_file_close */
};

/* False with errno set when it cannot be opened or is empty. */
bool mapped_file_open(const char *path, struct mapped_file *out);
void mapped_file_close(struct mapped_file *file);

#endif
