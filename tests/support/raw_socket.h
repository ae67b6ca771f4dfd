/* Connections of 127.0.0.1, byte by byte. They fail the test when nothing comes for 20 seconds. */
#ifndef PIPC_TESTS_SUPPORT_RAW_SOCKET_H_
#define PIPC_TESTS_SUPPORT_RAW_SOCKET_H_

#include <stddef.h>

int raw_socket_connect(int port);
void raw_socket_send(int fd, const void *bytes, size_t length);

/* Reads until the other side hangs up, and closes. */
void raw_socket_expect_end(int fd);

/* A port where connections are made, and nothing is ever said, until *fd is closed. */
int raw_socket_listen(int *fd);

#endif
