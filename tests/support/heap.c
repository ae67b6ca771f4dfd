#include "support/heap.h"

#include <malloc.h>
#include <poll.h>

#include "base/sync.h"
#include "support/cmocka.h"

size_t bytes_in_use(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

void expect_growth(size_t before, size_t most)
{
    size_t now = bytes_in_use();

    assert_in_range(now > before ? now - before : 0, 0, most);
}

void expect_growth_to_end(size_t before, size_t most)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 20000);

    while (bytes_in_use() > before + most && pipc__now_ns() < deadline_ns)
        poll(NULL, 0, 10);
    expect_growth(before, most);
}
