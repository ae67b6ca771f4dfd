// A server on @grpc/grpc-js: node server.js SUMMATOR_PROTO BENCH_PROTO prints its port.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

function load(proto) {
  return grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, defaults: true }));
}

const { Summator } = load(process.argv[2]);
const { Traffic } = load(process.argv[3]).bench;
const payload = { data: Buffer.from(Array.from({ length: 16 }, (_, i) => i)) };
const server = new grpc.Server();

// Writes until the other side is slower, and goes on when it is not.
function download(call) {
  let left = call.request.value;

  function write() {
    while (left > 0) {
      left--;
      if (!call.write(payload) && left > 0) {
        call.once('drain', write);
        return;
      }
    }
    call.end();
  }
  write();
}

function upload(call, callback) {
  let value = 0;

  call.on('data', () => value++);
  call.on('end', () => callback(null, { value }));
}

function chat(call) {
  call.on('data', (message) => call.write(message));
  call.on('end', () => call.end());
}

server.addService(Summator.service, {
  sum(call, callback) {
    callback(null, { value: call.request.value1 + call.request.value2 });
  },
});
server.addService(Traffic.service, {
  Echo: (call, callback) => callback(null, call.request),
  Download: download,
  Upload: upload,
  Chat: chat,
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(`listening on 127.0.0.1, port ${port}`);
});
process.on('SIGTERM', () => process.exit(0));
