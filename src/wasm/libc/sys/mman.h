#include <libc.h> /* beside this file, or one folder up: see there */
