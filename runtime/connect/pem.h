/*
 * Keys and certificates as text. Compiled against OpenSSL where that is to be had, pem_openssl.c;
 * else pem_plain.c knows what can be seen without reading them.
 */
#ifndef PIPC_RUNTIME_CONNECT_PEM_H_
#define PIPC_RUNTIME_CONNECT_PEM_H_

typedef enum pipc__pem_fault {
    PIPC__PEM_NO_FAULT,
    PIPC__PEM_NO_KEY,         /* there is no private key that can be read */
    PIPC__PEM_NO_CERTIFICATE, /* nor a certificate, or one of several cannot be read */
    PIPC__PEM_MISMATCH,       /* the key is another certificate's */
    PIPC__PEM_NOT_YET_VALID,
    PIPC__PEM_EXPIRED,
    PIPC__PEM_REFUSED /* too weak for the TLS library, for one */
} pipc__pem_fault;

typedef struct pipc__pem_finding {
    pipc__pem_fault fault;
    char text[160]; /* since or until when; why it is refused; else "" */
} pipc__pem_finding;

/*
 * Looks at a private key and a chain of certificates, the first of which is the key's. Only the
 * first one's dates are looked at.
 */
pipc__pem_finding pipc__pem_check_pair(const char *key, const char *certificates);

/* Looks at certificates that are to be trusted. */
pipc__pem_finding pipc__pem_check_roots(const char *certificates);

#endif
