#include "grpc/credentials.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "connect/credential_files.h"

int pipc__client_credentials_create(bool secure, const pipc__credential *credential,
                                    grpc_channel_credentials **out, pipc_error **error)
{
    pipc__credential_texts texts = {.key = NULL};
    grpc_ssl_pem_key_cert_pair pair;
    int code;

    if (!secure) {
        *out = grpc_insecure_credentials_create();
        return PIPC_OK;
    }
    code = pipc__credential_read_files(credential, false, &texts, error);
    if (code != PIPC_OK)
        return code;
    pair = (grpc_ssl_pem_key_cert_pair){texts.key, texts.certificates};
    /* Without a CA the core takes those of the system. */
    *out = grpc_ssl_credentials_create_ex(texts.ca, texts.key == NULL ? NULL : &pair, NULL, NULL);
    pipc__credential_texts_dispose(&texts);
    return PIPC_OK;
}

/* --- of a server ---------------------------------------------------------------------------- */

struct pipc__server_credentials {
    grpc_server_credentials *credentials;
    const pipc__credential *credential;
    const pipc__loggers *loggers;
    pipc__mutex mutex;              /* guards the rest */
    pipc__credential_texts texts;   /* what was read when it was made, until the core asks for it */
    pipc__credential_stamps stamps; /* of what was read last */
};

/*
 * The core asserts that one that is fetched holds CAs, also where nobody is asked for a
 * certificate: then the server's own are as good as any, as they are not used.
 */
static grpc_ssl_server_certificate_config *to_config(const pipc__credential_texts *texts)
{
    grpc_ssl_pem_key_cert_pair pair = {texts->key, texts->certificates};

    return grpc_ssl_server_certificate_config_create(
        texts->ca == NULL ? texts->certificates : texts->ca, &pair, 1);
}

static void warn(const pipc__server_credentials *self, pipc_error *error)
{
    pipc__loggers_log(self->loggers, PIPC_LOG_WARN, NULL, error,
                      "Changed files of %s are not used, those read before stay in use",
                      self->credential->section);
    pipc_error_free(error);
}

/* What is new since the core asked last; NULL: nothing. */
static grpc_ssl_server_certificate_config *read_again(pipc__server_credentials *self)
{
    /* Taken before the files are read: what is written meanwhile is seen the next time. */
    pipc__credential_stamps stamps = pipc__credential_stamp_files(self->credential);
    grpc_ssl_server_certificate_config *config;
    pipc__credential_texts texts = {.key = NULL};
    pipc_error *error = NULL;
    int code;

    if (pipc__credential_stamps_equal(&stamps, &self->stamps))
        return NULL;
    code = pipc__credential_read_files(self->credential, true, &texts, &error);
    if (code != PIPC_E_NO_MEMORY)
        self->stamps = stamps; /* looked at, for better or worse */
    if (code != PIPC_OK) {
        warn(self, error);
        return NULL;
    }
    config = to_config(&texts);
    pipc__credential_texts_dispose(&texts);
    return config;
}

/* The core calls it when a port is added and then for each connection, on a thread of the loop. */
static grpc_ssl_certificate_config_reload_status fetch(void *argument,
                                                       grpc_ssl_server_certificate_config **config)
{
    pipc__server_credentials *self = argument;

    pipc__mutex_lock(&self->mutex);
    if (self->texts.key != NULL) {
        *config = to_config(&self->texts);
        pipc__credential_texts_dispose(&self->texts);
    } else {
        *config = read_again(self);
    }
    pipc__mutex_unlock(&self->mutex);
    return *config == NULL ? GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED
                           : GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

static grpc_server_credentials *create_core_credentials(pipc__server_credentials *self)
{
    grpc_ssl_client_certificate_request_type request =
        self->credential->ca_file == NULL
            ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;

    /* The credentials take the options. */
    return grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(request, fetch, self));
}

int pipc__server_credentials_create(bool secure, const pipc__credential *credential,
                                    const pipc__loggers *loggers, pipc__server_credentials **out,
                                    pipc_error **error)
{
    pipc__server_credentials *self = pipc__alloc_zeroed(sizeof *self);
    int code = PIPC_OK;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->credential = credential;
    self->loggers = loggers;
    if (secure) {
        self->stamps = pipc__credential_stamp_files(credential);
        code = pipc__credential_read_files(credential, true, &self->texts, error);
    }
    if (code != PIPC_OK) {
        pipc__free(self);
        return code;
    }
    pipc__mutex_init(&self->mutex);
    self->credentials =
        secure ? create_core_credentials(self) : grpc_insecure_server_credentials_create();
    *out = self;
    return PIPC_OK;
}

grpc_server_credentials *pipc__server_credentials_get(const pipc__server_credentials *self)
{
    return self->credentials;
}

void pipc__server_credentials_free(pipc__server_credentials *self)
{
    if (self == NULL)
        return;
    grpc_server_credentials_release(self->credentials);
    pipc__credential_texts_dispose(&self->texts);
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}
