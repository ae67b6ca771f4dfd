#include "common/histogram.h"

/* Below HISTOGRAM_STEPS each value has a bucket; above, each power of two has as many. */
static unsigned bucket_of(uint64_t ns)
{
    unsigned power = 0;

    while (ns >> power >= 2 * HISTOGRAM_STEPS)
        power++;
    if (ns < HISTOGRAM_STEPS)
        return (unsigned)ns;
    return power * HISTOGRAM_STEPS + (unsigned)(ns >> power);
}

static double middle_of(unsigned bucket)
{
    unsigned power;

    if (bucket < 2 * HISTOGRAM_STEPS)
        return bucket;
    power = bucket / HISTOGRAM_STEPS - 1;
    return ((double)(bucket - power * HISTOGRAM_STEPS) + 0.5) * (double)(UINT64_C(1) << power);
}

void histogram_add(histogram *self, int64_t ns)
{
    unsigned bucket = bucket_of(ns < 0 ? 0 : (uint64_t)ns);

    if (bucket >= HISTOGRAM_POWERS * HISTOGRAM_STEPS)
        bucket = HISTOGRAM_POWERS * HISTOGRAM_STEPS - 1;
    self->counts[bucket]++;
    self->total++;
}

void histogram_merge(histogram *self, const histogram *other)
{
    for (unsigned i = 0; i < HISTOGRAM_POWERS * HISTOGRAM_STEPS; i++)
        self->counts[i] += other->counts[i];
    self->total += other->total;
}

double histogram_us(const histogram *self, double share)
{
    double wanted = share * (double)self->total;
    uint64_t seen = 0;

    for (unsigned i = 0; i < HISTOGRAM_POWERS * HISTOGRAM_STEPS && self->total > 0; i++) {
        seen += self->counts[i];
        if ((double)seen >= wanted)
            return middle_of(i) / 1000;
    }
    return 0;
}
