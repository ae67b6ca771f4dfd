// What the servers on gRPC C++ have in common: what they answer.
#ifndef BENCH_SERVERS_CPP_HANDLERS_H_
#define BENCH_SERVERS_CPP_HANDLERS_H_

#include <string>

#include "bench.grpc.pb.h"
#include "summator.grpc.pb.h"

inline void Add(const Number1 &request, Number2 *response)
{
    response->set_value(request.value1() + request.value2());
}

// A payload of sixteen bytes, from 0 up.
inline bench::Payload SixteenBytes()
{
    bench::Payload payload;
    std::string *data = payload.mutable_data();

    for (char i = 0; i < 16; i++)
        data->push_back(i);
    return payload;
}

#endif
