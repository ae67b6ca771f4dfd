// A client of the toolkit: node commandable_client.js PORT reads lines [METHOD, ARGS_JSON, CORRELATION]
// and prints {"result": …} or {"error": {…}} for each. Empty ARGS_JSON are no arguments.
'use strict';

const readline = require('readline');
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

async function open(name, port) {
  const client = new Client(name);

  client.configure(ConfigParams.fromTuples(
    'connection.protocol', 'http',
    'connection.host', '127.0.0.1',
    'connection.port', port
  ));
  client.setReferences(References.fromTuples());
  await client.open(null);
  return client;
}

async function answer(port, method, argsJson, correlation) {
  const dot = method.lastIndexOf('.');
  const client = await open(method.slice(0, dot), port);
  const args = argsJson === '' ? null : JSON.parse(argsJson);

  try {
    const result = await client.callByName(method.slice(dot + 1), correlation, args);
    return { result: result === undefined ? null : result };
  } catch (error) {
    return { error: describe(error) };
  }
}

async function main(port) {
  for await (const line of readline.createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await answer(port, ...JSON.parse(line))));
}

main(...process.argv.slice(2)).then(
  () => process.exit(0), // the toolkit leaves its channels open
  (error) => {
    console.error(String(error));
    process.exit(1);
  }
);
