#include "clients/client.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "common/measure.h"

enum { WARMING, MEASURED, OVER };

static atomic_int phase = WARMING;
static atomic_uint slots_running;

typedef struct caller {
    pthread_t thread;
    client_slot *slot;
    void (*call)(void *owner);
} caller;

client_options client_read_options(int argc, char **argv)
{
    if (argc != 7)
        measure_die("expected KIND PORT SLOTS WARM_MS MS PROCESSOR");
    measure_pin((int)measure_number(argv[6], -1));
    return (client_options){.kind = argv[1],
                            .port = (int)measure_number(argv[2], 1),
                            .slots = (unsigned)measure_number(argv[3], 1),
                            .warm_ms = measure_number(argv[4], 0),
                            .ms = measure_number(argv[5], 1)};
}

void client_started(client_slot *slot)
{
    slot->started_ns = measure_now_ns();
}

bool client_goes_on(client_slot *slot)
{
    int now = atomic_load_explicit(&phase, memory_order_relaxed);

    if (now == MEASURED)
        histogram_add(&slot->latencies, measure_now_ns() - slot->started_ns);
    if (now != OVER)
        return true;
    atomic_fetch_sub(&slots_running, 1);
    return false;
}

void client_check(float value)
{
    if (value < 7.75F || value > 7.75F)
        measure_die("the sum is %f", (double)value);
}

static void wait_ms(long ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

/* Measures for as long as it is asked to, then waits for the slots to end, and prints. */
static void measure_slots(const client_options *options, const client_slot *slots)
{
    static measure result;

    wait_ms(options->warm_ms);
    measure_start(&result, 0);
    atomic_store(&phase, MEASURED);
    wait_ms(options->ms);
    atomic_store(&phase, OVER);
    measure_stop(&result);
    while (atomic_load(&slots_running) > 0)
        wait_ms(1);
    for (unsigned i = 0; i < options->slots; i++)
        histogram_merge(&result.latencies, &slots[i].latencies);
    result.calls = result.latencies.total;
    measure_print(&result);
}

static client_slot *new_slots(const client_options *options, void *owner)
{
    client_slot *slots = calloc(options->slots, sizeof *slots);

    if (slots == NULL)
        measure_die("out of memory");
    for (unsigned i = 0; i < options->slots; i++)
        slots[i].owner = owner;
    atomic_store(&slots_running, options->slots);
    return slots;
}

static void *call_again_and_again(void *argument)
{
    caller *self = argument;

    do {
        client_started(self->slot);
        self->call(self->slot->owner);
    } while (client_goes_on(self->slot));
    return NULL;
}

void client_run_blocking(const client_options *options, void (*call)(void *owner), void *owner)
{
    client_slot *slots = new_slots(options, owner);
    caller *callers = calloc(options->slots, sizeof *callers);

    if (callers == NULL)
        measure_die("out of memory");
    for (unsigned i = 0; i < options->slots; i++) {
        callers[i] = (caller){.slot = &slots[i], .call = call};
        if (pthread_create(&callers[i].thread, NULL, call_again_and_again, &callers[i]) != 0)
            measure_die("there is no thread to be had");
    }
    measure_slots(options, slots);
    for (unsigned i = 0; i < options->slots; i++)
        pthread_join(callers[i].thread, NULL);
    free(callers);
    free(slots);
}

void client_run_async(const client_options *options, void (*begin)(client_slot *slot), void *owner)
{
    client_slot *slots = new_slots(options, owner);

    for (unsigned i = 0; i < options->slots; i++)
        begin(&slots[i]);
    measure_slots(options, slots);
    free(slots);
}
