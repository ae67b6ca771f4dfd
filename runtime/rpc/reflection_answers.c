#include "rpc/reflection_answers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "rpc/file_descriptor.h"

typedef Grpc__Reflection__V1__FileDescriptorResponse files_response;
typedef Grpc__Reflection__V1__ExtensionNumberResponse numbers_response;
typedef Grpc__Reflection__V1__ListServiceResponse services_response;
typedef Grpc__Reflection__V1__ServiceResponse service_response;
typedef Grpc__Reflection__V1__ErrorResponse error_response;

#define ASKED(what) GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##what
#define ANSWERED(what) GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##what

/* An answer while it is made. */
typedef struct answer {
    const pipc__reflected *reflected;
    pipc__arena *arena;
    pipc__reflection_response *response;
} answer;

/* Each of these is false if there is no memory. */

static bool PIPC_PRINTF(3, 4)
    answer_error(const answer *self, pipc_grpc_status status, const char *format, ...)
{
    error_response *error = pipc__arena_alloc(self->arena, sizeof *error);
    char text[512];
    va_list arguments;

    if (error == NULL)
        return false;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    *error = (error_response)GRPC__REFLECTION__V1__ERROR_RESPONSE__INIT;
    error->error_code = (int32_t)status;
    error->error_message = pipc__arena_strndup(self->arena, text, strlen(text));
    self->response->message_response_case = ANSWERED(ERROR_RESPONSE);
    self->response->error_response = error;
    return error->error_message != NULL;
}

/* --- files ---------------------------------------------------------------------------------- */

static bool answer_file_set(const answer *self, const pipc__file_set *set)
{
    files_response *files = pipc__arena_alloc(self->arena, sizeof *files);
    ProtobufCBinaryData *all = pipc__arena_alloc(self->arena, set->count * sizeof *all);

    if (files == NULL || all == NULL)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        all[i].data = (uint8_t *)set->files[i]->bytes; /* which are only read */
        all[i].len = set->files[i]->length;
    }
    *files = (files_response)GRPC__REFLECTION__V1__FILE_DESCRIPTOR_RESPONSE__INIT;
    files->file_descriptor_proto = all;
    files->n_file_descriptor_proto = set->count;
    self->response->message_response_case = ANSWERED(FILE_DESCRIPTOR_RESPONSE);
    self->response->file_descriptor_response = files;
    return true;
}

/* With all that it imports, so that it can be read without asking again. */
static bool answer_file(const answer *self, const pipc_grpc_file *file)
{
    pipc__file_set set = {.files = NULL};
    bool done = pipc__file_set_add(&set, file) && answer_file_set(self, &set);

    pipc__file_set_dispose(&set);
    return done;
}

static bool answer_file_by_name(const answer *self, const char *name)
{
    const pipc_grpc_file *file = pipc__file_set_find(&self->reflected->files, name);

    if (file == NULL)
        return answer_error(self, PIPC_GRPC_NOT_FOUND, "file %s is not known", name);
    return answer_file(self, file);
}

static const pipc_grpc_file *find_symbol(const pipc__file_set *files, const char *name,
                                         pipc__symbol *what)
{
    for (size_t i = 0; i < files->count; i++) {
        *what = pipc__file_find(files->files[i], name);
        if (*what != PIPC__SYMBOL_NONE)
            return files->files[i];
    }
    return NULL;
}

static bool answer_file_of_symbol(const answer *self, const char *name)
{
    pipc__symbol what;
    const pipc_grpc_file *file = find_symbol(&self->reflected->files, name, &what);

    if (file == NULL)
        return answer_error(self, PIPC_GRPC_NOT_FOUND, "symbol %s is not known", name);
    return answer_file(self, file);
}

/* --- extensions ----------------------------------------------------------------------------- */

static bool declares_extension(const pipc_grpc_file *file, const char *message, int32_t number)
{
    pipc__extensions extensions;
    pipc__extension each;

    pipc__extensions_init(&extensions, file);
    while (pipc__extensions_next(&extensions, &each))
        if (each.number == number && pipc__extension_extends(&each, message))
            return true;
    return false;
}

static bool answer_file_of_extension(const answer *self,
                                     const Grpc__Reflection__V1__ExtensionRequest *asked)
{
    const pipc__file_set *files = &self->reflected->files;

    for (size_t i = 0; i < files->count; i++)
        if (declares_extension(files->files[i], asked->containing_type, asked->extension_number))
            return answer_file(self, files->files[i]);
    return answer_error(self, PIPC_GRPC_NOT_FOUND, "extension %ld of message %s is not known",
                        (long)asked->extension_number, asked->containing_type);
}

