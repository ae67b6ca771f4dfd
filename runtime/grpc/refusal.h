/*
 * The refusal of a server that stops: calls that come too late are answered with UNAVAILABLE before
 * anything of the program sees them. The core itself would cancel them, which tells their caller
 * nothing; so they are turned away where it lets callers be authenticated, ahead of all else.
 */
#ifndef PIPC_RUNTIME_GRPC_REFUSAL_H_
#define PIPC_RUNTIME_GRPC_REFUSAL_H_

#include <stdbool.h>

#include "grpc/credentials.h"

/*
 * From now on no call gets in on any connection, old or new, that was made to a port with
 * `credentials`. Not to be undone.
 */
void pipc__refusal_begin(grpc_server_credentials *credentials);

/* How many calls were refused so far, of all servers: the core may still do so when one is gone. */
unsigned long pipc__refusal_count(void);

/*
 * The name of an attempt to make a call, which it is sent with so that a refusal can say whom it is
 * for. Those on whose behalf the call was made in turn would take it for theirs else, should the
 * server in between pass it on.
 */
typedef struct pipc__attempt_name {
    char text[17]; /* empty: it has none, and no refusal is known to be its own */
} pipc__attempt_name;

/* As what it is sent. */
#define PIPC__ATTEMPT_KEY "pipc-attempt"

/* One that nobody else has. */
pipc__attempt_name pipc__attempt_name_new(void);

/* Whether `message`, of a status that came, is the refusal of just that attempt. */
bool pipc__refusal_is_for(grpc_slice message, const pipc__attempt_name *name);

#endif
