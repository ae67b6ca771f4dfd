// The controller of the toolkit's tests, with commands for tests of callers besides.
'use strict';

const commons = require('pip-services3-commons-nodex');

const { Command, CommandSet, DataPage, FilterParams, IdGenerator, PagingParams, TypeCode } = commons;
const { FilterParamsSchema, ObjectSchema, PagingParamsSchema } = commons;

const exceptions = {
  BadRequest: commons.BadRequestException,
  Conflict: commons.ConflictException,
  FailedInvocation: commons.InvocationException,
  FileError: commons.FileException,
  Internal: commons.InternalException,
  InvalidState: commons.InvalidStateException,
  Misconfiguration: commons.ConfigException,
  NoResponse: commons.ConnectionException,
  NotFound: commons.NotFoundException,
  Unauthorized: commons.UnauthorizedException,
  Unsupported: commons.UnsupportedException,
};

class DummyController {
  constructor() {
    this.dummies = [];
  }

  getPage(filter, paging) {
    const key = filter.getAsNullableString('key');
    const skip = paging.getSkip(0);
    const found = this.dummies.filter((dummy) => key == null || dummy.key === key);

    return new DataPage(found.slice(skip, skip + paging.getTake(100)),
      paging.total ? found.length : null);
  }

  getOne(id) {
    return this.dummies.find((dummy) => dummy.id === id) || null;
  }

  create(dummy) {
    const made = { ...dummy, id: dummy.id || IdGenerator.nextLong() };

    this.dummies.push(made);
    return made;
  }

  update(dummy) {
    const index = this.dummies.findIndex((each) => each.id === dummy.id);

    if (index < 0) return null;
    this.dummies[index] = dummy;
    return dummy;
  }

  delete(id) {
    const found = this.getOne(id);

    this.dummies = this.dummies.filter((dummy) => dummy.id !== id);
    return found;
  }

  raise(correlationId, kind) {
    if (kind === 'Bare') throw new Error('bare failure');
    if (kind === 'Strange') {
      const error = new commons.ApplicationException('Strange', correlationId, 'CODE_X',
        'message of Strange');
      error.status = 418;
      throw error;
    }
    if (kind === 'WithCause')
      throw new commons.BadRequestException(correlationId, 'WITH_CAUSE', 'outer message')
        .withCause(new Error('inner cause')).withDetails('number', 42).withDetails('text', 'héllo');
    throw new exceptions[kind](correlationId, 'CODE_X', `message of ${kind}`)
      .withDetails('key1', 'value1');
  }

  getCommandSet() {
    const dummySchema = new ObjectSchema().withOptionalProperty('id', TypeCode.String)
      .withRequiredProperty('key', TypeCode.String).withOptionalProperty('content', TypeCode.String);
    const pageSchema = new ObjectSchema().withOptionalProperty('filter', new FilterParamsSchema())
      .withOptionalProperty('paging', new PagingParamsSchema());
    const idSchema = new ObjectSchema().withRequiredProperty('dummy_id', TypeCode.String);
    const objectSchema = new ObjectSchema().withRequiredProperty('dummy', dummySchema);
    const commands = {
      get_dummies: [pageSchema, (id, args) => this.getPage(
        FilterParams.fromValue(args.get('filter')), PagingParams.fromValue(args.get('paging')))],
      get_dummy_by_id: [idSchema, (id, args) => this.getOne(args.getAsString('dummy_id'))],
      create_dummy: [objectSchema, (id, args) => this.create(args.get('dummy'))],
      update_dummy: [objectSchema, (id, args) => this.update(args.get('dummy'))],
      delete_dummy: [idSchema, (id, args) => this.delete(args.getAsString('dummy_id'))],
      echo: [null, (id, args) => args.get('value')],
      correlation: [null, (id) => ({ correlation_id: id })],
      raise: [null, (id, args) => this.raise(id, args.getAsString('kind'))],
    };
    const set = new CommandSet();

    for (const [name, [schema, action]] of Object.entries(commands))
      set.addCommand(new Command(name, schema, async (id, args) => action(id, args)));
    return set;
  }
}

module.exports = { DummyController };
