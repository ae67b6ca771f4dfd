#include <pipc/version.h>

const char *pipc_version(void)
{
    return PIPC_VERSION;
}
