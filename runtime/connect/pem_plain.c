#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "connect/pem.h"

static bool holds_certificate(const char *text)
{
    return strstr(text, "-----BEGIN CERTIFICATE-----") != NULL ||
           strstr(text, "-----BEGIN X509 CERTIFICATE-----") != NULL ||
           strstr(text, "-----BEGIN TRUSTED CERTIFICATE-----") != NULL;
}

pipc__pem_finding pipc__pem_check_pair(const char *key, const char *certificates)
{
    if (strstr(key, "PRIVATE KEY-----") == NULL)
        return (pipc__pem_finding){.fault = PIPC__PEM_NO_KEY};
    return pipc__pem_check_roots(certificates);
}

pipc__pem_finding pipc__pem_check_roots(const char *certificates)
{
    return (pipc__pem_finding){.fault = holds_certificate(certificates) ? PIPC__PEM_NO_FAULT
                                                                        : PIPC__PEM_NO_CERTIFICATE};
}
