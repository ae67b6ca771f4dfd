// Plain text, or TLS where the environment names files: PEER_KEY, PEER_CERTIFICATE, PEER_CA.
'use strict';

const fs = require('fs');
const grpc = require('@grpc/grpc-js');

const read = (name) => {
  const path = process.env[`PEER_${name}`];
  return path ? fs.readFileSync(path) : null;
};
const [key, certificate, ca] = ['KEY', 'CERTIFICATE', 'CA'].map(read);

exports.channelCredentials = () =>
  ca ? grpc.credentials.createSsl(ca, key, certificate) : grpc.credentials.createInsecure();

exports.serverCredentials = () =>
  key
    ? grpc.ServerCredentials.createSsl(
        ca,
        [{ private_key: key, cert_chain: certificate }],
        ca !== null
      )
    : grpc.ServerCredentials.createInsecure();
