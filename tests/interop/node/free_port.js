// The toolkit's endpoint takes no port 0 and tells no port: both are put in where it meets grpc-js.
'use strict';

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

module.exports = { listenOnFreePort };
