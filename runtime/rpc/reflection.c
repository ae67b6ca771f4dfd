#include "rpc/reflection.h"

#include <pipc/call.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/endpoint.h"
#include "grpc/reflection/v1/reflection.pipc.h"
#include "grpc/reflection/v1alpha/reflection.pipc.h"
#include "rpc/open_calls.h"
#include "rpc/reflection_answers.h"
#include "rpc/service.h"

typedef grpc_reflection_v1_server_reflection_service reflection_service;
typedef grpc_reflection_v1_server_reflection_server_reflection_info_stream info_stream;
typedef grpc_reflection_v1_server_reflection_server_reflection_info_listener info_listener;

enum { ANSWER_FIRST_CHUNK = 2048 };

typedef struct reflection reflection;

/* v1 or v1alpha. */
typedef struct version {
    reflection_service service;
    reflection *reflection;
} version;

struct reflection {
    pipc__companion companion;
    pipc_grpc_endpoint *endpoint;
    version v1;
    version v1alpha;
    pipc_grpc_method v1alpha_method;
    pipc_grpc_service_desc v1alpha_desc;
    pipc__reflected reflected; /* of an open one: it does not change */
    pipc__open_calls streams;
};

/* In the memory of its call. */
typedef struct conversation {
    info_listener listener;
    pipc__open_call open_call;
    reflection *reflection;
    info_stream *stream;
    const pipc__reflection_request *request; /* whose answer was not taken yet; NULL: none */
} conversation;

static reflection *reflection_of(pipc__companion *companion)
{
    return PIPC_CONTAINER_OF(companion, reflection, companion);
}

/* --- a stream ------------------------------------------------------------------------------- */

/* PIPC_PENDING: it has to be tried again when `writable` is called. */
static int answer_once(conversation *self, pipc_error **error)
{
    pipc__reflection_response response;
    pipc__arena arena;
    _Alignas(max_align_t) char first_chunk[ANSWER_FIRST_CHUNK];
    int code;

    pipc__arena_init(&arena, first_chunk, sizeof first_chunk);
    code = pipc__reflection_answer(&self->reflection->reflected, self->request, &arena, &response,
                                   error);
    if (code == PIPC_OK)
        code = grpc_reflection_v1_server_reflection_server_reflection_info_stream_write(
            self->stream, &response, error);
    pipc__arena_dispose(&arena);
    return code;
}

/* True: it was, or never will be. */
static bool is_answered(conversation *self)
{
    int code = answer_once(self, NULL);

    if (code == PIPC_PENDING)
        return false;
    self->request = NULL;
    if (code == PIPC_E_NO_MEMORY)
        pipc__open_calls_end(&self->reflection->streams, &self->open_call, code);
    return true;
}

static int message(info_listener *listener, info_stream *stream,
                   const pipc__reflection_request *request)
{
    conversation *self = PIPC_CONTAINER_OF(listener, conversation, listener);

    (void)stream;
    self->request = request;
    return is_answered(self) ? PIPC_OK : PIPC_PENDING;
}

static void writable(info_listener *listener, info_stream *stream)
{
    conversation *self = PIPC_CONTAINER_OF(listener, conversation, listener);

    if (self->request != NULL && is_answered(self))
        grpc_reflection_v1_server_reflection_server_reflection_info_stream_resume(stream);
}

static void half_closed(info_listener *listener, info_stream *stream)
{
    conversation *self = PIPC_CONTAINER_OF(listener, conversation, listener);

    (void)stream;
    pipc__open_calls_end(&self->reflection->streams, &self->open_call, PIPC_OK);
}

static void cancelled(info_listener *listener, info_stream *stream)
{
    conversation *self = PIPC_CONTAINER_OF(listener, conversation, listener);

    (void)stream;
    pipc__open_calls_end(&self->reflection->streams, &self->open_call, PIPC_E_FAILED_INVOCATION);
}

static int begin(conversation *self, pipc_error **error)
{
    pipc__open_calls *streams = &self->reflection->streams;
    int code = PIPC_PENDING;

    pipc__mutex_lock(&streams->mutex);
    if (streams->is_open) {
        grpc_reflection_v1_server_reflection_server_reflection_info_listen(self->stream,
                                                                           &self->listener);
        pipc__open_calls_add(streams, &self->open_call);
    } else {
        code = pipc__open_calls_fail_closing(error);
    }
    pipc__mutex_unlock(&streams->mutex);
    return code;
}

