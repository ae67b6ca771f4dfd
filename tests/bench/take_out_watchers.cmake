# Copies the file NAME of the runtime without what looks for who watches a call: for unwatched.cmake.

cmake_minimum_required(VERSION 3.22)

file(READ ${FROM} text)

function(take_out what by)
  string(FIND "${text}" "${what}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${FROM} has changed: ${CMAKE_CURRENT_LIST_FILE} does not find\n${what}")
  endif()
  string(REPLACE "${what}" "${by}" text "${text}")
  set(text "${text}" PARENT_SCOPE)
endfunction()

if(NAME STREQUAL "call_course")
  take_out([==[
    if (service->observers != NULL)
        observe(call);
]==] "")
  take_out([==[
    code = pipc__interceptors_begin(&call->method->all->interceptors, call->method->method, call,
                                    &call->entered, error);
    if (code == PIPC_OK)
        code = answer(call, out, error);
]==] "    code = answer(call, out, error);\n")
  take_out("    call->entered = 0;\n    call->observation.observers = NULL;\n" "")
elseif(NAME STREQUAL "call_finish")
  take_out([==[
    end_interceptors(call, pipc_error_category(*error), *error);
    pipc__observation_end(&call->observation, pipc_error_category(*error), *error);
]==] "")
elseif(NAME STREQUAL "request")
  take_out([==[
    if (code == PIPC_OK && method->rules != NULL)
        code = pipc__rules_check(method->rules, *out, error);
    if (code != PIPC_OK || !call->streams || call->stream.witness == NULL)
        return code;
    return call->stream.witness->saw(call->stream.witness, *out, error);
]==] "    return code;\n")
else()
  message(FATAL_ERROR "NAME is \"${NAME}\", expected call_course, call_finish or request")
endif()
file(WRITE ${TO} "${text}")
