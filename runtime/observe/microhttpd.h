/*
 * libmicrohttpd, which is loaded when it is first needed: a program that serves no metrics does not
 * pay for it, and for the TLS library that comes with it.
 */
#ifndef PIPC_RUNTIME_OBSERVE_MICROHTTPD_H_
#define PIPC_RUNTIME_OBSERVE_MICROHTTPD_H_

#include <microhttpd.h>

#include <pipc/types.h>

/* Its functions, by the names they have there. */
typedef struct pipc__microhttpd {
    __typeof__(MHD_start_daemon) *start_daemon;
    __typeof__(MHD_stop_daemon) *stop_daemon;
    __typeof__(MHD_get_daemon_info) *get_daemon_info;
    __typeof__(MHD_lookup_connection_value) *lookup_connection_value;
    __typeof__(MHD_create_response_from_buffer) *create_response;
    __typeof__(MHD_create_response_from_buffer_with_free_callback)
        *create_response_with_free_callback;
    __typeof__(MHD_add_response_header) *add_response_header;
    __typeof__(MHD_queue_response) *queue_response;
    __typeof__(MHD_destroy_response) *destroy_response;
} pipc__microhttpd;

/*
 * Loads it; it stays until the program ends.
 *
 * Errors: PIPC_E_UNSUPPORTED NO_HTTP, with what the system says.
 */
int pipc__microhttpd_load(pipc__microhttpd *out, pipc_error **error);

#endif
