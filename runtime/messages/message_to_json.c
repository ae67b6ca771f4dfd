#include <pipc/error.h>
#include <pipc/message_json.h>

#include "messages/to_json.h"

int pipc_message_to_json(const ProtobufCMessage *message, const pipc_message_json_options *options,
                         char **json, pipc_error **error)
{
    static const pipc_message_json_options defaults;
    pipc__str text = {0};
    pipc__arena arena;
    pipc__to_json self = {.options = options == NULL ? &defaults : options,
                          .arena = &arena,
                          .out = &text,
                          .error = error};
    char *taken;
    int code;

    pipc__arena_init(&arena, NULL, 0);
    code = pipc__to_json_message(&self, message);
    pipc__arena_dispose(&arena);
    if (code != PIPC_OK) {
        pipc__str_dispose(&text);
        return code;
    }
    taken = pipc__str_take(&text);
    if (taken == NULL)
        return pipc_fail_no_memory(error);
    *json = taken;
    return PIPC_OK;
}
