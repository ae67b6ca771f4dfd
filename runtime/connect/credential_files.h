/* What the files of a credential hold, and whether they have changed. */
#ifndef PIPC_RUNTIME_CONNECT_CREDENTIAL_FILES_H_
#define PIPC_RUNTIME_CONNECT_CREDENTIAL_FILES_H_

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#include "connect/credential.h"

/* The text of the files, in PEM; NULL where there is no file. Zeroed is none. */
typedef struct pipc__credential_texts {
    char *key;
    char *certificates;
    char *ca;
} pipc__credential_texts;

/*
 * Reads the files and checks what they hold, as far as that is possible without OpenSSL where pipc
 * was built without it.
 *
 * Errors: those of pipc__credential_check(); PIPC_E_FILE_ERROR FILE_NOT_READABLE, BAD_KEY,
 *         ENCRYPTED_KEY, BAD_CERTIFICATE or BAD_CA; PIPC_E_MISCONFIGURATION KEY_MISMATCH,
 *         CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID or CERTIFICATE_REFUSED; PIPC_E_NO_MEMORY.
 *         The message names key and file, and never what it holds. *out is untouched then;
 *         otherwise it is the caller's to dispose.
 */
int pipc__credential_read_files(const pipc__credential *credential, bool listens,
                                pipc__credential_texts *out, pipc_error **error);

/* Frees the texts, of which nothing is left in memory, and zeroes. */
void pipc__credential_texts_dispose(pipc__credential_texts *texts);

/* What tells a file from what it was; of one that is not there all is 0. */
typedef struct pipc__file_stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified;
    struct timespec changed;
} pipc__file_stamp;

enum { PIPC__CREDENTIAL_FILES = 3 };

/* Of key, certificate and CA. */
typedef struct pipc__credential_stamps {
    pipc__file_stamp files[PIPC__CREDENTIAL_FILES];
} pipc__credential_stamps;

/* Of the files as they are now. */
pipc__credential_stamps pipc__credential_stamp_files(const pipc__credential *credential);

bool pipc__credential_stamps_equal(const pipc__credential_stamps *a,
                                   const pipc__credential_stamps *b);

#endif
