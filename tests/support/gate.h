/* Handlers that wait for the test, and numbered messages, with a service of pending.h. */
#ifndef PIPC_TESTS_SUPPORT_GATE_H_
#define PIPC_TESTS_SUPPORT_GATE_H_

#include <stddef.h>

#include "support/pending.h"

/* For cmocka: as of pending.h, but that the client has no deadline; the gate is closed. */
int gate_setup(void **state);
int gate_teardown(void **state);

/* Waits until the test has opened it, or fails. */
void gate_wait(void);
void gate_open(void);

/* Notes that so much more has happened; returns how much that is by now. */
int gate_add_steps(int count);

/* Waits until something has happened, and then until nothing does for some time; returns likewise.
 */
int gate_wait_for_standstill(void);

/* A message that begins with `number` and has `length` bytes, or those of the number. */
void gate_send_number(pipc_grpc_client_stream *stream, int number, size_t length);

#endif
