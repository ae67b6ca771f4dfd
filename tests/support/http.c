#include "support/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"
#include "support/raw_socket.h"

enum { ANSWER_MAX = 4 * 1024 * 1024 };

char *http_ask(int port, const char *request)
{
    int fd = raw_socket_connect(port);
    char *answer = calloc(1, ANSWER_MAX);
    size_t length = 0;
    ssize_t count;

    assert_non_null(answer);
    raw_socket_send(fd, request, strlen(request));
    while ((count = read(fd, answer + length, ANSWER_MAX - 1 - length)) > 0)
        length += (size_t)count;
    assert_true(count == 0 || errno == ECONNRESET); /* who is refused may be reset */
    close(fd);
    return answer;
}

const char *http_body(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");

    assert_non_null(end);
    return end + 4;
}

char *http_get(int port, const char *path)
{
    char request[256];

    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
    return http_ask(port, request);
}
