// A server on @grpc/grpc-js alone: node plain_server.js PROTO prints its port.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { serverCredentials } = require('./peer_tls.js');

const { Summator } = grpc.loadPackageDefinition(
  loader.loadSync(process.argv[2], { keepCase: true, defaults: true })
);
const server = new grpc.Server();

server.addService(Summator.service, {
  sum(call, callback) {
    callback(null, { value: call.request.value1 + call.request.value2 });
  },
});
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
