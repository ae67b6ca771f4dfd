/* A commandable service and its clients, for tests. */
#ifndef PIPC_TESTS_SUPPORT_COMMANDABLE_H_
#define PIPC_TESTS_SUPPORT_COMMANDABLE_H_

#include <pthread.h>

#include <pipc/commandable_grpc_client.h>
#include <pipc/commandable_grpc_service.h>

/* Adds to `set`: echo {value: string} gives it, correlation gives the correlation id, fail {kind}
 * fails with that category and "Bare" with an error nobody has thought of, name gives `owner`. */
void add_test_commands(pipc_command_set *set, const char *owner);

/* Initialises the client, configures it for the port of `endpoint`, and opens it. */
void open_commandable_client(pipc_commandable_grpc_client *client, const char *name,
                             pipc_grpc_endpoint *endpoint);

/* Calls with arguments as text, "" for none, and compares the result. */
void check_command(pipc_commandable_grpc_client *client, const char *command, const char *args,
                   const char *expected);

/* Calls, and returns what came. */
int call_command(pipc_commandable_grpc_client *client, const char *command, const char *args,
                 json_t **result, pipc_error **error);

/* Told of a call. */
typedef struct told_command {
    pipc_command_listener listener;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    unsigned count;
    int code;
    json_t *result;
    pipc_error *error;
} told_command;

void told_command_init(told_command *self);
void told_command_wait(told_command *self);
void told_command_dispose(told_command *self);

#endif
