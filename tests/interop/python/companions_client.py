#!/usr/bin/env python3
"""A client of what our server tells of its health and of itself, on grpcio: PORT CASE...

Prints `ok CASE` for each that passes. health_pb2, v1.reflection_pb2 and v1alpha.reflection_pb2 are
protoc's, found by PYTHONPATH.
"""

import os
import sys

import grpc
import health_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from v1 import reflection_pb2 as reflection_v1
from v1alpha import reflection_pb2 as reflection_v1alpha

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.program import check, check_equal

LIMIT_S = 60
STATUS = health_pb2.HealthCheckResponse


class Health:
    def __init__(self, channel):
        codec = {
            "request_serializer": health_pb2.HealthCheckRequest.SerializeToString,
            "response_deserializer": STATUS.FromString,
        }
        self._check = channel.unary_unary("/grpc.health.v1.Health/Check", **codec)
        self._watch = channel.unary_stream("/grpc.health.v1.Health/Watch", **codec)

    def check(self, service):
        request = health_pb2.HealthCheckRequest(service=service)
        return self._check(request, timeout=LIMIT_S).status

    def watch(self, service):
        return self._watch(health_pb2.HealthCheckRequest(service=service), timeout=LIMIT_S)


class Reflection:
    """Asks one question a time, on one stream."""

    def __init__(self, channel, version):
        self.messages = version
        name = version.DESCRIPTOR.services_by_name["ServerReflection"].full_name
        self._call = channel.stream_stream(
            f"/{name}/ServerReflectionInfo",
            request_serializer=version.ServerReflectionRequest.SerializeToString,
            response_deserializer=version.ServerReflectionResponse.FromString,
        )

    def ask_all(self, *requests):
        responses = list(self._call(iter(requests), timeout=LIMIT_S))
        for request, response in zip(requests, responses):
            check_equal(response.original_request, request, "original_request")
        check_equal(len(responses), len(requests), "number of responses")
        return responses

    def ask(self, **what):
        return self.ask_all(self.messages.ServerReflectionRequest(**what))[0]

    def files(self, **what):
        """The files that are answered."""
        response = self.ask(**what)
        kind = response.WhichOneof("message_response")
        check_equal(kind, "file_descriptor_response", f"answer to {what}")
        return [
            descriptor_pb2.FileDescriptorProto.FromString(data)
            for data in response.file_descriptor_response.file_descriptor_proto
        ]


def check_health(channel):
    health = Health(channel)
    for service in ("", "Summator", "grpc.health.v1.Health"):
        check_equal(health.check(service), STATUS.SERVING, f"health of {service!r}")
    try:
        health.check("Nope")
    except grpc.RpcError as error:
        check_equal(error.code(), grpc.StatusCode.NOT_FOUND, "status of Nope")
    else:
        raise AssertionError("Nope has health")


def watch_health(channel):
    for service, status in (("Summator", STATUS.SERVING), ("Nope", STATUS.SERVICE_UNKNOWN)):
        watch = Health(channel).watch(service)
        check_equal(next(watch).status, status, f"health of {service!r}")
        watch.cancel()


def watch_a_hundred_times(channel):
    for _ in range(3):
        watches = [Health(channel).watch("Summator") for _ in range(100)]
        for watch in watches:
            check_equal(next(watch).status, STATUS.SERVING, "health")
        for watch in watches:
            watch.cancel()
    check_equal(Health(channel).check(""), STATUS.SERVING, "health")


def watch_the_end(channel):
    """Prints what it is told, and how the watch ends."""
    watch = Health(channel).watch("")
    try:
        for response in watch:
            print(STATUS.ServingStatus.Name(response.status), flush=True)
    except grpc.RpcError as error:
        print(error.code().name, flush=True)


def list_services(channel):
    for version in (reflection_v1, reflection_v1alpha):
        response = Reflection(channel, version).ask(list_services="*")
        names = [service.name for service in response.list_services_response.service]
        expected = [
            "Summator",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
        ]
        check_equal(names, expected, "services")


def find_files(channel):
    for version in (reflection_v1, reflection_v1alpha):
        reflection = Reflection(channel, version)
        for name in ("Summator", "Summator.sum", "Number1", "Number2", "Number1.value1"):
            (file,) = reflection.files(file_containing_symbol=name)
            check_equal(file.name, "summator.proto", f"file of {name}")
            check_equal(file.syntax, "proto3", "syntax")
        (by_name,) = reflection.files(file_by_filename="summator.proto")
        check_equal(by_name, file, "file by name")
        (health,) = reflection.files(file_containing_symbol="grpc.health.v1.Health.Watch")
        check_equal(health.package, "grpc.health.v1", "package")


def go_on_after_errors(channel):
    for version in (reflection_v1, reflection_v1alpha):
        request = version.ServerReflectionRequest
        extension = version.ExtensionRequest(containing_type="Number1", extension_number=7)
        responses = Reflection(channel, version).ask_all(
            request(file_containing_symbol="Nope"),
            request(file_by_filename="nope.proto"),
            request(file_containing_extension=extension),
            request(all_extension_numbers_of_type="Nope"),
            request(),
            request(all_extension_numbers_of_type="Number1"),
        )
        codes = [response.error_response.error_code for response in responses]
        check_equal(codes, [5, 5, 5, 5, 3, 0], "error codes")
        for response in responses[:5]:
            check(response.error_response.error_message, f"no text: {response}")
        numbers = responses[5].all_extension_numbers_response
        check_equal(numbers.base_type_name, "Number1", "base_type_name")


def call_by_description(channel):
    """Calls Summator.sum, knowing nothing but what reflection tells."""
    pool = descriptor_pool.DescriptorPool()
    for file in Reflection(channel, reflection_v1alpha).files(file_containing_symbol="Summator"):
        pool.Add(file)
    method = pool.FindServiceByName("Summator").methods_by_name["sum"]
    factory = message_factory.MessageFactory(pool)
    request = factory.GetPrototype(method.input_type)
    response = factory.GetPrototype(method.output_type)
    call = channel.unary_unary(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString,
    )
    fields = [field.name for field in method.input_type.fields]
    answer = call(request(**dict(zip(fields, (5, 3)))), timeout=LIMIT_S)
    check_equal([value for _, value in answer.ListFields()], [8.0], "sum")


CASES = (
    check_health,
    watch_health,
    watch_a_hundred_times,
    watch_the_end,
    list_services,
    find_files,
    go_on_after_errors,
    call_by_description,
)


def main():
    port, *names = sys.argv[1:]
    cases = {case.__name__: case for case in CASES}
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        for name in names:
            cases[name](channel)
            print(f"ok {name}", flush=True)


main()
