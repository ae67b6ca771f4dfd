/* How messages went over the wire, which the core keeps from everybody but its own tests. */
#ifndef PIPC_TESTS_SUPPORT_CORE_MESSAGES_H_
#define PIPC_TESTS_SUPPORT_CORE_MESSAGES_H_

#include <grpc/grpc.h>

/* What the message that came last on `call` was compressed with: "identity", "gzip", "deflate". */
const char *core_message_compression(grpc_call *call);

/*
 * The same of the call that a client of this program made last, which may be over. Only in programs
 * that have the option --wrap=grpc_channel_create_registered_call for their linker, and if one
 * thread makes the calls.
 */
const char *core_last_answer_compression(void);

/* Lets go of that call: before the last client is closed. */
void core_forget_last_call(void);

#endif
