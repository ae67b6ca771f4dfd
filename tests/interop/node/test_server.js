// A server of grpc.testing.TestService on @grpc/grpc-js: node test_server.js PROTOS prints its
// port.
'use strict';

const grpc = require('@grpc/grpc-js');
const { serverCredentials } = require('./peer_tls.js');
const { load, zeros, ECHO_INITIAL, ECHO_TRAILING } = require('./test_service.js');

// Sends the initial metadata that came to be echoed, and returns the trailing ones.
function echoMetadata(call) {
  const initial = new grpc.Metadata();
  const trailing = new grpc.Metadata();

  call.metadata.get(ECHO_INITIAL).forEach((value) => initial.add(ECHO_INITIAL, value));
  call.metadata.get(ECHO_TRAILING).forEach((value) => trailing.add(ECHO_TRAILING, value));
  call.sendMetadata(initial);
  return trailing;
}

// The error that a request wants, or null.
function wantedError({ response_status: status }, metadata) {
  return status && { code: status.code, details: status.message, metadata };
}

async function writeResponses(call, request) {
  for (const { size, interval_us: interval } of request.response_parameters) {
    if (interval > 0) {
      await new Promise((resolve) => setTimeout(resolve, interval / 1000));
    }
    call.write({ payload: zeros(size) });
  }
}

const handlers = {
  EmptyCall(call, callback) {
    callback(null, {}, echoMetadata(call));
  },

  UnaryCall(call, callback) {
    const trailing = echoMetadata(call);
    const error = wantedError(call.request, trailing);

    callback(error, error ? null : { payload: zeros(call.request.response_size) }, trailing);
  },

  async StreamingOutputCall(call) {
    await writeResponses(call, call.request);
    call.end();
  },

  StreamingInputCall(call, callback) {
    let size = 0;

    call.on('data', ({ payload }) => (size += payload ? payload.body.length : 0));
    call.on('end', () => callback(null, { aggregated_payload_size: size }));
  },

  // Not `for await`, which destroys the stream where its reading ends.
  FullDuplexCall(call) {
    const trailing = echoMetadata(call);
    let work = Promise.resolve();
    let failed = false;

    call.on('data', (request) => {
      const error = wantedError(request, trailing);

      if (error && !failed) {
        failed = true;
        call.emit('error', error);
      }
      work = work.then(() => failed || writeResponses(call, request));
    });
    call.on('end', () => work.then(() => failed || call.end(trailing)));
  },
};

const server = new grpc.Server();

server.addService(load(process.argv[2]).TestService.service, handlers);
server.bindAsync('127.0.0.1:0', serverCredentials(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(`listening on 127.0.0.1, port ${port}`);
});
process.on('SIGTERM', () => {
  server.forceShutdown();
  process.exit(0);
});
