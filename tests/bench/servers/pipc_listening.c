/* The streams of the benchmark in their listening form: none of them takes a thread. */
#include "pipc_listening.h"

/* --- Download ------------------------------------------------------------------------------- */

typedef struct download {
    bench_traffic_download_listener listener;
    pipc_call *call;
    uint32_t left;
} download;

/* Until there is room no more. */
static void write_more(bench_traffic_download_listener *listener,
                       bench_traffic_download_writer *writer)
{
    download *self = PIPC_CONTAINER_OF(listener, download, listener);
    uint8_t bytes[16];
    Bench__Payload payload = BENCH__PAYLOAD__INIT;
    pipc_error *error = NULL;
    int code = PIPC_OK;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    payload.data.data = bytes;
    payload.data.len = sizeof bytes;
    while (self->left > 0 && code == PIPC_OK) {
        code = bench_traffic_download_writer_write(writer, &payload, &error);
        self->left -= code == PIPC_OK;
    }
    if (code != PIPC_PENDING)
        pipc_call_finish(self->call, code, error);
}

static void cancel_download(bench_traffic_download_listener *listener,
                            bench_traffic_download_writer *writer)
{
    (void)writer; /* nobody reads how it ends */
    pipc_call_finish(PIPC_CONTAINER_OF(listener, download, listener)->call, PIPC_OK, NULL);
}

int pipc_listening_download(bench_traffic_service *service, pipc_call *call,
                            const Bench__Count *request, bench_traffic_download_writer *writer,
                            pipc_error **error)
{
    download *self = pipc_call_alloc(call, sizeof *self);

    (void)service;
    if (self == NULL)
        return pipc_fail_no_memory(error);
    *self = (download){.listener = {.writable = write_more, .cancelled = cancel_download},
                       .call = call,
                       .left = request->value};
    bench_traffic_download_listen(writer, &self->listener);
    write_more(&self->listener, writer);
    return PIPC_PENDING;
}

/* --- Upload --------------------------------------------------------------------------------- */

typedef struct upload {
    bench_traffic_upload_listener listener;
    pipc_call *call;
    Bench__Count *response;
} upload;

static int count_message(bench_traffic_upload_listener *listener,
                         bench_traffic_upload_reader *reader, const Bench__Payload *message)
{
    (void)reader;
    (void)message;
    PIPC_CONTAINER_OF(listener, upload, listener)->response->value++;
    return PIPC_OK;
}

static void end_upload(bench_traffic_upload_listener *listener, bench_traffic_upload_reader *reader)
{
    (void)reader;
    pipc_call_finish(PIPC_CONTAINER_OF(listener, upload, listener)->call, PIPC_OK, NULL);
}

int pipc_listening_upload(bench_traffic_service *service, pipc_call *call,
                          bench_traffic_upload_reader *reader, Bench__Count *response,
                          pipc_error **error)
{
    upload *self = pipc_call_alloc(call, sizeof *self);

    (void)service;
    if (self == NULL)
        return pipc_fail_no_memory(error);
    *self = (upload){
        .listener = {.message = count_message, .half_closed = end_upload, .cancelled = end_upload},
        .call = call,
        .response = response};
    bench_traffic_upload_listen(reader, &self->listener);
    return PIPC_PENDING;
}

/* --- Chat ----------------------------------------------------------------------------------- */

typedef struct chat {
    bench_traffic_chat_listener listener;
    pipc_call *call;
} chat;

/* Who chats by turns always finds room. */
static int say_back(bench_traffic_chat_listener *listener, bench_traffic_chat_stream *stream,
                    const Bench__Payload *message)
{
    (void)listener;
    return bench_traffic_chat_stream_write(stream, message, NULL) == PIPC_PENDING ? PIPC_PENDING
                                                                                  : PIPC_OK;
}

static void end_chat(bench_traffic_chat_listener *listener, bench_traffic_chat_stream *stream)
{
    (void)stream;
    pipc_call_finish(PIPC_CONTAINER_OF(listener, chat, listener)->call, PIPC_OK, NULL);
}

int pipc_listening_chat(bench_traffic_service *service, pipc_call *call,
                        bench_traffic_chat_stream *stream, pipc_error **error)
{
    chat *self = pipc_call_alloc(call, sizeof *self);

    (void)service;
    if (self == NULL)
        return pipc_fail_no_memory(error);
    *self =
        (chat){.listener = {.message = say_back, .half_closed = end_chat, .cancelled = end_chat},
               .call = call};
    bench_traffic_chat_listen(stream, &self->listener);
    return PIPC_PENDING;
}
