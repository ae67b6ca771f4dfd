// The client of the Pip.Services tutorial: node summator_client.js PROTO PORT A B prints the sum.
'use strict';

const { ConfigParams, References } = require('pip-services3-commons-nodex');
const { GrpcClient } = require('pip-services3-grpc-nodex');

class MyGrpcClient extends GrpcClient {
  constructor(protoPath) {
    super(protoPath, 'Summator');
  }

  async getData(correlationId, value1, value2) {
    const result = await this.call('sum', correlationId, { value1, value2 });
    return result.value;
  }
}

async function main(protoPath, port, value1, value2) {
  const client = new MyGrpcClient(protoPath);

  client.configure(ConfigParams.fromTuples(
    'connection.protocol', 'http',
    'connection.host', 'localhost',
    'connection.port', port
  ));
  client.setReferences(References.fromTuples());
  await client.open(null);
  console.log(String(await client.getData(null, Number(value1), Number(value2))));
  await client.close(null);
}

main(...process.argv.slice(2)).then(
  () => process.exit(0), // the tutorial's client leaves its channel open
  (error) => {
    console.error(String(error));
    process.exit(1);
  }
);