static int server_reflection_info(reflection_service *service, pipc_call *call, info_stream *stream,
                                  pipc_error **error)
{
    conversation *self = pipc_call_alloc(call, sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    *self = (conversation){
        .listener = {.message = message,
                     .half_closed = half_closed,
                     .writable = writable,
                     .cancelled = cancelled},
        .open_call = {.call = call},
        .reflection = PIPC_CONTAINER_OF(service, version, service)->reflection,
        .stream = stream,
    };
    return begin(self, error);
}

static const grpc_reflection_v1_server_reflection_handlers handlers = {
    .server_reflection_info = server_reflection_info,
};

/* --- the companion -------------------------------------------------------------------------- */

/* v1alpha differs by its names only: it is served by the row of v1, with the path of its own. */
static void init_services(reflection *self)
{
    grpc_reflection_v1alpha_server_reflection_service names;
    const pipc_grpc_service_desc *v1, *v1alpha;

    grpc_reflection_v1_server_reflection_service_init(&self->v1.service, &handlers);
    self->v1alpha.service = self->v1.service;
    grpc_reflection_v1alpha_server_reflection_service_init(&names, NULL);
    v1 = self->v1.service.service.desc;
    v1alpha = names.service.desc;
    self->v1alpha_method = v1->methods[0];
    self->v1alpha_method.path = v1alpha->methods[0].path;
    self->v1alpha_desc = *v1alpha;
    self->v1alpha_desc.methods = &self->v1alpha_method;
    pipc_grpc_service_init(&self->v1alpha.service.service, &self->v1alpha_desc);
}

static pipc__companion *make(pipc_grpc_endpoint *endpoint)
{
    reflection *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->companion.companion_class = &pipc__reflection_class;
    self->endpoint = endpoint;
    self->v1.reflection = self->v1alpha.reflection = self;
    pipc__open_calls_init(&self->streams);
    return &self->companion;
}

static int collect_files(reflection *self, pipc_error **error)
{
    const pipc__registrations *all = pipc__endpoint_registrations(self->endpoint);
    pipc__registration *each = NULL;

    self->reflected.services = all;
    while ((each = pipc__registrations_next(all, each)) != NULL)
        if (each->desc->file != NULL &&
            !pipc__file_set_add(&self->reflected.files, each->desc->file))
            return pipc_fail_no_memory(error);
    return PIPC_OK;
}

static void close_reflection(pipc__companion *companion)
{
    reflection *self = reflection_of(companion);

    pipc__open_calls_set_open(&self->streams, false);
    pipc_dispose(&self->v1.service.service.component);
    pipc_dispose(&self->v1alpha.service.service.component);
    pipc__file_set_dispose(&self->reflected.files);
}

static int open_reflection(pipc__companion *companion, pipc_error **error)
{
    reflection *self = reflection_of(companion);
    int code;

    init_services(self);
    pipc__open_calls_set_open(&self->streams, true);
    code = pipc__service_open_at(&self->v1.service.service, self->endpoint, error);
    if (code == PIPC_OK)
        code = pipc__service_open_at(&self->v1alpha.service.service, self->endpoint, error);
    if (code == PIPC_OK)
        code = collect_files(self, error);
    if (code != PIPC_OK)
        close_reflection(companion);
    return code;
}

static void closing(pipc__companion *companion)
{
    reflection *self = reflection_of(companion);
    pipc__list over;

    pipc__mutex_lock(&self->streams.mutex);
    self->streams.is_open = false;
    pipc__open_calls_move_all(&self->streams, &over);
    pipc__mutex_unlock(&self->streams.mutex);
    pipc__open_calls_finish(&over, PIPC_E_NO_RESPONSE);
}

static void free_reflection(pipc__companion *companion)
{
    reflection *self = reflection_of(companion);

    pipc__open_calls_dispose(&self->streams);
    pipc__free(self);
}

const pipc__companion_class pipc__reflection_class = {
    .option = "options.reflection",
    .make = make,
    .open = open_reflection,
    .closing = closing,
    .close = close_reflection,
    .free = free_reflection,
};
