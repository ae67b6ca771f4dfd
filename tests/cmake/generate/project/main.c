#include <stdio.h>

#include "a/same.pipc.h"
#include "app.pipc.h"
#include "b/same.pipc.h"
#include "odd dir/my-odd file.v2.pipc.h"
#include "other.pipc.h"

int main(void)
{
    App__Request request = APP__REQUEST__INIT;
    Common__Thing thing = COMMON__THING__INIT;
    Deep__Deep deep = DEEP__DEEP__INIT;
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;

    deep.value = 7;
    thing.deep = &deep;
    time.seconds = 9;
    request.thing = &thing;
    request.time = &time;
    printf("%s %s %s %s %s %zu\n", APP_APP_SERVICE_NAME, OTHER_SERVICE_NAME, A_SAME_SERVICE_NAME,
           B_SAME_SERVICE_NAME, ODD_PATH_GO, app__request__get_packed_size(&request));
    return 0;
}
