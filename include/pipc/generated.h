/* The door for generated code: what a .pipc.h and a .pipc.c lean on. Not for use by hand. */
#ifndef PIPC_GENERATED_H_
#define PIPC_GENERATED_H_

#include <protobuf-c/protobuf-c.h>

#include <pipc/pipc.h>

/**
 * Changes whenever a struct that generated code holds or fills in does, be it by a last member:
 * rows of a table are as long as when they were compiled. Checked where generated code is compiled,
 * and again where a service or a client is first used, as objects may be older than the library.
 */
#define PIPC_GENERATED_ABI 2

#ifdef __cplusplus
extern "C" {
#endif

/** Which side of a call sends one message and which a stream of them. */
typedef enum pipc_grpc_method_kind {
    PIPC_GRPC_UNARY,
    PIPC_GRPC_SERVER_STREAMING,
    PIPC_GRPC_CLIENT_STREAMING,
    PIPC_GRPC_BIDI_STREAMING
} pipc_grpc_method_kind;

/** The rpc option `idempotency_level`: what may be called again when it is unknown if it ran. */
typedef enum pipc_grpc_idempotency {
    PIPC_GRPC_IDEMPOTENCY_UNKNOWN,
    PIPC_GRPC_NO_SIDE_EFFECTS,
    PIPC_GRPC_IDEMPOTENT
} pipc_grpc_idempotency;

/**
 * Runs the user's handler of a unary rpc: a generated thunk.
 *
 * @param request   borrowed for the call.
 * @param response  initialised, for the handler to fill in; never freed by protobuf-c, so that it
 *                  may point to what lives as long as the call.
 *
 * Returns PIPC_OK, or a PIPC_E_* (with *error set or not), which the caller of the rpc gets, or
 * PIPC_PENDING: pipc_call_finish() then ends the call, and request and response live until then.
 * Threads: called on a thread of the endpoint, concurrently with itself.
 */
typedef int (*pipc_grpc_unary_thunk)(pipc_grpc_service *service, pipc_call *call,
                                     const ProtobufCMessage *request, ProtobufCMessage *response,
                                     pipc_error **error);

/**
 * Runs the user's handler of a server streaming rpc; what it writes goes to `stream`. When it
 * returns PIPC_OK the stream ends well. Otherwise as pipc_grpc_unary_thunk.
 */
typedef int (*pipc_grpc_server_streaming_thunk)(pipc_grpc_service *service, pipc_call *call,
                                                const ProtobufCMessage *request,
                                                pipc_grpc_server_stream *stream,
                                                pipc_error **error);

/** Runs the user's handler of a client streaming rpc; what it reads comes from `stream`. */
typedef int (*pipc_grpc_client_streaming_thunk)(pipc_grpc_service *service, pipc_call *call,
                                                pipc_grpc_server_stream *stream,
                                                ProtobufCMessage *response, pipc_error **error);

/** Runs the user's handler of a bidirectional streaming rpc. */
typedef int (*pipc_grpc_bidi_streaming_thunk)(pipc_grpc_service *service, pipc_call *call,
                                              pipc_grpc_server_stream *stream, pipc_error **error);

/** One rpc, the same for both sides; static const, generated. */
struct pipc_grpc_method {
    const char *path; /**< "/package.Service/Method", as on the wire */
    pipc_grpc_method_kind kind;
    pipc_grpc_idempotency idempotency;
    const ProtobufCMessageDescriptor *request;
    const ProtobufCMessageDescriptor *response;
    /* The one of these that fits `kind`; the others are NULL. */
    pipc_grpc_unary_thunk unary;
    pipc_grpc_server_streaming_thunk server_streaming;
    pipc_grpc_client_streaming_thunk client_streaming;
    pipc_grpc_bidi_streaming_thunk bidi_streaming;
    const pipc_message_rules *rules; /**< what requests must keep to; NULL: nothing */
};

/** One .proto file, for server reflection; static const, generated. */
typedef struct pipc_grpc_file pipc_grpc_file;
struct pipc_grpc_file {
    const char *name;     /**< as protoc knows it: "google/protobuf/empty.proto" */
    const uint8_t *bytes; /**< a serialized FileDescriptorProto, without source_code_info */
    size_t length;        /**< of `bytes` */
    size_t dependency_count;
    const pipc_grpc_file *const *dependencies; /**< its imports, in .proto order */
};

/**
 * One service, the same for both sides; static const, generated. Its first two members stay where
 * they are in every ABI, as the others are read only after the first was looked at.
 */
struct pipc_grpc_service_desc {
    int abi;          /**< PIPC_GENERATED_ABI when it was compiled */
    const char *name; /**< "package.Service", as on the wire */
    size_t method_count;
    const pipc_grpc_method *methods;
    const pipc_grpc_file *file; /**< that defines it */
};

/** What an empty handler slot answers: UNIMPLEMENTED, naming the path. */
PIPC_API int pipc_grpc_unimplemented(pipc_call *call, pipc_error **error);

/**
 * Calls a unary rpc and waits for its answer.
 *
 * @param method  a row of the table the client was initialised with.
 *
 * Errors:    PIPC_E_INVALID_STATE if the client is not open, is closed meanwhile, or `method` is
 *            not unary; PIPC_E_FAILED_INVOCATION CANCELLED by the context's cancellation;
 *            PIPC_E_BAD_REQUEST for a correlation id that cannot be sent;
 *            PIPC_E_NO_RESPONSE when there is no connection or no answer in time;
 *            PIPC_E_NO_MEMORY; otherwise what the handler on the other side made of it, category,
 *            code, message and details.
 * Ownership: *response is yours, made by protobuf-c's default allocator; untouched if it fails.
 * Threads:   any; blocks up to the call's timeout.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_call(pipc_grpc_client *self,
                                                  const pipc_grpc_method *method,
                                                  const pipc_context *context,
                                                  const ProtobufCMessage *request,
                                                  ProtobufCMessage **response, pipc_error **error);

/**
 * Told how a call goes that nobody waits for: embed it. A generated listener has the typed slots.
 *
 * Threads: called on a thread of the client, for one call one at a time; in
 *          pipc_event_loop_process() if the client has an event loop.
 */
typedef struct pipc_grpc_client_events {
    /**
     * Of streams, but for those with one answer: a message has come, borrowed for the callback.
     * Returns PIPC_OK, or PIPC_PENDING: no more, please, before ..._resume().
     */
    int (*message)(pipc_grpc_client_listener *self, pipc_grpc_client_stream *stream,
                   const ProtobufCMessage *message);
    /**
     * Of streams: what a write returned PIPC_PENDING for may be written now. Once for any number of
     * such writes; not if the call is over by then, or writes_done was called.
     */
    void (*writable)(pipc_grpc_client_listener *self, pipc_grpc_client_stream *stream);
    /**
     * Called exactly once, and last: the call is over. `response`, of rpcs that have one, if `code`
     * is PIPC_OK, and `error` otherwise, are the callee's; the response is made by protobuf-c's
     * default allocator. The stream is gone when it returns. It does not wait for a stream that is
     * paused to be resumed, but comes after all messages if `code` is PIPC_OK.
     */
    void (*done)(pipc_grpc_client_listener *self, int code, ProtobufCMessage *response,
                 pipc_error *error);
} pipc_grpc_client_events;

struct pipc_grpc_client_listener {
    const pipc_grpc_client_events *events; /**< private; static const, generated */
};

/**
 * As pipc_grpc_client_call(), but does not wait: `listener` is told when the call is `done`. May be
 * called from within a callback. Allocates one block, besides the response, and one more with
 * interceptors or options.retries.
 *
 * Errors:    those that are known before anything is sent, and PIPC_E_INTERNAL NO_THREAD if there
 *            is none for the callbacks; `done` is not called then.
 * Ownership: `listener` is borrowed until `done` is called. All else is borrowed for this call, but
 *            for what the context says of metadata to receive and of cancellation: until `done`.
 */
PIPC_API PIPC_NODISCARD int
pipc_grpc_client_call_async(pipc_grpc_client *self, const pipc_grpc_method *method,
                            const pipc_context *context, const ProtobufCMessage *request,
                            pipc_grpc_client_listener *listener, pipc_error **error);

/*
 * The stream of a handler. One thread may read while another writes.
 *
 * Threads: reading one at a time, writing one at a time; each blocks, but delays no other call.
 */

/**
 * Waits for the next message of the caller. Returns 1 with *message set, 0 when the caller has sent
 * its last one, or a PIPC_E_*. While the handler does something else up to 64 messages, or 64 KiB
 * and the message with which they are exceeded, come ahead and wait for it; then the caller waits.
 *
 * Errors:    PIPC_E_FAILED_INVOCATION CANCELLED when nobody waits for the answer any more, whatever
 *            has come before that;
 *            PIPC_E_INTERNAL for bytes that are no message; PIPC_E_NO_MEMORY;
 *            PIPC_E_INVALID_STATE LISTENING for a stream that has a listener.
 * Ownership: *message is borrowed until the next read, or until the call ends.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_server_stream_read(pipc_grpc_server_stream *self,
                                                         const ProtobufCMessage **message,
                                                         pipc_error **error);

/**
 * Sends a message, as soon as the core has taken the one before it, which it does as fast as the
 * caller reads. Up to 64 messages, or 64 KiB, are kept behind the one that is on its way: it waits
 * for room among these, and what is in them leaves before the status with which the call ends. With
 * a listener it does not wait: one message is kept behind the one that is on its way, so that what
 * answers a message is always taken; PIPC_PENDING means that this one was not, and `writable`
 * tells, once, when it may be tried again.
 *
 * Errors:    PIPC_E_FAILED_INVOCATION CANCELLED as above, also when the message before this one
 *            could not be sent; PIPC_E_NO_MEMORY.
 * Ownership: borrows `message` for the call.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_server_stream_write(pipc_grpc_server_stream *self,
                                                          const ProtobufCMessage *message,
                                                          pipc_error **error);

/**
 * Told how a handler's stream goes: embed it in what lives as long, as of pipc_call_alloc(). A
 * generated listener has the typed slots. Any of these may be NULL.
 *
 * Threads: called on a thread of the endpoint, one at a time of one call. One that blocks delays
 *          no other call.
 */
typedef struct pipc_grpc_server_events {
    /**
     * A message has come, borrowed until this returns PIPC_OK, or, after PIPC_PENDING, until
     * ..._resume(): no more, please, before that, which may come before this has returned.
     */
    int (*message)(pipc_grpc_server_listener *self, pipc_grpc_server_stream *stream,
                   const ProtobufCMessage *message);
    /** The caller has sent its last message. */
    void (*half_closed)(pipc_grpc_server_listener *self, pipc_grpc_server_stream *stream);
    /** What a write returned PIPC_PENDING for may be written now. */
    void (*writable)(pipc_grpc_server_listener *self, pipc_grpc_server_stream *stream);
    /** As of pipc_call_listener, and the last to be called; the call still has to be finished. */
    void (*cancelled)(pipc_grpc_server_listener *self, pipc_grpc_server_stream *stream);
} pipc_grpc_server_events;

struct pipc_grpc_server_listener {
    const pipc_grpc_server_events *events; /**< private; static const, generated */
};

/**
 * From now on `listener` is told what happens on the stream; nothing may be read by hand any more,
 * and writing no longer waits. For a handler that then returns PIPC_PENDING: the stream costs no
 * thread. A message that is none ends the call with its error, and `cancelled` tells. No callback
 * is called before the handler has returned, and none begins after pipc_call_finish().
 *
 * Ownership: `listener` is borrowed until the call is finished and, if a callback runs by then,
 *            until that has returned.
 * Threads:   any, once.
 */
PIPC_API void pipc_grpc_server_stream_listen(pipc_grpc_server_stream *self,
                                             pipc_grpc_server_listener *listener);

/** Goes on reading after `message` returned PIPC_PENDING. Threads: any. */
PIPC_API void pipc_grpc_server_stream_resume(pipc_grpc_server_stream *self);

/**
 * Starts a call of a streaming rpc.
 *
 * @param request  the one message of a server streaming rpc; NULL for the other kinds.
 *
 * Errors:    as pipc_grpc_client_call(), but for what the other side says: reading tells that.
 * Ownership: *stream is yours: free it with pipc_grpc_client_stream_free(). A client that is closed
 *            cancels it, and does not wait for that.
 */
PIPC_API PIPC_NODISCARD int
pipc_grpc_client_stream_open(pipc_grpc_client *self, const pipc_grpc_method *method,
                             const pipc_context *context, const ProtobufCMessage *request,
                             pipc_grpc_client_stream **stream, pipc_error **error);

/**
 * Waits for the next message. Returns 1 with *message set, 0 when the other side has ended the call
 * well, or the PIPC_E_* with which it ended it.
 *
 * Ownership: *message is borrowed until the next read, or until the stream is freed.
 * Threads:   reading one at a time, writing one at a time.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_stream_read(pipc_grpc_client_stream *self,
                                                         const ProtobufCMessage **message,
                                                         pipc_error **error);

/**
 * Sends a message, as soon as the core has taken the one before it.
 *
 * Errors:    PIPC_E_INVALID_STATE WRITES_DONE after pipc_grpc_client_stream_writes_done();
 *            PIPC_E_FAILED_INVOCATION CALL_OVER once the call is over: reading, or finish, tells
 *            how it ended; PIPC_E_NO_MEMORY.
 * Ownership: borrows `message` for the call.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_stream_write(pipc_grpc_client_stream *self,
                                                          const ProtobufCMessage *message,
                                                          pipc_error **error);

/**
 * Whether the messages written from now on are compressed, where the call's are: they are unless
 * told otherwise. A generated stream is a pipc_grpc_client_stream by a cast.
 *
 * Threads: as writing.
 */
PIPC_API void pipc_grpc_client_stream_compress_messages(pipc_grpc_client_stream *self,
                                                        bool compress);

/**
 * Tells the other side that nothing more will be written. A second time is a no-op.
 *
 * Errors: PIPC_E_FAILED_INVOCATION CALL_OVER as above.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_stream_writes_done(pipc_grpc_client_stream *self,
                                                                pipc_error **error);

/**
 * Ends a client streaming call: pipc_grpc_client_stream_writes_done(), and waits for the one
 * answer.
 *
 * Ownership: *response is yours, made by protobuf-c's default allocator; untouched if it fails.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_stream_finish(pipc_grpc_client_stream *self,
                                                           ProtobufCMessage **response,
                                                           pipc_error **error);

/**
 * As pipc_grpc_client_stream_open(), but nobody waits: `listener` is told what comes, and writing
 * does not wait either: one message is kept behind the one that is on its way; PIPC_PENDING means
 * that this one was not taken, and `writable` tells when it may be tried again. Nothing may be read
 * by hand; ..._finish() and ..._free() are not for such a stream: it ends by itself, or by
 * pipc_grpc_client_stream_cancel(). writes_done does not wait either: it follows what is on its
 * way. The one answer of a client streaming rpc goes to `done`.
 *
 * Errors:    those that are known before anything is sent; `done` is not called then.
 * Ownership: *stream is set before the first callback, and borrowed until `done` has returned;
 *            `listener` is borrowed until `done` is called; the rest as of
 *            pipc_grpc_client_call_async().
 */
PIPC_API PIPC_NODISCARD int
pipc_grpc_client_stream_open_async(pipc_grpc_client *self, const pipc_grpc_method *method,
                                   const pipc_context *context, const ProtobufCMessage *request,
                                   pipc_grpc_client_listener *listener,
                                   pipc_grpc_client_stream **stream, pipc_error **error);

/**
 * Goes on reading after `message` returned PIPC_PENDING, or, while it is called, is about to. Like
 * all functions of an asynchronous stream, not after `done` has returned. Threads: any.
 */
PIPC_API void pipc_grpc_client_stream_resume(pipc_grpc_client_stream *self);

/**
 * Ends the call, if it is not over: who reads, or `done`, gets PIPC_E_FAILED_INVOCATION CANCELLED.
 * No message is read any more for a listener. Threads: any.
 */
PIPC_API void pipc_grpc_client_stream_cancel(pipc_grpc_client_stream *self);

/** Cancels the call if it is not over, and frees the stream; accepts NULL. */
PIPC_API void pipc_grpc_client_stream_free(pipc_grpc_client_stream *self);

#ifdef __cplusplus
}
#endif

#endif
