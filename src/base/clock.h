/* src/base/clock.h: the one place that reads the clock. Only doors call it. */
#ifndef KAIGONG_BASE_CLOCK_H
#define KAIGONG_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now(void); /* UTC microseconds since 1970 */

#endif
