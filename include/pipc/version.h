/* The version of pipc. */
#ifndef PIPC_VERSION_H_
#define PIPC_VERSION_H_

#include <pipc/types.h>

/** As in https://semver.org. The build reads it from here. */
#define PIPC_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the library that runs: PIPC_VERSION of the headers it was built with. */
PIPC_API const char *pipc_version(void);

#ifdef __cplusplus
}
#endif

#endif
