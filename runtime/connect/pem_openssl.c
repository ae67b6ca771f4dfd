#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "connect/pem.h"

/* Of a key that has a password, it is empty: nobody is asked for it on the terminal. */
static char no_password[] = "";

static BIO *open_text(const char *text)
{
    size_t length = strlen(text);

    return length > INT_MAX ? NULL : BIO_new_mem_buf(text, (int)length);
}

static EVP_PKEY *read_key(const char *text)
{
    BIO *bio = open_text(text);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, no_password);

    BIO_free(bio);
    return key;
}

/* Whether reading ended because there was no more. */
static bool is_at_end(void)
{
    unsigned long reason = ERR_peek_last_error();

    return ERR_GET_LIB(reason) == ERR_LIB_PEM && ERR_GET_REASON(reason) == PEM_R_NO_START_LINE;
}

/* The first of the certificates; NULL if there is none, or one that cannot be read. */
static X509 *read_certificates(const char *text)
{
    BIO *bio = open_text(text);
    X509 *first = bio == NULL ? NULL : PEM_read_bio_X509_AUX(bio, NULL, NULL, no_password);
    bool good = first != NULL;

    if (good) {
        X509 *next;

        ERR_clear_error();
        while ((next = PEM_read_bio_X509_AUX(bio, NULL, NULL, no_password)) != NULL)
            X509_free(next);
        good = is_at_end();
    }
    BIO_free(bio);
    if (good)
        return first;
    X509_free(first);
    return NULL;
}

static pipc__pem_finding find_time(pipc__pem_fault fault, const ASN1_TIME *time)
{
    pipc__pem_finding finding = {.fault = fault};
    BIO *bio = BIO_new(BIO_s_mem());

    if (bio != NULL && ASN1_TIME_print(bio, time) == 1) {
        int length = BIO_read(bio, finding.text, (int)sizeof finding.text - 1);

        finding.text[length < 0 ? 0 : length] = '\0';
    }
    BIO_free(bio);
    return finding;
}

static pipc__pem_finding refuse(void)
{
    pipc__pem_finding finding = {.fault = PIPC__PEM_REFUSED};
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    snprintf(finding.text, sizeof finding.text, "%s", reason == NULL ? "no reason given" : reason);
    return finding;
}

/* What the TLS library says to them, which is what the core will hear. */
static pipc__pem_finding try_to_use(EVP_PKEY *key, X509 *certificate)
{
    SSL_CTX *context = SSL_CTX_new(TLS_method());
    pipc__pem_finding finding = {.fault = PIPC__PEM_NO_FAULT};

    if (context == NULL || SSL_CTX_use_certificate(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(context, key) != 1)
        finding = refuse();
    SSL_CTX_free(context);
    return finding;
}

static pipc__pem_finding check(EVP_PKEY *key, X509 *certificate)
{
    if (key == NULL)
        return (pipc__pem_finding){.fault = PIPC__PEM_NO_KEY};
    if (certificate == NULL)
        return (pipc__pem_finding){.fault = PIPC__PEM_NO_CERTIFICATE};
    if (X509_check_private_key(certificate, key) != 1)
        return (pipc__pem_finding){.fault = PIPC__PEM_MISMATCH};
    if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
        return find_time(PIPC__PEM_NOT_YET_VALID, X509_get0_notBefore(certificate));
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
        return find_time(PIPC__PEM_EXPIRED, X509_get0_notAfter(certificate));
    return try_to_use(key, certificate);
}

pipc__pem_finding pipc__pem_check_pair(const char *key, const char *certificates)
{
    EVP_PKEY *own_key = read_key(key);
    X509 *own_certificate = read_certificates(certificates);
    pipc__pem_finding finding = check(own_key, own_certificate);

    EVP_PKEY_free(own_key);
    X509_free(own_certificate);
    ERR_clear_error(); /* the core would take what is left there for its own */
    return finding;
}

pipc__pem_finding pipc__pem_check_roots(const char *certificates)
{
    X509 *first = read_certificates(certificates);
    pipc__pem_finding finding = {.fault =
                                     first == NULL ? PIPC__PEM_NO_CERTIFICATE : PIPC__PEM_NO_FAULT};

    X509_free(first);
    ERR_clear_error();
    return finding;
}
