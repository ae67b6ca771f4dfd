// The server of the Pip.Services tutorial: node summator_server.js PROTO prints its port.
'use strict';

const { ConfigParams, References } = require('pip-services3-commons-nodex');
const { GrpcService } = require('pip-services3-grpc-nodex');

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

// The endpoint takes no port 0 and tells no port: both are put in where it meets grpc-js.
function listenOnFreePort() {
  const Server = require('@grpc/grpc-js').Server;
  const bindAsync = Server.prototype.bindAsync;

  return new Promise((resolve) => {
    Server.prototype.bindAsync = function (address, credentials, callback) {
      bindAsync.call(this, '127.0.0.1:0', credentials, (error, port) => {
        resolve(port);
        callback(error, port);
      });
    };
  });
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
