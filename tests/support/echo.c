#include "support/echo.h"

#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "support/cmocka.h"

enum { PATIENCE_MS = 30000 };

static echo *echo_of(tests_echo_service *service)
{
    return PIPC_CONTAINER_OF(service, echo, service);
}

static void copy_text(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text == NULL ? "" : text);
}

static int say(tests_echo_service *service, pipc_call *call, const Tests__Text *request,
               Tests__Text *response, pipc_error **error)
{
    echo *self = echo_of(service);
    echo_handler *also;

    pthread_mutex_lock(&self->mutex);
    self->seen.said++;
    copy_text(self->seen.correlation_id, sizeof self->seen.correlation_id,
              pipc_call_correlation_id(call));
    copy_text(self->seen.peer, sizeof self->seen.peer, pipc_call_peer(call));
    if (self->keeps_traceparent)
        copy_text(self->seen.traceparent, sizeof self->seen.traceparent,
                  pipc_metadata_get(pipc_call_metadata(call), "traceparent", NULL));
    self->seen.time_left_ms = pipc_call_time_left_ms(call);
    also = self->say;
    pthread_mutex_unlock(&self->mutex);
    if (also != NULL)
        return also(call, error);
    response->text = request->text;
    return PIPC_OK;
}

static int grow(tests_echo_service *service, pipc_call *call, const Tests__Tree *request,
                Tests__Tree *response, pipc_error **error)
{
    (void)service;
    (void)error;
    response->branches = request->branches;
    response->n_branches = request->n_branches;
    response->name = pipc_call_strdup(call, request->name);
    return response->name == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;
}

static int plant(tests_echo_service *service, pipc_call *call, const Tests__Forest *request,
                 Tests__Forest *response, pipc_error **error)
{
    (void)service;
    (void)call;
    (void)error;
    response->first = request->first;
    response->others = request->others;
    response->n_others = request->n_others;
    return PIPC_OK;
}

static int fail_as_asked(tests_echo_service *service, pipc_call *call,
                         const Tests__Failure *request, Tests__Text *response, pipc_error **error)
{
    int category = pipc_category_from_name(request->category);

    (void)service;
    (void)call;
    (void)response;
    if (request->category[0] == '\0')
        return PIPC_OK;
    if (request->bare)
        return category;
    pipc_fail(error, category, request->code, "%s", request->message);
    if (request->status != 0)
        pipc_error_set_status(*error, request->status);
    if (request->cause[0] != '\0')
        pipc_error_set_cause(*error, request->cause);
    if (request->detail[0] != '\0')
        pipc_error_set_detail(*error, "detail", request->detail);
    return category;
}

static bool is_let_go(echo *self)
{
    bool let_go;

    pthread_mutex_lock(&self->mutex);
    let_go = self->let_go;
    pthread_mutex_unlock(&self->mutex);
    return let_go;
}

static void count_running(echo *self, int change, bool cancelled)
{
    pthread_mutex_lock(&self->mutex);
    self->seen.running += (unsigned)change;
    self->seen.started += change > 0;
    self->seen.cancelled += cancelled;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->mutex);
}

static int wait_as_asked(tests_echo_service *service, pipc_call *call, const Tests__Text *request,
                         Tests__Text *response, pipc_error **error)
{
    echo *self = echo_of(service);
    bool cancelled = false;

    count_running(self, 1, false);
    while (!cancelled && !is_let_go(self))
        cancelled = pipc_call_wait_cancelled(call, 5);
    count_running(self, -1, cancelled);
    if (cancelled)
        return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits any more");
    response->text = request->text;
    return PIPC_OK;
}

static const tests_echo_handlers handlers = {
    .say = say,
    .grow = grow,
    .plant = plant,
    .fail = fail_as_asked,
    .wait = wait_as_asked,
};

void echo_init(echo *self)
{
    memset(self, 0, sizeof *self);
    tests_echo_service_init(&self->service, &handlers);
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->changed, NULL);
}

void echo_dispose(echo *self)
{
    pipc_dispose(&self->service.service.component);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->mutex);
}

void echo_wait_for_running(echo *self, unsigned count)
{
    pthread_mutex_lock(&self->mutex);
    while (self->seen.running < count)
        pthread_cond_wait(&self->changed, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
}

void echo_wait_for_cancelled(echo *self, unsigned count)
{
    pthread_mutex_lock(&self->mutex);
    while (self->seen.cancelled < count)
        pthread_cond_wait(&self->changed, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
}

void echo_set_say(echo *self, echo_handler *handler)
{
    pthread_mutex_lock(&self->mutex);
    self->say = handler;
    pthread_mutex_unlock(&self->mutex);
}

echo_seen echo_look(echo *self)
{
    echo_seen seen;

    pthread_mutex_lock(&self->mutex);
    seen = self->seen;
    pthread_mutex_unlock(&self->mutex);
    return seen;
}

void echo_let_go(echo *self)
{
    pthread_mutex_lock(&self->mutex);
    self->let_go = true;
    pthread_mutex_unlock(&self->mutex);
}

void configure_component(pipc_component *component, const char *config)
{
    pipc_config_params *params = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(config, &params, &error), error);
    assert_ok(pipc_configure(component, params, &error), error);
    pipc_config_params_free(params);
}

void echo_open_with(echo *self, const char *more)
{
    pipc_component *component = &self->service.service.component;
    pipc_error *error = NULL;
    char config[256];

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", more);
    configure_component(component, config);
    assert_ok(pipc_open(component, NULL, &error), error);
}

void echo_open(echo *self)
{
    echo_open_with(self, "");
}

int echo_port(echo *self)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service.service));
}

void echo_client_open(tests_echo_client *self, int port, const char *more)
{
    char config[256];
    pipc_error *error = NULL;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s", port, more);
    tests_echo_client_init(self);
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

void echo_client_open_served(tests_echo_client *self, int port)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    echo_client_open(self, port, "");
    while (echo_client_say(self, NULL, "served", NULL) != PIPC_OK) {
        assert_true(pipc__now_ns() < deadline_ns);
        pipc_dispose(&self->client.component);
        echo_client_open(self, port, "");
    }
}

int echo_client_say(tests_echo_client *self, const pipc_context *context, const char *text,
                    pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code;

    request.text = (char *)text;
    code = tests_echo_client_say(self, context, &request, &response, error);
    if (code != PIPC_OK) {
        assert_null(response);
        return code;
    }
    assert_string_equal(response->text, text);
    tests__text__free_unpacked(response, NULL);
    return PIPC_OK;
}

void echo_client_check(tests_echo_client *self, const char *text)
{
    pipc_error *error = NULL;

    assert_ok(echo_client_say(self, NULL, text, &error), error);
}
