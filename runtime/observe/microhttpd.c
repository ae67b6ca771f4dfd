#include "observe/microhttpd.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include <pipc/error.h>

/* A pointer to an object becomes one to a function, as POSIX has it for dlsym(). */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);

    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool find_all(void *library, pipc__microhttpd *out)
{
    return find(library, "MHD_start_daemon", &out->start_daemon) &&
           find(library, "MHD_stop_daemon", &out->stop_daemon) &&
           find(library, "MHD_get_daemon_info", &out->get_daemon_info) &&
           find(library, "MHD_lookup_connection_value", &out->lookup_connection_value) &&
           find(library, "MHD_create_response_from_buffer", &out->create_response) &&
           find(library, "MHD_create_response_from_buffer_with_free_callback",
                &out->create_response_with_free_callback) &&
           find(library, "MHD_add_response_header", &out->add_response_header) &&
           find(library, "MHD_queue_response", &out->queue_response) &&
           find(library, "MHD_destroy_response", &out->destroy_response);
}

int pipc__microhttpd_load(pipc__microhttpd *out, pipc_error **error)
{
    void *library = dlopen(PIPC_MICROHTTPD, RTLD_NOW | RTLD_LOCAL);
    const char *why;

    if (library != NULL && find_all(library, out))
        return PIPC_OK;
    why = dlerror();
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "NO_HTTP",
                     "%s, which serves HTTP, cannot be loaded: %s", PIPC_MICROHTTPD,
                     why == NULL ? "nothing is known" : why);
}
