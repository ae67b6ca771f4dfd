// What both sides of grpc.testing.TestService on @grpc/grpc-js share.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

exports.ECHO_INITIAL = 'x-grpc-test-echo-initial';
exports.ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';

// The package grpc.testing of the protos in a folder.
exports.load = (folder) =>
  grpc.loadPackageDefinition(
    loader.loadSync('grpc/testing/test.proto', {
      includeDirs: [folder],
      keepCase: true,
      defaults: true,
    })
  ).grpc.testing;

exports.zeros = (size) => ({ type: 'COMPRESSABLE', body: Buffer.alloc(size) });
