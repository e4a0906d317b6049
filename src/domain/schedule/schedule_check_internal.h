/* src/domain/schedule/schedule_check_internal.h: the two parts of the second opinion. */
#ifndef KAIGONG_DOMAIN_SCHEDULE_CHECK_INTERNAL_H
#define KAIGONG_DOMAIN_SCHEDULE_CHECK_INTERNAL_H

#include "domain/schedule/schedule.h"

MUST_CHECK enum error_kind schedule_check_points(const struct network *network,
                                                 const struct schedule *schedule,
                                                 struct error *err);

#endif
