#include "app.pipc.h"

int plugin_start(app_app_service *service);

int plugin_start(app_app_service *service)
{
    app_app_service_init(service, NULL);
    return 0;
}
