#include "app.pipc.h"

int main(void)
{
    App__Request request = APP__REQUEST__INIT;
    app_app_client client;

    app_app_client_init(&client);
    pipc_dispose(&client.client.component);
    return (int)app__request__get_packed_size(&request);
}
