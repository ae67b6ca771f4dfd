#include "grpc/refusal.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/sync.h"

static const char refused[] = "the server is stopping and has not run the call";

static atomic_ulong refused_count;

enum { MESSAGE_BYTES_MAX = sizeof refused + sizeof(pipc__attempt_name) + 16 };

static void write_message(char *to, const char *attempt, size_t length)
{
    if (length == 0)
        snprintf(to, MESSAGE_BYTES_MAX, "%s", refused);
    else
        snprintf(to, MESSAGE_BYTES_MAX, "%s (attempt %.*s)", refused, (int)length, attempt);
}

/* The name that the call came with; of length 0 if it has none, or one that is not ours. */
static size_t find_attempt(const grpc_metadata *metadata, size_t count, const char **name)
{
    size_t length = 0;

    for (size_t i = 0; i < count && length == 0; i++) {
        if (grpc_slice_str_cmp(metadata[i].key, PIPC__ATTEMPT_KEY) != 0)
            continue;
        *name = (const char *)GRPC_SLICE_START_PTR(metadata[i].value);
        length = GRPC_SLICE_LENGTH(metadata[i].value);
    }
    return length < sizeof(pipc__attempt_name) ? length : 0;
}

/* The core calls it for each call, on any thread that reads the connection. */
static void refuse(void *state, grpc_auth_context *context, const grpc_metadata *metadata,
                   size_t count, grpc_process_auth_metadata_done_cb done, void *argument)
{
    const char *attempt = "";
    size_t length = find_attempt(metadata, count, &attempt);
    char message[MESSAGE_BYTES_MAX];

    (void)state;
    (void)context;
    write_message(message, attempt, length);
    atomic_fetch_add(&refused_count, 1);
    done(argument, NULL, 0, NULL, 0, GRPC_STATUS_UNAVAILABLE, message);
}

/*
 * The core looks at the processor whenever a call comes: of what other threads may be reading only
 * one word changes, from none to one.
 */
void pipc__refusal_begin(grpc_server_credentials *credentials)
{
    grpc_auth_metadata_processor processor = {.process = refuse};

    grpc_server_credentials_set_auth_metadata_processor(credentials, processor);
}

unsigned long pipc__refusal_count(void)
{
    return atomic_load(&refused_count);
}

/* --- attempts ------------------------------------------------------------------------------- */

pipc__attempt_name pipc__attempt_name_new(void)
{
    static atomic_uint_least64_t count;
    pipc__attempt_name name;
    uint64_t number = atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);

    /* Of another process than that of the count's, another time. */
    number = number * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)pipc__now_ns();
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    snprintf(name.text, sizeof name.text, "%016llx", (unsigned long long)(number ^ (number >> 31)));
    return name;
}

bool pipc__refusal_is_for(grpc_slice message, const pipc__attempt_name *name)
{
    char expected[MESSAGE_BYTES_MAX];

    if (name->text[0] == '\0')
        return false;
    write_message(expected, name->text, strlen(name->text));
    return grpc_slice_str_cmp(message, expected) == 0;
}
