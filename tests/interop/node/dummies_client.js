// The toolkit's test of its own service, by its own client: node dummies_client.js PROTO PORT.
'use strict';

const assert = require('assert');
const { ConfigParams, References } = require('pip-services3-commons-nodex');
const { GrpcClient } = require('pip-services3-grpc-nodex');

class DummiesClient extends GrpcClient {
  constructor(protoPath) {
    super(protoPath, 'dummies.Dummies');
  }

  say(method, request) {
    return this.call(method, 'cid', { correlation_id: 'cid', ...request });
  }
}

async function main(protoPath, port) {
  const client = new DummiesClient(protoPath);

  client.configure(ConfigParams.fromTuples('connection.protocol', 'http',
    'connection.host', '127.0.0.1', 'connection.port', port));
  client.setReferences(References.fromTuples());
  await client.open(null);
  const one = await client.say('create_dummy', { dummy: { key: 'Key 1', content: 'Content 1' } });
  const two = await client.say('create_dummy', { dummy: { id: 'mine', key: 'Key 2' } });
  assert.ok(one.id && one.key === 'Key 1' && one.content === 'Content 1');
  assert.strictEqual(two.id, 'mine');
  let page = await client.say('get_dummies',
    { filter: { key: 'Key 1' }, paging: { skip: 0, take: 100, total: true } });
  assert.deepStrictEqual(page.data.map((dummy) => dummy.id), [one.id]);
  assert.strictEqual(Number(page.total), 1);
  page = await client.say('get_dummies', { paging: { skip: 1, take: 1 } });
  assert.deepStrictEqual(page.data.map((dummy) => dummy.key), ['Key 2']);
  const updated = await client.say('update_dummy', { dummy: { ...one, content: 'Updated' } });
  assert.strictEqual(updated.content, 'Updated');
  assert.strictEqual((await client.say('delete_dummy_by_id', { dummy_id: one.id })).id, one.id);
  assert.strictEqual((await client.say('get_dummy_by_id', { dummy_id: one.id })).id, '');
  console.log('all is well');
}

main(...process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(String(error));
    process.exit(1);
  }
);