/* How many there are; those that `numbers` (may be NULL) has room for are written there. */
static size_t find_extensions(const pipc__file_set *files, const char *message, int32_t *numbers)
{
    size_t count = 0;

    for (size_t i = 0; i < files->count; i++) {
        pipc__extensions extensions;
        pipc__extension each;

        pipc__extensions_init(&extensions, files->files[i]);
        while (pipc__extensions_next(&extensions, &each)) {
            if (!pipc__extension_extends(&each, message))
                continue;
            if (numbers != NULL)
                numbers[count] = each.number;
            count++;
        }
    }
    return count;
}

static bool answer_numbers(const answer *self, const char *message)
{
    const pipc__file_set *files = &self->reflected->files;
    pipc__symbol what = PIPC__SYMBOL_NONE;
    numbers_response *numbers;

    if (find_symbol(files, message, &what) == NULL || what != PIPC__SYMBOL_MESSAGE)
        return answer_error(self, PIPC_GRPC_NOT_FOUND, "message %s is not known", message);
    numbers = pipc__arena_alloc(self->arena, sizeof *numbers);
    if (numbers == NULL)
        return false;
    *numbers = (numbers_response)GRPC__REFLECTION__V1__EXTENSION_NUMBER_RESPONSE__INIT;
    numbers->n_extension_number = find_extensions(files, message, NULL);
    numbers->extension_number = pipc__arena_alloc(
        self->arena, numbers->n_extension_number * sizeof *numbers->extension_number);
    numbers->base_type_name = pipc__arena_strndup(self->arena, message, strlen(message));
    if (numbers->extension_number == NULL || numbers->base_type_name == NULL)
        return false;
    find_extensions(files, message, numbers->extension_number);
    self->response->message_response_case = ANSWERED(ALL_EXTENSION_NUMBERS_RESPONSE);
    self->response->all_extension_numbers_response = numbers;
    return true;
}

/* --- services ------------------------------------------------------------------------------- */

static bool add_service(const answer *self, const char *name, service_response **out)
{
    service_response *service = pipc__arena_alloc(self->arena, sizeof *service);

    if (service == NULL)
        return false;
    *service = (service_response)GRPC__REFLECTION__V1__SERVICE_RESPONSE__INIT;
    service->name = pipc__arena_strndup(self->arena, name, strlen(name));
    *out = service;
    return service->name != NULL;
}

static bool answer_services(const answer *self)
{
    const pipc__registrations *all = self->reflected->services;
    services_response *services = pipc__arena_alloc(self->arena, sizeof *services);
    size_t count = 0;

    if (services == NULL)
        return false;
    *services = (services_response)GRPC__REFLECTION__V1__LIST_SERVICE_RESPONSE__INIT;
    for (pipc__registration *each = NULL; (each = pipc__registrations_next(all, each)) != NULL;)
        count++;
    services->service = pipc__arena_alloc(self->arena, count * sizeof(*services->service));
    if (services->service == NULL)
        return false;
    for (pipc__registration *each = NULL; (each = pipc__registrations_next(all, each)) != NULL;)
        if (!each->is_later_part &&
            !add_service(self, each->name, &services->service[services->n_service++]))
            return false;
    self->response->message_response_case = ANSWERED(LIST_SERVICES_RESPONSE);
    self->response->list_services_response = services;
    return true;
}

/* --- any ------------------------------------------------------------------------------------ */

static bool answer_request(const answer *self, const pipc__reflection_request *request)
{
    switch (request->message_request_case) {
    case ASKED(FILE_BY_FILENAME):
        return answer_file_by_name(self, request->file_by_filename);
    case ASKED(FILE_CONTAINING_SYMBOL):
        return answer_file_of_symbol(self, request->file_containing_symbol);
    case ASKED(FILE_CONTAINING_EXTENSION):
        return answer_file_of_extension(self, request->file_containing_extension);
    case ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE):
        return answer_numbers(self, request->all_extension_numbers_of_type);
    case ASKED(LIST_SERVICES):
        return answer_services(self);
    default:
        return answer_error(self, PIPC_GRPC_INVALID_ARGUMENT,
                            "nothing is asked for, expected one of message_request");
    }
}

int pipc__reflection_answer(const pipc__reflected *self, const pipc__reflection_request *request,
                            pipc__arena *arena, pipc__reflection_response *response,
                            pipc_error **error)
{
    answer made = {self, arena, response};
    pipc__reflection_request *copy = pipc__arena_alloc(arena, sizeof *copy);

    *response = (pipc__reflection_response)GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__INIT;
    if (copy == NULL)
        return pipc_fail_no_memory(error);
    *copy = *request;
    response->valid_host = request->host;
    response->original_request = copy;
    return answer_request(&made, request) ? PIPC_OK : pipc_fail_no_memory(error);
}
