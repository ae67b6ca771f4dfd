#include "support/process.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/cmocka.h"

enum { PATIENCE_MS = 30000 };

static size_t count_entries(const char *path)
{
    DIR *directory = opendir(path);
    size_t count = 0;

    if (directory == NULL)
        return 0;
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

size_t count_file_descriptors(void)
{
    return count_entries("/proc/self/fd");
}

void expect_file_descriptors_to_end(size_t most)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (count_file_descriptors() > most && pipc__now_ns() < deadline_ns)
        poll(NULL, 0, 10);
    assert_in_range(count_file_descriptors(), 1, most);
}

size_t count_threads(void)
{
    return count_entries("/proc/self/task");
}

/* A thread that is gone has no name. */
static void read_name(const char *task, char name[32])
{
    char path[300];
    FILE *file;

    name[0] = '\0';
    snprintf(path, sizeof path, "/proc/self/task/%s/comm", task);
    file = fopen(path, "r");
    if (file == NULL)
        return;
    if (fgets(name, 32, file) == NULL)
        name[0] = '\0';
    fclose(file);
}

size_t count_own_threads(void)
{
    char ours[32], name[32], pid[16];
    DIR *directory = opendir("/proc/self/task");
    size_t count = 0;

    if (directory == NULL)
        return 0;
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    read_name(pid, ours);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        read_name(entry->d_name, name);
        count += strcmp(name, ours) == 0;
    }
    closedir(directory);
    return count;
}

int reserve_port(void)
{
    const int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); /* stays open: that reserves it */

    /* With this, who asks for the port by its number gets it, and who asks for any one does not. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, length) == 0)
        getsockname(fd, (struct sockaddr *)&address, &length);
    return ntohs(address.sin_port);
}
