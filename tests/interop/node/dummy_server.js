// The toolkit's test services, both on one endpoint: node dummy_server.js PROTO prints its port.
'use strict';

const { ConfigParams, Descriptor, References } = require('pip-services3-commons-nodex');
const { CommandableGrpcService, GrpcEndpoint, GrpcService } = require('pip-services3-grpc-nodex');
const { DummyController } = require('./dummy_controller.js');
const { listenOnFreePort } = require('./free_port.js');

class DummyCommandableService extends CommandableGrpcService {
  constructor() {
    super('dummy');
    this._dependencyResolver.put('controller', new Descriptor('dummies', 'controller', '*', '*', '*'));
  }
}

class DummiesService extends GrpcService {
  constructor(protoPath, controller) {
    super(protoPath, 'dummies.Dummies.service');
    this.controller = controller;
  }

  register() {
    const { FilterParams, PagingParams } = require('pip-services3-commons-nodex');
    const or = (dummy) => dummy || {};

    this.registerMethod('get_dummies', null, async ({ request }) => this.controller.getPage(
      FilterParams.fromValue(request.filter), PagingParams.fromValue(request.paging)));
    this.registerMethod('get_dummy_by_id', null,
      async ({ request }) => or(this.controller.getOne(request.dummy_id)));
    this.registerMethod('create_dummy', null,
      async ({ request }) => or(this.controller.create(request.dummy)));
    this.registerMethod('update_dummy', null,
      async ({ request }) => or(this.controller.update(request.dummy)));
    this.registerMethod('delete_dummy_by_id', null,
      async ({ request }) => or(this.controller.delete(request.dummy_id)));
  }
}

async function main(protoPath) {
  const port = listenOnFreePort();
  const controller = new DummyController();
  const endpoint = new GrpcEndpoint();
  const services = [new DummyCommandableService(), new DummiesService(protoPath, controller)];
  const references = References.fromTuples(
    new Descriptor('dummies', 'controller', 'default', 'default', '1.0'), controller,
    new Descriptor('pip-services', 'endpoint', 'grpc', 'default', '1.0'), endpoint
  );

  endpoint.configure(ConfigParams.fromTuples(
    'connection.protocol', 'http', 'connection.host', 'localhost', 'connection.port', 50056));
  endpoint.setReferences(references);
  for (const service of services) {
    service.configure(new ConfigParams());
    service.setReferences(references);
  }
  await endpoint.open(null);
  for (const service of services) await service.open(null);
  console.log(`listening on 127.0.0.1, port ${await port}`);
  process.on('SIGTERM', () => process.exit(0)); // close waits for the other side to leave
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(String(error));
  process.exit(1);
});
