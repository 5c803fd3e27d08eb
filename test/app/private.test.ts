import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/app/metrics.ts';
import { openHouse } from './house.ts';
import { raceReport } from './parts.ts';

const CANARY = 'Kanarienvogel';

/** The same race in a private and a public repository of one installation. */
test('nothing of a private repository shows in a public one, in metrics or in logs at the level info', async () => {
  const house = await openHouse();
  const files = { 'go.mod': 'module acme.example/widgets\n' };
  const hidden = house.fake.repository(`acme/${CANARY.toLowerCase()}`, { files, private: true });
  const open = house.fake.repository('acme/widgets', { files });
  for (let i = 0; i < 20; i += 1) {
    const body = `${CANARY}\n${raceReport(`${CANARY}${i % 3}`)}`;
    const issue = hidden.open({ title: `${CANARY} ${i}`, body, by: CANARY });
    hidden.comment(issue, '/race rescan\n/race help', { by: CANARY });
    open.open({ title: 'Race', body: raceReport(i % 2 === 0 ? 'Widget' : 'Gadget') });
    await house.settle();
  }
  expect(hidden.thread(2).comments.some(({ body }) => body.includes(CANARY))).toBe(true);

  const found = new RegExp(CANARY, 'i');
  const threads = [...open.data.issues.keys()].map((number) => JSON.stringify(open.thread(number)));
  expect(threads.filter((text) => found.test(text))).toEqual([]);
  const lines = house.log().filter((line) => (JSON.parse(line) as { level: number }).level >= 30);
  expect(lines.length).toBeGreaterThan(40);
  expect(lines.filter((line) => found.test(line))).toEqual([]);
  const metrics = createMetrics(house.store(), { version: '1.0.0', perHour: 400, now: () => 0 });
  expect(await metrics.render()).not.toMatch(found);
  await house.close();
});
