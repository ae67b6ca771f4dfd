// The server of the Pip.Services tutorial: node summator_server.js PROTO prints its port.
'use strict';

const { ConfigParams, References } = require('pip-services3-commons-nodex');
const { GrpcService } = require('pip-services3-grpc-nodex');
const { listenOnFreePort } = require('./free_port.js');

class MyGrpcService extends GrpcService {
  constructor(protoPath) {
    super(protoPath, 'Summator.service');
  }

  register() {
    this.registerMethod('sum', null, async (call) => ({
      value: call.request.value1 + call.request.value2,
    }));
  }
}

async function main(protoPath) {
  const port = listenOnFreePort();
  const service = new MyGrpcService(protoPath);

  service.configure(ConfigParams.fromTuples(
    'connection.protocol', 'http',
    'connection.host', 'localhost',
    'connection.port', 50055
  ));
  service.setReferences(References.fromTuples());
  await service.open(null);
  console.log(`listening on 127.0.0.1, port ${await port}`);
  // Not service.close(): it waits for the other side to leave.
  process.on('SIGTERM', () => process.exit(0));
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(String(error));
  process.exit(1);
});
