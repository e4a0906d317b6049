#include "app/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool mapped_file_open(const char *path, struct mapped_file *out)
{
    struct stat stat;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    void *memory = fstat(file, &stat) == 0 && stat.st_size > 0
                       ? mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, file, 0)
                       : MAP_FAILED;
    close(file);
    if (memory == MAP_FAILED) {
        return false;
    }
    out->bytes = (struct text){memory, (size_t)stat.st_size};
    return true;
}

void mapped_file_close(struct mapped_file *file)
{
    munmap((void *)file->bytes.data, file->bytes.length);
}
