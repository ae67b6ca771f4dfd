// A client of what our server tells of its health and of itself, on @grpc/grpc-js: node
// companions_client.js PROTOS PORT CASE... prints `ok CASE` for each that passes.
'use strict';

const assert = require('assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [protos, port, ...names] = process.argv.slice(2);
const options = { keepCase: true, enums: String, defaults: true, oneofs: true };
const load = (file) =>
  grpc.loadPackageDefinition(loader.loadSync(file, { ...options, includeDirs: [protos] })).grpc;
const connect = (Client) => new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
const soon = () => ({ deadline: Date.now() + 60000 });

const health = connect(load('grpc/health/v1/health.proto').health.v1.Health);
const { v1 } = load('grpc/reflection/v1/reflection.proto').reflection;
const { v1alpha } = load('grpc/reflection/v1alpha/reflection.proto').reflection;
const clients = [connect(v1.ServerReflection), connect(v1alpha.ServerReflection)];

const check = (service) =>
  new Promise((resolve) =>
    health.Check({ service }, soon(), (error, response) =>
      resolve(error ? grpc.status[error.code] : response.status)
    )
  );

// The first status that a watch tells; it is cancelled then.
const watch = (service) =>
  new Promise((resolve, reject) => {
    const stream = health.Watch({ service }, soon());

    stream.on('error', (error) => error.code !== grpc.status.CANCELLED && reject(error));
    stream.on('data', ({ status }) => {
      stream.cancel();
      resolve(status);
    });
  });

// The answers to the requests, all of them asked at once.
const ask = (client, ...requests) =>
  new Promise((resolve, reject) => {
    const stream = client.ServerReflectionInfo(soon());
    const responses = [];

    stream.on('error', reject);
    stream.on('data', (response) => responses.push(response));
    stream.on('end', () => resolve(responses));
    requests.forEach((request) => stream.write(request));
    stream.end();
  });

// A FileDescriptorSet of the serialized files.
function fileSet(files) {
  const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);

  return Buffer.concat(
    files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file])
  );
}

const cases = {
  async check_health() {
    for (const service of ['', 'Summator']) {
      assert.strictEqual(await check(service), 'SERVING');
    }
    assert.strictEqual(await check('Nope'), 'NOT_FOUND');
  },

  async watch_health() {
    const told = await Promise.all(Array.from({ length: 100 }, () => watch('Summator')));

    assert.deepStrictEqual([...new Set(told)], ['SERVING']);
    assert.strictEqual(await watch('Nope'), 'SERVICE_UNKNOWN');
  },

  async list_services() {
    for (const client of clients) {
      const [{ list_services_response: answer }] = await ask(client, { list_services: '*' });

      assert.deepStrictEqual(
        answer.service.map(({ name }) => name),
        [
          'Summator',
          'grpc.health.v1.Health',
          'grpc.reflection.v1.ServerReflection',
          'grpc.reflection.v1alpha.ServerReflection',
        ]
      );
    }
  },

  async go_on_after_errors() {
    for (const client of clients) {
      const answers = await ask(
        client,
        { file_by_filename: 'nope.proto' },
        {},
        { file_containing_symbol: 'Summator.sum' }
      );

      assert.strictEqual(answers[0].error_response.error_code, grpc.status.NOT_FOUND);
      assert.strictEqual(answers[0].original_request.file_by_filename, 'nope.proto');
      assert.strictEqual(answers[1].error_response.error_code, grpc.status.INVALID_ARGUMENT);
      assert.strictEqual(answers[2].file_descriptor_response.file_descriptor_proto.length, 1);
    }
  },

  // Calls Summator.sum, knowing nothing but what reflection tells.
  async call_by_description() {
    for (const client of clients) {
      const [answer] = await ask(client, { file_containing_symbol: 'Summator' });
      const files = fileSet(answer.file_descriptor_response.file_descriptor_proto);
      const definition = loader.loadFileDescriptorSetFromBuffer(files, options);
      const summator = connect(grpc.loadPackageDefinition(definition).Summator);

      const sum = await new Promise((resolve, reject) =>
        summator.sum({ value1: 5, value2: 3 }, soon(), (error, response) =>
          error ? reject(error) : resolve(response.value)
        )
      );

      assert.strictEqual(sum, 8);
    }
  },
};

(async () => {
  for (const name of names) {
    await cases[name]();
    console.log(`ok ${name}`);
  }
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
