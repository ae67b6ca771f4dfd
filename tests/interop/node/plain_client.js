// A client on @grpc/grpc-js alone: node plain_client.js PROTO PORT A B prints the sum.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { channelCredentials } = require('./peer_tls.js');

const [protoPath, port, value1, value2] = process.argv.slice(2);
const { Summator } = grpc.loadPackageDefinition(
  loader.loadSync(protoPath, { keepCase: true, defaults: true })
);
const client = new Summator(`127.0.0.1:${port}`, channelCredentials());
const request = { value1: Number(value1), value2: Number(value2) };

client.sum(request, { deadline: Date.now() + 30000 }, (error, response) => {
  if (error) {
    console.error(`${grpc.status[error.code]}: ${error.details}`);
  } else {
    console.log(String(response.value));
  }
  client.close();
  process.exitCode = error ? 1 : 0;
});
