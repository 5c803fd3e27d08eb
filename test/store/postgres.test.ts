import { afterAll, beforeAll } from '@jest/globals';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { empty, type PostgresServer, startPostgres } from '../postgres/index.ts';

let server: PostgresServer;
let url = '';
beforeAll(async () => {
  server = await startPostgres();
  url = await server.database();
});
afterAll(() => server.close());

storeContract('the PostgreSQL store', async () => {
  await empty(url);
  return await openPostgresStore(url);
});
