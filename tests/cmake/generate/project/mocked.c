#include "app.pipc-mock.h"

int main(void)
{
    app_app_mock mock;
    int status;

    app_app_mock_init(&mock);
    status = pipc_grpc_mock_call_count(&mock.methods.run) == 0 ? 0 : 1;
    pipc_grpc_mock_dispose(&mock.mock);
    return status;
}
