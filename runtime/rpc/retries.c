#include "rpc/retries.h"

#include "base/sync.h"

void pipc__retries_init(pipc__retries *self, const pipc__retry_options *options)
{
    *self = (pipc__retries){.options = *options, .backoff_ms = options->backoff_min_ms};
}

void pipc__retries_address(const pipc__retries *self, pipc__envelope *envelope)
{
    if (self->made > 0)
        pipc__envelope_count_attempts(envelope, self->made);
    if (self->options.count > 0 && !self->options.may_repeat)
        pipc__envelope_ask_origin(envelope);
}

/* From 0 to `bound` - 1, other ones for those that fail together. */
static int64_t random_below(const void *seed, int64_t bound)
{
    uint64_t mixed = (uint64_t)pipc__now_ns() ^ (uint64_t)(uintptr_t)seed;

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    mixed ^= mixed >> 31;
    return (int64_t)(mixed % (uint64_t)bound);
}

/* A fifth more or less than what is due; next time it is twice as long. */
static int64_t take_backoff(pipc__retries *self)
{
    int64_t max_ms = self->options.backoff_max_ms;
    int64_t backoff_ms = self->backoff_ms;

    self->backoff_ms = backoff_ms > max_ms / 2 ? max_ms : backoff_ms * 2;
    return backoff_ms - backoff_ms / 5 + random_below(self, backoff_ms / 5 * 2 + 1);
}

/* As the server says, or else by us. False: it says that there shall be none. */
static bool find_delay(pipc__retries *self, const pipc__envelope *came, int64_t *delay_ms)
{
    switch (pipc__envelope_pushback(came, delay_ms)) {
    case PIPC__PUSHBACK_NEVER:
        return false;
    case PIPC__PUSHBACK_LATER:
        self->backoff_ms = self->options.backoff_min_ms;
        return true;
    case PIPC__PUSHBACK_NONE:
        break;
    }
    *delay_ms = take_backoff(self);
    return true;
}

static bool may_have_run(const pipc__retries *self, const pipc__envelope *came)
{
    bool is_connected = pipc__channel_state(self->options.channel) == GRPC_CHANNEL_READY;

    return pipc__envelope_may_have_run(came, is_connected);
}

bool pipc__retries_want(pipc__retries *self, const pipc__envelope *came, int64_t time_left_ms,
                        int64_t *delay_ms)
{
    if (self->made >= self->options.count || came->status != GRPC_STATUS_UNAVAILABLE)
        return false;
    if (!self->options.may_repeat && may_have_run(self, came))
        return false;
    if (!find_delay(self, came, delay_ms) || *delay_ms >= time_left_ms)
        return false;
    self->made++;
    return true;
}
