#include <string.h>

#include <pipc/error.h>

#include "messages/any_types.h"
#include "messages/to_json.h"
#include "messages/well_known.h"

static int unpack_any(pipc__to_json *self, const char *url, const ProtobufCBinaryData *bytes,
                      ProtobufCMessage **held)
{
    const ProtobufCMessageDescriptor *type = pipc__any_type_called(self->options, url, strlen(url));
    pipc_error *cause = NULL;
    int code;

    if (type == NULL)
        return pipc_fail(self->error, PIPC_E_INTERNAL, "UNKNOWN_TYPE",
                         "an Any has the type %.200s, expected one of the %zu that are known", url,
                         self->options->any_type_count);
    code = pipc__any_type_unpack(type, bytes, self->arena, held, &cause);
    if (code == PIPC_E_NO_MEMORY) {
        pipc_error_free(cause);
        return pipc_fail_no_memory(self->error);
    }
    return code == PIPC_OK ? code
                           : pipc_fail_cause(self->error, PIPC_E_INTERNAL, "BAD_MESSAGE", cause,
                                             "an Any has %zu bytes that are no %s, which it says "
                                             "they are",
                                             bytes->len, type->name);
}

int pipc__to_json_any(pipc__to_json *self, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *fields = message->descriptor->fields;
    const ProtobufCBinaryData *bytes = pipc__field_at(message, &fields[1]);
    const char *url = *(const char *const *)pipc__field_at(message, &fields[0]);
    ProtobufCMessage *held = NULL;
    int code;

    if ((url == NULL || url[0] == '\0') && bytes->len == 0) {
        pipc__str_append(self->out, "{}");
        return PIPC_OK;
    }
    url = url == NULL ? "" : url;
    code = unpack_any(self, url, bytes, &held);
    if (held == NULL)
        return code;
    if (pipc__well_known_of(held->descriptor) == PIPC__WELL_KNOWN_NOT)
        return pipc__to_json_members(self, held, url);
    code = pipc__to_json_open(self, "{\"@type\":");
    if (code == PIPC_OK)
        code = pipc__to_json_text(self, url);
    pipc__str_append(self->out, ",\"value\":");
    if (code == PIPC_OK)
        code = pipc__to_json_message(self, held);
    return pipc__to_json_close(self, "}", code);
}
