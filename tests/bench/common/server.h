/* What every server of the benchmark does beside serving. */
#ifndef BENCH_COMMON_SERVER_H_
#define BENCH_COMMON_SERVER_H_

#ifdef __cplusplus
extern "C" {
#endif

/* Has SIGTERM wait for server_wait(). To be called before any thread is started. */
void server_prepare(void);

/* Tells on stdout where it listens, and waits for SIGTERM. */
void server_wait(int port);

#ifdef __cplusplus
}
#endif

#endif
