#include "connect/credential_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "connect/pem.h"

/* More than a bundle of all CAs there are; a device has no end. */
enum { FILE_MAX_BYTES = 16 * 1024 * 1024 };

/* One of the files, for messages. */
typedef struct source {
    const pipc__credential *credential;
    const char *key; /* of the configuration, as "ssl_key_file" */
    const char *file;
} source;

/* --- reading -------------------------------------------------------------------------------- */

static int fail_to_read(const source *from, const char *why, pipc_error **error)
{
    int code = pipc_fail(error, PIPC_E_FILE_ERROR, "FILE_NOT_READABLE", "%s.%s is \"%s\": %s",
                         from->credential->section, from->key, from->file, why);

    if (error != NULL)
        pipc_error_set_detail(*error, "file", from->file);
    return code;
}

static void wipe(char *text, size_t length)
{
    if (text != NULL)
        explicit_bzero(text, length);
    pipc__free(text);
}

/* A file that shrinks meanwhile gives what is left of it. */
static int read_all(int fd, const source *from, char *text, size_t size, pipc_error **error)
{
    size_t length = 0;

    while (length < size) {
        ssize_t count = read(fd, text + length, size - length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_to_read(from, strerror(errno), error);
        if (count == 0)
            break;
        length += (size_t)count;
    }
    text[length] = '\0';
    return PIPC_OK;
}

static int read_opened(int fd, const source *from, char **out, pipc_error **error)
{
    struct stat status;
    size_t size;
    char *text;
    int code;

    if (fstat(fd, &status) != 0)
        return fail_to_read(from, strerror(errno), error);
    if (!S_ISREG(status.st_mode))
        return fail_to_read(from, "it is no regular file", error);
    if (status.st_size > FILE_MAX_BYTES)
        return fail_to_read(from, "it is too large for what it should hold", error);
    size = (size_t)status.st_size;
    text = pipc__alloc(size + 1);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    code = read_all(fd, from, text, size, error);
    if (code == PIPC_OK)
        *out = text;
    else
        wipe(text, size);
    return code;
}

static int read_file(const source *from, char **out, pipc_error **error)
{
    int code;
    int fd;

    if (from->file == NULL)
        return PIPC_OK;
    /* Opening a pipe that nobody writes to would wait for ever. */
    fd = open(from->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail_to_read(from, strerror(errno), error);
    code = read_opened(fd, from, out, error);
    close(fd);
    return code;
}

void pipc__credential_texts_dispose(pipc__credential_texts *texts)
{
    if (texts->key != NULL)
        wipe(texts->key, strlen(texts->key));
    pipc__free(texts->certificates);
    pipc__free(texts->ca);
    *texts = (pipc__credential_texts){.key = NULL};
}

/* --- checking ------------------------------------------------------------------------------- */

static int fail_check(const source *from, int category, const char *code, const char *what,
                      const char *more, pipc_error **error)
{
    int result = pipc_fail(error, category, code, "%s.%s is \"%s\", %s%s",
                           from->credential->section, from->key, from->file, what, more);

    if (error != NULL)
        pipc_error_set_detail(*error, "file", from->file);
    return result;
}

static int fail_key(const source *key, const char *text, pipc_error **error)
{
    if (strstr(text, "ENCRYPTED") != NULL)
        return fail_check(key, PIPC_E_FILE_ERROR, "ENCRYPTED_KEY",
                          "which holds a private key with a password, expected one without", "",
                          error);
    return fail_check(key, PIPC_E_FILE_ERROR, "BAD_KEY",
                      "which holds no private key in PEM that can be read", "", error);
}

static int check_pair(const source *key, const source *certificates,
                      const pipc__credential_texts *texts, pipc_error **error)
{
    pipc__pem_finding finding = pipc__pem_check_pair(texts->key, texts->certificates);

    switch (finding.fault) {
    case PIPC__PEM_NO_FAULT:
        return PIPC_OK;
    case PIPC__PEM_NO_KEY:
        return fail_key(key, texts->key, error);
    case PIPC__PEM_NO_CERTIFICATE:
        return fail_check(certificates, PIPC_E_FILE_ERROR, "BAD_CERTIFICATE",
                          "which holds no certificate in PEM, or one that cannot be read", "",
                          error);
    case PIPC__PEM_MISMATCH:
        return fail_check(certificates, PIPC_E_MISCONFIGURATION, "KEY_MISMATCH",
                          "whose first certificate does not belong to the private key in ",
                          key->file, error);
    case PIPC__PEM_NOT_YET_VALID:
        return fail_check(certificates, PIPC_E_MISCONFIGURATION, "CERTIFICATE_NOT_YET_VALID",
                          "whose certificate is not valid before ", finding.text, error);
    case PIPC__PEM_EXPIRED:
        return fail_check(certificates, PIPC_E_MISCONFIGURATION, "CERTIFICATE_EXPIRED",
                          "whose certificate has expired on ", finding.text, error);
    default:
        return fail_check(certificates, PIPC_E_MISCONFIGURATION, "CERTIFICATE_REFUSED",
                          "whose certificate the TLS library refuses: ", finding.text, error);
    }
}

static int check_ca(const source *ca, const char *text, pipc_error **error)
{
    if (pipc__pem_check_roots(text).fault == PIPC__PEM_NO_FAULT)
        return PIPC_OK;
    return fail_check(ca, PIPC_E_FILE_ERROR, "BAD_CA",
                      "which holds no certificate in PEM, or one that cannot be read", "", error);
}

int pipc__credential_read_files(const pipc__credential *credential, bool listens,
                                pipc__credential_texts *out, pipc_error **error)
{
    const source key = {credential, "ssl_key_file", credential->key_file};
    const source certificates = {credential, "ssl_crt_file", credential->certificate_file};
    const source ca = {credential, "ssl_ca_file", credential->ca_file};
    pipc__credential_texts texts = {.key = NULL};
    int code = pipc__credential_check(credential, listens, error);

    if (code == PIPC_OK)
        code = read_file(&key, &texts.key, error);
    if (code == PIPC_OK)
        code = read_file(&certificates, &texts.certificates, error);
    if (code == PIPC_OK)
        code = read_file(&ca, &texts.ca, error);
    if (code == PIPC_OK && texts.key != NULL)
        code = check_pair(&key, &certificates, &texts, error);
    if (code == PIPC_OK && texts.ca != NULL)
        code = check_ca(&ca, texts.ca, error);
    if (code == PIPC_OK)
        *out = texts;
    else
        pipc__credential_texts_dispose(&texts);
    return code;
}

/* --- changes -------------------------------------------------------------------------------- */

static pipc__file_stamp stamp(const char *file)
{
    struct stat status;

    if (file == NULL || stat(file, &status) != 0)
        return (pipc__file_stamp){.size = 0};
    return (pipc__file_stamp){.device = status.st_dev,
                              .inode = status.st_ino,
                              .size = status.st_size,
                              .modified = status.st_mtim,
                              .changed = status.st_ctim};
}

pipc__credential_stamps pipc__credential_stamp_files(const pipc__credential *credential)
{
    return (pipc__credential_stamps){{stamp(credential->key_file),
                                      stamp(credential->certificate_file),
                                      stamp(credential->ca_file)}};
}

static bool times_equal(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool pipc__credential_stamps_equal(const pipc__credential_stamps *a,
                                   const pipc__credential_stamps *b)
{
    for (size_t i = 0; i < PIPC__CREDENTIAL_FILES; i++) {
        const pipc__file_stamp *one = &a->files[i];
        const pipc__file_stamp *other = &b->files[i];

        if (one->device != other->device || one->inode != other->inode ||
            one->size != other->size || !times_equal(&one->modified, &other->modified) ||
            !times_equal(&one->changed, &other->changed))
            return false;
    }
    return true;
}
