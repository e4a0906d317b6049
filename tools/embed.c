/* tools/embed OUT ROOT FILE...: writes a C file that holds the bytes of the files.
 *
 * A path is stored relative to ROOT, without a leading build/. Bytes are string literals in pieces,
 * which compilers take far quicker than lists of numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *stored_path(const char *root, const char *path)
{
    const char *found = path;
    size_t length = strlen(root);
    if (strncmp(path, root, length) == 0 && path[length] == '/') {
        found = path + length + 1;
    }
    while (strncmp(found, "../", 3) == 0) {
        found += 3;
    }
    const char *build = strstr(found, "build/");
    return build == found ? found + 6 : found;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_bytes(FILE *out, const char *path, int index)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        perror(path);
        exit(1);
    }
    fprintf(out, "static const unsigned char bytes_%d[] = {\n", index);
    int byte, column = 0;
    long size = 0;
    while ((byte = getc(in)) != EOF) {
        column += fprintf(out, "%d,", byte);
        size++;
        if (column > 90) {
            putc('\n', out);
            column = 0;
        }
    }
    fprintf(out, "0};\nenum { size_%d = %ld };\n", index, size);
    fclose(in);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: embed OUT ROOT FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (out == NULL) {
        perror(argv[1]);
        return 1;
    }
    /* Sorted by stored path, so that asset_find can search by halves. */
    const char **files = calloc((size_t)argc, sizeof *files);
    int count = argc - 3;
    for (int i = 0; i < count; i++) {
        files[i] = argv[i + 3];
    }
    qsort(files, (size_t)count, sizeof *files, compare_paths);
    fprintf(out, "#include \"base/asset.h\"\n");
    for (int i = 0; i < count; i++) {
        write_bytes(out, files[i], i);
    }
    fprintf(out, "const struct asset assets[] = {\n");
    for (int i = 0; i < count; i++) {
        fprintf(out, "    {\"%s\", bytes_%d, size_%d},\n", stored_path(argv[2], files[i]), i, i);
    }
    fprintf(out, "    {NULL, NULL, 0},\n};\nconst size_t asset_count = %d;\n", count);
    free(files);
    return fclose(out) == 0 ? 0 : 1;
}
