/* Latencies, to within 2 %, in a fixed amount of memory. */
#ifndef BENCH_COMMON_HISTOGRAM_H_
#define BENCH_COMMON_HISTOGRAM_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HISTOGRAM_STEPS = 64,  /* between one power of two and the next */
    HISTOGRAM_POWERS = 40, /* the last is over a thousand seconds */
};

typedef struct histogram {
    uint64_t counts[HISTOGRAM_POWERS * HISTOGRAM_STEPS];
    uint64_t total;
} histogram;

void histogram_add(histogram *self, int64_t ns);

/* Adds all that `other` holds. */
void histogram_merge(histogram *self, const histogram *other);

/* The latency in microseconds that `share` of all are not above; 0 if there are none. */
double histogram_us(const histogram *self, double share);

#ifdef __cplusplus
}
#endif

#endif
