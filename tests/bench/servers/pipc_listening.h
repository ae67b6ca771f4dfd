/* The streams of the benchmark in their listening form: none of them takes a thread. */
#ifndef PIPC_TESTS_BENCH_SERVERS_PIPC_LISTENING_H_
#define PIPC_TESTS_BENCH_SERVERS_PIPC_LISTENING_H_

#include "bench.pipc.h"

int pipc_listening_download(bench_traffic_service *service, pipc_call *call,
                            const Bench__Count *request, bench_traffic_download_writer *writer,
                            pipc_error **error);
int pipc_listening_upload(bench_traffic_service *service, pipc_call *call,
                          bench_traffic_upload_reader *reader, Bench__Count *response,
                          pipc_error **error);
int pipc_listening_chat(bench_traffic_service *service, pipc_call *call,
                        bench_traffic_chat_stream *stream, pipc_error **error);

#endif
