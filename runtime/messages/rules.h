/* Rules for messages, ready to be checked. */
#ifndef PIPC_RUNTIME_MESSAGES_RULES_H_
#define PIPC_RUNTIME_MESSAGES_RULES_H_

#include <protobuf-c/protobuf-c.h>
#include <regex.h>

#include <pipc/message_rules.h>

/* Longer text breaks every pattern, unread. */
enum { PIPC__PATTERN_SUBJECT_MAX = 4096 };

typedef struct pipc__rules pipc__rules;

/*
 * Looks at `rules` of messages of `type`, which are borrowed, and compiles their patterns.
 *
 * Errors:    PIPC_E_MISCONFIGURATION BAD_RULE naming message, field and rule; PIPC_E_NO_MEMORY.
 * Ownership: free *out by pipc__rules_free().
 */
int pipc__rules_new(const pipc_message_rules *rules, const ProtobufCMessageDescriptor *type,
                    pipc__rules **out, pipc_error **error);

/* Accepts NULL. */
void pipc__rules_free(pipc__rules *self);

/* The compiled pattern of `rules`, which has one. */
const regex_t *pipc__rules_pattern(const pipc__rules *self, const pipc_field_rules *rules);

/* Those of the outermost message. */
const pipc_message_rules *pipc__rules_root(const pipc__rules *self);

/*
 * PIPC_OK if `message` keeps to them.
 *
 * Errors:  PIPC_E_BAD_REQUEST INVALID_FIELDS, with a violation for each rule that is broken, 32 at
 *          most; PIPC_E_NO_MEMORY.
 * Threads: any.
 */
int pipc__rules_check(const pipc__rules *self, const ProtobufCMessage *message, pipc_error **error);

#endif
