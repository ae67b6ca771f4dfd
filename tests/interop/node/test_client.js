// A client of grpc.testing.TestService on @grpc/grpc-js: node test_client.js PROTOS PORT CASE...
// runs each of gRPC's cases and prints `ok CASE` if it passes.
'use strict';

const assert = require('assert');
const grpc = require('@grpc/grpc-js');
const { channelCredentials } = require('./peer_tls.js');
const { load, zeros, ECHO_INITIAL, ECHO_TRAILING } = require('./test_service.js');

const [protos, port, ...names] = process.argv.slice(2);
const { TestService, UnimplementedService } = load(protos);
const address = [`127.0.0.1:${port}`, channelCredentials()];
const client = new TestService(...address);
const unimplemented = new UnimplementedService(...address);

const REQUEST_SIZES = [27182, 8, 1828, 45904];
const RESPONSE_SIZES = [31415, 9, 2653, 58979];
const SPECIAL_MESSAGE = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';

// A client that compresses, but for messages whose numbers, from 0, are in `plain`. It is for one
// call: from the second on it would look for `gzip` in the server's `identity, deflate, gzip`, and
// not find it for the space.
function compressor(algorithm, plain = []) {
  const NO_COMPRESS = 2;
  const leaveOut = (options, nextCall) => {
    const call = new grpc.InterceptingCall(nextCall(options));
    const send = call.sendMessageWithContext.bind(call);
    let number = 0;

    call.sendMessageWithContext = (context, message) =>
      send(plain.includes(number++) ? { ...context, flags: NO_COMPRESS } : context, message);
    return call;
  };

  return new TestService(...address, {
    'grpc.default_compression_algorithm': algorithm,
    interceptors: [leaveOut],
  });
}

const soon = () => ({ deadline: Date.now() + 30000 });
const largeRequest = () => ({ response_size: 314159, payload: zeros(271828) });
const request = (responseSize, bodySize) => ({
  response_parameters: [{ size: responseSize }],
  payload: zeros(bodySize),
});

// What became of a unary call: { error, response, initial, status }.
function call(on, method, message, metadata = new grpc.Metadata()) {
  return new Promise((resolve) => {
    const result = {};
    const done = () => 'error' in result && result.status && resolve(result);
    const started = on[method](message, metadata, soon(), (error, response) => {
      Object.assign(result, { error, response });
      done();
    });

    started.on('metadata', (initial) => (result.initial = initial));
    started.on('status', (status) => {
      result.status = status;
      done();
    });
  });
}

// The response to all the messages.
function sendAll(on, messages) {
  return new Promise((resolve, reject) => {
    const stream = on.StreamingInputCall(soon(), (error, response) =>
      error ? reject(error) : resolve(response)
    );

    messages.forEach((message) => stream.write(message));
    stream.end();
  });
}

// What became, as of a unary call, of a stream that is read to its end; `onData` is told each
// response.
function drain(stream, onData = () => {}) {
  return new Promise((resolve) => {
    const result = { sizes: [] };

    stream.on('data', ({ payload }) => {
      result.sizes.push(payload.body.length);
      onData(result.sizes.length);
    });
    stream.on('metadata', (initial) => (result.initial = initial));
    stream.on('error', () => {}); // the status tells the same
    stream.on('status', (status) => resolve({ ...result, status }));
  });
}

function checkOk({ status }) {
  assert.strictEqual(status.code, grpc.status.OK, status.details);
}

function checkStatus({ status }, code, details = status.details) {
  assert.strictEqual(grpc.status[status.code], grpc.status[code]);
  assert.strictEqual(status.details, details);
}

function checkLarge(result) {
  checkOk(result);
  assert.ok(result.response.payload.body.equals(Buffer.alloc(314159)));
}

function checkEcho({ initial, status }) {
  assert.deepStrictEqual(initial.get(ECHO_INITIAL), ['test_initial_metadata_value']);
  assert.deepStrictEqual(status.metadata.get(ECHO_TRAILING), [Buffer.from('ababab', 'hex')]);
}

