import { expect, test } from '@jest/globals';
import { openMemoryStore } from '../../src/store/memory.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { delivery } from '../contracts/values.ts';

storeContract('the memory store', openMemoryStore);

test('two memory stores know nothing of each other', async () => {
  const [a, b] = [await openMemoryStore(), await openMemoryStore()];
  await a.put(delivery('a'), 0);
  expect(await b.put(delivery('a'), 0)).toBe('new');
  await a.close();
  await b.close();
});
