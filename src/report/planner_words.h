/* src/report/planner_words.h: what the two ends of the planner's block of words agree on: planner_report.c
 * writes it, src/wasm/planner.c reads it and says how it is laid out. */
#ifndef KAIGONG_REPORT_PLANNER_WORDS_H
#define KAIGONG_REPORT_PLANNER_WORDS_H

enum {
    PLANNER_WORDS_VERSION = 1,
    PLANNER_CALENDARS_MAX = 120,
};

/* Flags of an item. */
enum {
    PLANNER_NATURAL = 1,
    PLANNER_MARKET = 2,
    PLANNER_NEVER_DEFER = 4,
    PLANNER_TOLERATE = 8,
    PLANNER_COMMIT = 16,
    PLANNER_CHOSEN = 32,
};

#endif
