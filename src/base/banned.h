/* src/base/banned.h: what the compiler refuses in the product. The build puts it before every file of
 * src/ but the tests (meson.build).
 *
 * Memory comes from an arena (docs/decisions/0003). What a foreign library keeps beyond a request, or
 * frees itself, is asked for by foreign_malloc and its kin, so that the name says so; free() gives it
 * back. The others write past their buffer, hide errors or share a buffer among threads. */
#ifndef KAIGONG_BASE_BANNED_H
#define KAIGONG_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifndef __clang__ /* it takes the attribute on no second declaration; fuzzers only */
#define BANNED(instead) __attribute__((error("banned in src/base/banned.h: " instead)))

void *malloc(size_t size) BANNED("take memory from an arena");
void *calloc(size_t count, size_t size) BANNED("take memory from an arena");
void *realloc(void *memory, size_t size) BANNED("take memory from an arena");
char *strdup(const char *text) BANNED("text_copy takes an arena");
char *strndup(const char *text, size_t size) BANNED("text_copy takes an arena");
char *strcpy(char *to, const char *from) BANNED("use struct text");
char *strcat(char *to, const char *from) BANNED("use a text_builder");
char *strtok(char *text, const char *separators) BANNED("use text_slice");
int sprintf(char *to, const char *format, ...) BANNED("use snprintf or text_format");
int atoi(const char *text) BANNED("use text_parse_int64");
long atol(const char *text) BANNED("use text_parse_int64");
struct tm *gmtime(const time_t *instant) BANNED("use base/date");
struct tm *localtime(const time_t *instant) BANNED("use base/date");
char *ctime(const time_t *instant) BANNED("use base/date");
int rand(void) BANNED("use libsodium's randombytes");
#endif
void *foreign_malloc(size_t size) __asm__("malloc") __attribute__((malloc));
void *foreign_calloc(size_t count, size_t size) __asm__("calloc") __attribute__((malloc));
void *foreign_realloc(void *memory, size_t size) __asm__("realloc");
char *foreign_strdup(const char *text) __asm__("strdup") __attribute__((malloc));

#endif
