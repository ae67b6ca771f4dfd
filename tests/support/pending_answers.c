#include <stdio.h>

#include "support/cmocka.h"
#include "support/pending.h"

void pending_finish_text(pending_call *self, const char *text)
{
    if (self->response != NULL)
        ((Tests__Text *)self->response)->text = pipc_call_strdup(self->call, text);
    pipc_call_finish(self->call, PIPC_OK, NULL);
}

int pending_write(pending_call *self, const char *text, pipc_error **error)
{
    Tests__Text message = TESTS__TEXT__INIT;

    message.text = (char *)text;
    return pipc_grpc_server_stream_write(self->stream, &message.base, error);
}

void pending_finish_well(pending_call *self)
{
    pending_finish_text(self, "finished");
}

void pending_finish_badly(pending_call *self)
{
    pipc_call_finish(self->call, PIPC_E_FAILED_INVOCATION, NULL);
}

int pending_say_back(pending_call *self, const char *text)
{
    pipc_error *error = NULL;
    int code = pending_write(self, text, &error);

    if (code == PIPC_PENDING)
        snprintf(self->refused, sizeof self->refused, "%s", text);
    else
        assert_ok(code, error);
    return code;
}

void pending_say_refused(pending_call *self)
{
    pipc_error *error = NULL;

    assert_ok(pending_write(self, self->refused, &error), error);
    self->refused[0] = '\0';
    pipc_grpc_server_stream_resume(self->stream);
}
