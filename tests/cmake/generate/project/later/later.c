#include "common/types.pipc.h"
#include "other.pipc.h"

int main(void)
{
    Common__Thing thing = COMMON__THING__INIT;
    other_service service;

    other_service_init(&service, NULL);
    pipc_dispose(&service.service.component);
    return protobuf_c_message_get_packed_size(&thing.base) == 0 ? 0 : 1;
}
