/* What a program of the benchmark measures, and how it tells it. */
#ifndef BENCH_COMMON_MEASURE_H_
#define BENCH_COMMON_MEASURE_H_

#include <stdint.h>
#include <sys/types.h>

#include "common/histogram.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One measurement; `pid` is the process whose costs count. */
typedef struct measure {
    pid_t pid;
    int64_t started_ns;
    int64_t ended_ns;
    int64_t cpu_ns;     /* of `pid`, all of its threads */
    int64_t own_cpu_ns; /* of this process */
    uint64_t calls;
    histogram latencies;
} measure;

/* Of the monotonic clock. */
int64_t measure_now_ns(void);

/* Processor time of all threads of a process, also of those that have ended; 0: this process. */
int64_t measure_cpu_ns(pid_t pid);

/* KiB of memory that a process holds at present. */
long measure_rss_kib(pid_t pid);

/* Begins; what was counted before is forgotten. */
void measure_start(measure *self, pid_t pid);

void measure_stop(measure *self);

/* One line of JSON on stdout. */
void measure_print(const measure *self);

/* Binds all threads that this process will start to one processor; -1: to any. */
void measure_pin(int processor);

/* The number that `text` is, from `least` up; else ends the program. */
long measure_number(const char *text, long least);

/* Ends the program: says why, as printf() does, and exits with 1. */
void measure_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#ifdef __cplusplus
}
#endif

#endif
