// A client of the toolkit: node commandable_client.js PORT METHOD ARGS_JSON CORRELATION prints
// {"result": …} or {"error": {…}}. Empty ARGS_JSON are no arguments, CORRELATION "null" is null.
'use strict';

const { ConfigParams, References } = require('pip-services3-commons-nodex');
const { CommandableGrpcClient } = require('pip-services3-grpc-nodex');

class Client extends CommandableGrpcClient {
  callByName(command, correlationId, args) {
    return this.callCommand(command, correlationId, args);
  }
}

function describe(error) {
  const { category, code, status, message, correlation_id, cause, details } = error;

  // What comes of the call itself has a number for a code.
  if (typeof code === 'number') throw error;
  return { category, code, status, message, correlation_id, cause, details };
}

async function main(port, method, argsJson, correlation) {
  const dot = method.lastIndexOf('.');
  const client = new Client(method.slice(0, dot));

  client.configure(ConfigParams.fromTuples(
    'connection.protocol', 'http',
    'connection.host', '127.0.0.1',
    'connection.port', port
  ));
  client.setReferences(References.fromTuples());
  await client.open(null);
  const args = argsJson === '' ? null : JSON.parse(argsJson);
  const correlationId = correlation === 'null' ? null : correlation;
  let answer;
  try {
    const result = await client.callByName(method.slice(dot + 1), correlationId, args);
    answer = { result: result === undefined ? null : result };
  } catch (error) {
    answer = { error: describe(error) };
  }
  console.log(JSON.stringify(answer));
}

main(...process.argv.slice(2)).then(
  () => process.exit(0), // the toolkit leaves its channel open
  (error) => {
    console.error(String(error));
    process.exit(1);
  }
);
