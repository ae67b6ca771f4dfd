/* A listener of each kind of rpc on both sides, as they are meant. */
#include "in.pipc.h"

typedef struct echo {
    flow_river_chat_listener listener;
    Flow__Level level;
    bool waits; /* for the level to be written */
} echo;

static int echo_message(flow_river_chat_listener *listener, flow_river_chat_stream *stream,
                        const Flow__Drop *message)
{
    echo *self = PIPC_CONTAINER_OF(listener, echo, listener);

    (void)message;
    self->waits = flow_river_chat_stream_write(stream, &self->level, NULL) == PIPC_PENDING;
    return self->waits ? PIPC_PENDING : PIPC_OK;
}

static void echo_writable(flow_river_chat_listener *listener, flow_river_chat_stream *stream)
{
    echo *self = PIPC_CONTAINER_OF(listener, echo, listener);

    self->waits = flow_river_chat_stream_write(stream, &self->level, NULL) == PIPC_PENDING;
    if (!self->waits)
        flow_river_chat_stream_resume(stream);
}

static void echo_half_closed(flow_river_chat_listener *listener, flow_river_chat_stream *stream)
{
    (void)listener, (void)stream;
}

static int chat(flow_river_service *self, pipc_call *call, flow_river_chat_stream *stream,
                pipc_error **error)
{
    echo *own = (echo *)pipc_call_alloc(call, sizeof *own);

    (void)self, (void)error;
    *own = (echo){
        .listener = {.message = echo_message,
                     .half_closed = echo_half_closed,
                     .writable = echo_writable,
                     .cancelled = echo_half_closed},
    };
    flow_river_chat_listen(stream, &own->listener);
    return PIPC_PENDING;
}

static void watch_writable(flow_river_watch_listener *listener, flow_river_watch_writer *writer)
{
    (void)listener, (void)writer;
}

static int watch(flow_river_service *self, pipc_call *call, const Flow__Drop *request,
                 flow_river_watch_writer *writer, pipc_error **error)
{
    static flow_river_watch_listener listener = {.writable = watch_writable,
                                                 .cancelled = watch_writable};

    (void)self, (void)call, (void)request, (void)error;
    flow_river_watch_listen(writer, &listener);
    return PIPC_PENDING;
}

static int send_message(flow_river_send_listener *listener, flow_river_send_reader *reader,
                        const Flow__Drop *message)
{
    (void)listener, (void)message;
    flow_river_send_reader_resume(reader);
    return PIPC_OK;
}

static int take(flow_river_service *self, pipc_call *call, flow_river_send_reader *reader,
                Flow__Level *response, pipc_error **error)
{
    static flow_river_send_listener listener = {.message = send_message};

    (void)self, (void)call, (void)response, (void)error;
    flow_river_send_listen(reader, &listener);
    return PIPC_PENDING;
}

extern const flow_river_handlers handlers;
const flow_river_handlers handlers = {.send = take, .watch = watch, .chat = chat};

static void ask_done(flow_river_client_ask_listener *self, int code, Flow__Drop *response,
                     pipc_error *error)
{
    (void)self, (void)code;
    flow__drop__free_unpacked(response, NULL);
    pipc_error_free(error);
}

int use_ask(flow_river_client *client, const Flow__Drop *drop, pipc_error **error);
int use_ask(flow_river_client *client, const Flow__Drop *drop, pipc_error **error)
{
    static flow_river_client_ask_listener listener = {.done = ask_done};

    return flow_river_client_ask_async(client, NULL, drop, &listener, error);
}

static int watch_message(flow_river_client_watch_listener *self,
                         flow_river_client_watch_reader *reader, const Flow__Level *message)
{
    (void)self, (void)message;
    flow_river_client_watch_reader_cancel(reader);
    return PIPC_PENDING;
}

static void watch_done(flow_river_client_watch_listener *self, int code, pipc_error *error)
{
    (void)self, (void)code;
    pipc_error_free(error);
}

int use_watch(flow_river_client *client, const Flow__Drop *drop, pipc_error **error);
int use_watch(flow_river_client *client, const Flow__Drop *drop, pipc_error **error)
{
    static flow_river_client_watch_listener listener = {.message = watch_message,
                                                        .done = watch_done};
    flow_river_client_watch_reader *reader = NULL;
    int code = flow_river_client_watch_async(client, NULL, drop, &listener, &reader, error);

    if (code == PIPC_OK)
        flow_river_client_watch_reader_resume(reader);
    return code;
}

static void send_writable(flow_river_client_send_listener *self,
                          flow_river_client_send_writer *writer)
{
    (void)self;
    if (flow_river_client_send_writer_writes_done(writer, NULL) != PIPC_OK)
        flow_river_client_send_writer_cancel(writer);
}

static void send_done(flow_river_client_send_listener *self, int code, Flow__Level *response,
                      pipc_error *error)
{
    (void)self, (void)code;
    flow__level__free_unpacked(response, NULL);
    pipc_error_free(error);
}

int use_send(flow_river_client *client, const Flow__Drop *drop);
int use_send(flow_river_client *client, const Flow__Drop *drop)
{
    static flow_river_client_send_listener listener = {.writable = send_writable,
                                                       .done = send_done};
    flow_river_client_send_writer *writer = NULL;
    int code = flow_river_client_send_async(client, NULL, &listener, &writer, NULL);

    return code == PIPC_OK ? flow_river_client_send_writer_write(writer, drop, NULL) : code;
}

static void chat_writable(flow_river_client_chat_listener *self,
                          flow_river_client_chat_stream *stream)
{
    (void)self;
    flow_river_client_chat_stream_resume(stream);
}

int use_chat(flow_river_client *client, flow_river_client_chat_stream **stream);
int use_chat(flow_river_client *client, flow_river_client_chat_stream **stream)
{
    static flow_river_client_chat_listener listener = {.writable = chat_writable};

    return flow_river_client_chat_async(client, NULL, &listener, stream, NULL);
}
