/* A handler and a client of each kind, as they are meant. */
#include "in.pipc.h"

static int watch(flow_river_service *self, pipc_call *call, const Flow__Drop *request,
                 flow_river_watch_writer *writer, pipc_error **error)
{
    Flow__Level level = FLOW__LEVEL__INIT;

    (void)self, (void)call, (void)request;
    return flow_river_watch_writer_write(writer, &level, error);
}

static int take(flow_river_service *self, pipc_call *call, flow_river_send_reader *reader,
                Flow__Level *response, pipc_error **error)
{
    const Flow__Drop *drop = NULL;
    int code;

    (void)self, (void)call, (void)response;
    while ((code = flow_river_send_reader_read(reader, &drop, error)) == 1)
        continue;
    return code;
}

static int chat(flow_river_service *self, pipc_call *call, flow_river_chat_stream *stream,
                pipc_error **error)
{
    const Flow__Drop *drop = NULL;
    Flow__Level level = FLOW__LEVEL__INIT;

    (void)self, (void)call;
    if (flow_river_chat_stream_read(stream, &drop, error) == 1)
        return flow_river_chat_stream_write(stream, &level, error);
    return PIPC_OK;
}

extern const flow_river_handlers handlers;
const flow_river_handlers handlers = {.send = take, .watch = watch, .chat = chat};

int use_watch(flow_river_client *client, const Flow__Drop *drop, pipc_error **error);
int use_watch(flow_river_client *client, const Flow__Drop *drop, pipc_error **error)
{
    flow_river_client_watch_reader *reader = NULL;
    const Flow__Level *level = NULL;
    int code = flow_river_client_watch(client, NULL, drop, &reader, error);

    while (code == PIPC_OK && flow_river_client_watch_reader_read(reader, &level, error) == 1)
        continue;
    flow_river_client_watch_reader_free(reader);
    return code;
}

int use_send(flow_river_client *client, const Flow__Drop *drop, Flow__Level **level);
int use_send(flow_river_client *client, const Flow__Drop *drop, Flow__Level **level)
{
    flow_river_client_send_writer *writer = NULL;
    int code = flow_river_client_send(client, NULL, &writer, NULL);

    if (code == PIPC_OK)
        code = flow_river_client_send_writer_write(writer, drop, NULL);
    if (code == PIPC_OK)
        code = flow_river_client_send_writer_finish(writer, level, NULL);
    flow_river_client_send_writer_free(writer);
    return code;
}

int use_chat(flow_river_client *client, const Flow__Drop *drop, const Flow__Level **level);
int use_chat(flow_river_client *client, const Flow__Drop *drop, const Flow__Level **level)
{
    flow_river_client_chat_stream *stream = NULL;
    int code = flow_river_client_chat(client, NULL, &stream, NULL);

    if (code == PIPC_OK)
        code = flow_river_client_chat_stream_write(stream, drop, NULL);
    if (code == PIPC_OK)
        code = flow_river_client_chat_stream_writes_done(stream, NULL);
    if (code == PIPC_OK)
        code = flow_river_client_chat_stream_read(stream, level, NULL);
    flow_river_client_chat_stream_free(stream);
    return code;
}