const cases = {
  async empty_unary() {
    checkOk(await call(client, 'EmptyCall', {}));
  },

  async large_unary() {
    checkLarge(await call(client, 'UnaryCall', largeRequest()));
  },

  async client_compressed_unary() {
    const request = (expected) => ({ ...largeRequest(), expect_compressed: { value: expected } });
    const { gzip, deflate } = grpc.compressionAlgorithms;

    checkStatus(await call(client, 'UnaryCall', request(true)), grpc.status.INVALID_ARGUMENT);
    checkLarge(await call(compressor(gzip), 'UnaryCall', request(true)));
    checkLarge(await call(compressor(deflate), 'UnaryCall', request(true)));
    checkLarge(await call(client, 'UnaryCall', request(false)));
  },

  async server_compressed_unary() {
    for (const value of [true, false]) {
      const request = { ...largeRequest(), response_compressed: { value } };

      checkLarge(await call(client, 'UnaryCall', request));
    }
  },

  async client_streaming() {
    const messages = REQUEST_SIZES.map((size) => ({ payload: zeros(size) }));
    const response = await sendAll(client, messages);

    assert.strictEqual(response.aggregated_payload_size, 74922);
  },

  async client_compressed_streaming() {
    const first = { payload: zeros(27182), expect_compressed: { value: true } };
    const second = { payload: zeros(45904), expect_compressed: { value: false } };
    const refused = { code: grpc.status.INVALID_ARGUMENT };

    await assert.rejects(sendAll(client, [first]), refused);
    const stub = compressor(grpc.compressionAlgorithms.gzip, [1]);
    const response = await sendAll(stub, [first, second]);
    assert.strictEqual(response.aggregated_payload_size, 73086);
  },

  async server_compressed_streaming() {
    const parameters = [
      { size: 31415, compressed: { value: true } },
      { size: 92653, compressed: { value: false } },
    ];
    const result = await drain(
      client.StreamingOutputCall({ response_parameters: parameters }, soon())
    );

    checkOk(result);
    assert.deepStrictEqual(result.sizes, [31415, 92653]);
  },

  async server_streaming() {
    const parameters = RESPONSE_SIZES.map((size) => ({ size }));
    const result = await drain(
      client.StreamingOutputCall({ response_parameters: parameters }, soon())
    );

    checkOk(result);
    assert.deepStrictEqual(result.sizes, RESPONSE_SIZES);
  },

  async ping_pong() {
    const stream = client.FullDuplexCall(soon());
    const ask = (i) =>
      i < RESPONSE_SIZES.length
        ? stream.write(request(RESPONSE_SIZES[i], REQUEST_SIZES[i]))
        : stream.end();

    ask(0);
    const result = await drain(stream, ask);
    checkOk(result);
    assert.deepStrictEqual(result.sizes, RESPONSE_SIZES);
  },

  async empty_stream() {
    const stream = client.FullDuplexCall(soon());

    stream.end();
    const result = await drain(stream);
    checkOk(result);
    assert.deepStrictEqual(result.sizes, []);
  },

  async cancel_after_begin() {
    const error = await new Promise((resolve) => {
      client.StreamingInputCall(soon(), resolve).cancel();
    });

    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },

  async cancel_after_first_response() {
    const stream = client.FullDuplexCall(soon());

    stream.write(request(31415, 27182));
    const result = await drain(stream, () => stream.cancel());
    checkStatus(result, grpc.status.CANCELLED);
    assert.deepStrictEqual(result.sizes, [31415]);
  },

  async timeout_on_sleeping_server() {
    const stream = client.FullDuplexCall({ deadline: Date.now() + 1 });

    stream.write({ payload: zeros(27182) });
    checkStatus(await drain(stream), grpc.status.DEADLINE_EXCEEDED);
  },

  async custom_metadata() {
    const metadata = new grpc.Metadata();

    metadata.add(ECHO_INITIAL, 'test_initial_metadata_value');
    metadata.add(ECHO_TRAILING, Buffer.from('ababab', 'hex'));
    const unary = await call(client, 'UnaryCall', largeRequest(), metadata);
    checkLarge(unary);
    checkEcho(unary);

    const stream = client.FullDuplexCall(metadata, soon());
    stream.write(request(314159, 271828));
    stream.end();
    const duplex = await drain(stream);
    checkOk(duplex);
    assert.deepStrictEqual(duplex.sizes, [314159]);
    checkEcho(duplex);
  },

  async status_code_and_message() {
    const status = { code: 2, message: 'test status message' };
    const stream = client.FullDuplexCall(soon());

    stream.write({ response_status: status });
    stream.end();
    checkStatus(await drain(stream), status.code, status.message);
    const unary = await call(client, 'UnaryCall', { response_status: status });
    checkStatus(unary, status.code, status.message);
  },

  async special_status_message() {
    const status = { code: 2, message: SPECIAL_MESSAGE };

    checkStatus(await call(client, 'UnaryCall', { response_status: status }), 2, SPECIAL_MESSAGE);
  },

  async unimplemented_method() {
    checkStatus(await call(client, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },

  async unimplemented_service() {
    checkStatus(await call(unimplemented, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },
};

async function main() {
  for (const name of names) {
    await cases[name]();
    console.log(`ok ${name}`);
  }
}

main().then(
  () => process.exit(0), // the timer of a call that was cancelled goes on to its deadline
  (error) => {
    console.error(error);
    process.exit(1);
  }
);
