/* What a server of HTTP says. */
#ifndef PIPC_TESTS_SUPPORT_HTTP_H_
#define PIPC_TESTS_SUPPORT_HTTP_H_

/*
 * Sends `request` to a port of 127.0.0.1 and reads all of the answer until the other side hangs up:
 * it should ask for that. The caller frees it. Fails the test when nothing comes for 20 seconds.
 */
char *http_ask(int port, const char *request);

/* What is behind the head of an answer. */
const char *http_body(const char *answer);

/* GET `path`. */
char *http_get(int port, const char *path);

#endif
