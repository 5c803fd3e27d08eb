import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { commands } from '../../src/commands/table.ts';
import { parseCommands } from '../../src/commands/parse.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { readReplyMarker } from '../../src/triage/marker.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { accessTo, jobFor, keptLog, pipelineOn, raceReport, workOn } from './parts.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
let now: number;
/** How far GitHub’s clock is ahead, in milliseconds: its times are whole seconds. */
let ahead: number;
/** Ends the answers that GitHub holds back; for good, unless a test ends them earlier. */
let held: (() => void)[];

beforeEach(async () => {
  ahead = 0;
  held = [];
  fake = await startFakeGitHub({
    now: () => Date.now() + ahead,
    sleep: () => new Promise((resolve) => held.push(resolve)),
  });
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    labels: ['sig/shop', 'sig/other'],
    collaborators: { maintainer: 'maintain', reader: 'read' },
  });
  store = await openMemoryStore();
  now = Date.parse('2026-02-01T00:00:00Z');
  parts = pipelineOn(fake, store, () => now);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const answer of held) answer();
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

async function run(issue: Issue, hint: Hint, more: Partial<PipelineParts> = {}): Promise<string> {
  now += 10_000;
  const job = await jobFor(store, `delivery ${now}`, workOn(fake, repo, issue.number, hint), now);
  const outcome = await runJob(job, { ...parts, ...more });
  await store.finish(job, now);
  return outcome.result;
}

async function open(name = 'Widget', body = raceReport(name)): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body });
  await run(issue, look(issue.body ?? ''));
  return issue;
}

/** Somebody comments; gives the reactions, and what the app wrote below. */
async function say(issue: Issue, text: string, by = 'maintainer', more: Partial<PipelineParts> = {}) {
  const { id } = repo.comment(issue, text, { by });
  const comment = { id, body: text, by: { login: by, bot: false }, at: new Date(now).toISOString() };
  await run(issue, { kind: 'command', issueAuthor: 'reporter', comment }, more);
  const { comments } = repo.thread(issue);
  const at = comments.findLastIndex((one) => one.author === by && one.body === text);
  const [asked, ...replies] = comments.slice(at);
  return {
    reactions: asked?.reactions ?? [],
    replies: replies.map(({ body }) => body).filter((body) => body.includes(':reply ')),
  };
}
const OBEYED = { reactions: ['eyes', 'rocket'], replies: [] };
const refusedBecause = (words: string) => ({
  reactions: ['eyes', 'confused'],
  replies: [expect.stringContaining(words)],
});
const labels = (issue: Issue) => [...repo.thread(issue).labels].sort();
const ours = (issue: Issue) =>
  repo
    .thread(issue)
    .comments.filter(({ body }) => body.includes('<!-- race-triage:v1'))
    .map(({ body }) => body)
    .join('\n');

describe('/race duplicate', () => {
  test('makes two races one, whatever their frames, and is bound to it', async () => {
    const [first, second] = [await open('Widget'), await open('Gadget')];
    expect(await say(second, '/race duplicate #1')).toEqual(OBEYED);
    expect(labels(second)).toEqual(['duplicate', 'race']);
    expect(ours(second)).toContain('#1');
    const third = await open('Gadget');
    expect(ours(third)).toContain('#1');
    expect(ours(first)).not.toContain('#2');
  });

  test.each<[string, string, string]>([
    ['itself', '/race duplicate #2', 'this issue itself'],
    ['an issue that is not there', '/race duplicate #99', 'no issue #99'],
    ['another repository', '/race duplicate other/widgets#1', 'another repository'],
    ['a pull request', '/race duplicate #3', 'pull request'],
    ['a circle', '/race duplicate #4', 'leads back here'],
  ])('refuses %s, with its own sentence', async (_, text, words) => {
    await open('Widget');
    const issue = await open('Gadget');
    repo.open({ title: 'a change', isPullRequest: true });
    const fourth = await open('Sprocket');
    await say(fourth, '/race duplicate #2');
    expect(await say(issue, text)).toEqual(refusedBecause(words));
    expect(labels(issue)).toEqual(['race']);
  });
});

describe('/race not-duplicate', () => {
  test('takes links and labels back, and later issues are only shown both', async () => {
    await open('Widget');
    const second = await open('Widget');
    expect(labels(second)).toEqual(['duplicate', 'race']);
    expect(await say(second, '/race not-duplicate #1')).toEqual(OBEYED);
    expect(labels(second)).toEqual(['race']);
    expect(ours(second)).not.toContain('#1');
    const third = await open('Widget');
    expect(labels(third)).toEqual(['race']);
    expect(ours(third)).toContain('#1, #2');
  });

  test('by the author unlinks that issue only', async () => {
    await open('Widget');
    const second = await open('Widget');
    expect(await say(second, '/race not-duplicate #1', 'reporter')).toEqual(OBEYED);
    expect(labels(second)).toEqual(['race']);
    const third = await open('Widget');
    expect(labels(third)).toEqual(['duplicate', 'race']);
  });

  test('by the author does not undo what somebody with rights said', async () => {
    await open('Widget');
    const second = await open('Gadget');
    await say(second, '/race duplicate #1');
    expect(await say(second, '/race not-duplicate #1', 'reporter')).toEqual(refusedBecause('triage rights'));
    expect(labels(second)).toEqual(['duplicate', 'race']);
    await say(second, '/race not-duplicate #1');
    expect(labels(second)).toEqual(['race']);
  });
});

describe('/race module', () => {
  test('corrects the owner, by label or by its last word, and takes it back', async () => {
    const issue = await open();
    expect(await say(issue, '/race module shop')).toEqual(OBEYED);
    expect(labels(issue)).toEqual(['race', 'sig/shop']);
    expect(ours(issue)).toContain('`maintainer` said so');
    await say(issue, '/race module sig/other');
    expect(labels(issue)).toEqual(['race', 'sig/other']);
    await say(issue, '/race module none');
    expect(labels(issue)).toEqual(['race']);
    expect(ours(issue)).not.toContain('Module guess');
  });

  test('is learned from', async () => {
    const issue = await open();
    await say(issue, '/race module sig/shop');
    expect(await store.precedents(repo.id, 99)).toMatchObject([{ issue: 1, labels: ['sig/shop'] }]);
  });

  test('that nobody knows is refused, with what may have been meant', async () => {
    const issue = await open();
    const answer = await say(issue, '/race module sig/shopp');
    expect(answer).toEqual(refusedBecause('Did you mean `sig/shop`?'));
    const hostile = await say(issue, '/race module @everyone](http://x)');
    expect(hostile.replies[0]).toContain('`@\u200beveryone](http:\u200b//x)`');
  });
});

describe('/race ignore', () => {
  test('leaves the issue as it is, until unignore', async () => {
    const issue = await open();
    expect(await say(issue, '/race ignore')).toEqual(OBEYED);
    const edited = raceReport('Gadget');
    repo.edit(issue, { body: edited });
    const since = fake.step;
    expect(await run(issue, look(edited, 'edited'))).toBe('ignored');
    expect(fake.writes({ since })).toEqual([]);
    expect(await say(issue, '/race unignore')).toEqual(OBEYED);
    expect(ours(issue)).toContain('Gadget');
  });

  test('holds for an issue that was not known before', async () => {
    const issue = repo.open({ title: 'Slow', body: 'The build is slow.' });
    await say(issue, '/race ignore');
    repo.edit(issue, { body: raceReport() });
    expect(await run(issue, look(raceReport(), 'edited'))).toBe('ignored');
    expect(labels(issue)).toEqual([]);
  });
});

describe('/race undo', () => {
  test('takes the first look back, and it is not done again', async () => {
    const issue = await open();
    expect(await say(issue, '/race undo')).toEqual(OBEYED);
    expect(labels(issue)).toEqual([]);
    expect(ours(issue)).toBe('');
    expect(await say(issue, '/race rescan')).toEqual(OBEYED);
    expect([labels(issue), ours(issue)]).toEqual([[], '']);
    expect(await say(issue, '/race undo')).toEqual(refusedBecause('nothing of mine'));
    await say(issue, '/race rescan --force');
    expect(labels(issue)).toEqual(['race']);
    expect(ours(issue)).toContain('Data race');
  });

  test('takes an edit back to what stood there before', async () => {
    await open('Widget');
    const second = await open('Widget');
    const before = ours(second);
    await say(second, '/race not-duplicate #1');
    expect(ours(second)).not.toBe(before);
    expect(await say(second, '/race undo')).toEqual(OBEYED);
    expect(ours(second)).toBe(before);
    expect(labels(second)).toEqual(['duplicate', 'race']);
    await say(second, '/race rescan');
    expect(ours(second)).toBe(before);
  });

  test('leaves what people changed since', async () => {
    const issue = await open();
    repo.unlabel(issue, 'race', { by: 'maintainer' });
    await run(issue, { kind: 'label', label: 'race', present: false, by: { login: 'm', bot: false } });
    repo.label(issue, 'race', { by: 'maintainer' });
    await run(issue, { kind: 'label', label: 'race', present: true, by: { login: 'm', bot: false } });
    await say(issue, '/race undo');
    expect(labels(issue)).toEqual(['race']);
    expect(ours(issue)).toBe('');
  });

  test('tried twice is done once', async () => {
    const issue = await open();
    const { id } = repo.comment(issue, '/race undo', { by: 'maintainer' });
    const comment = { id, body: '/race undo', by: { login: 'maintainer', bot: false }, at: '' };
    const hint: Hint = { kind: 'command', issueAuthor: 'reporter', comment };
    await run(issue, hint);
    const since = fake.step;
    await run(issue, hint);
    expect(fake.writes({ since }).map((call) => call.route.split('/').at(-1))).toEqual([
      'reactions',
      'reactions',
    ]);
  });
});

describe('/race why', () => {
  test('tells the decision, its frames and where it stands in the log', async () => {
    await open('Widget');
    const second = await open('Widget');
    const { reactions, replies } = await say(second, '/race why', 'reporter');
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(replies).toHaveLength(1);
    for (const words of ['verdict    duplicate', 'issue 1 is open', 'exact rt1:', 'leaf', '`delivery`', '#1'])
      expect(replies[0]).toContain(words);
    expect(parseCommands(replies[0] ?? '')).toEqual([]);
  });

  test('of an issue without a race says so', async () => {
    const issue = repo.open({ title: 'Slow', body: 'The build is slow.' });
    expect((await say(issue, '/race why')).replies[0]).toContain('no record of a decision');
  });
});

describe('answers do not fill a thread', () => {
  test('one word an hour on what was wrong, whoever writes how much nonsense', async () => {
    const issue = await open();
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await say(issue, '/race dance', 'reporter'));
    expect(answers.map(({ replies }) => replies.length)).toEqual([1, 0, 0, 0, 0]);
    expect(answers.every(({ reactions }) => reactions.join() === 'confused')).toBe(true);
    now += 60 * 60 * 1000;
    expect((await say(issue, '/race dance', 'reporter')).replies).toHaveLength(1);
  });

  test('ten replies an hour on an issue, and thirty commands', async () => {
    const issue = await open();
    let replies = 0;
    for (let i = 0; i < 14; i++) replies += (await say(issue, '/race help', `person${i}`)).replies.length;
    expect(replies).toBe(10);
    const many = Array.from({ length: 10 }, () => '/race rescan').join('\n\n');
    for (let i = 0; i < 2; i++) await say(issue, many);
    expect((await say(issue, many)).reactions).toEqual(['confused']);
  });

  test('two hundred bad commands of fifty people within the hour: ten replies, one to each', async () => {
    const issue = await open();
    for (let i = 0; i < 200; i++) {
      const by = `person${Math.floor(i / 4)}`;
      const { id } = repo.comment(issue, '/race dance', { by });
      const comment = { id, body: '/race dance', by: { login: by, bot: false }, at: '' };
      now -= 9_000;
      await run(issue, { kind: 'command', issueAuthor: 'reporter', comment });
    }
    const answered = issue.comments.flatMap(({ body }) => readReplyMarker(body) ?? []);
    const asked = issue.comments
      .filter(({ id }) => answered.includes(id))
      .map(({ author }) => author.account.login);
    expect([answered.length, new Set(asked).size]).toEqual([10, 10]);
  });

  test('a stranger’s command is refused without words, and nothing is done', async () => {
    await open('Widget');
    const second = await open('Gadget');
    for (const text of ['/race duplicate #1', '/race undo', '/race ignore', '/race module none'])
      expect(await say(second, text, 'stranger')).toEqual({ reactions: ['confused'], replies: [] });
    expect(labels(second)).toEqual(['race']);
    expect(await store.rulings(repo.id, [2])).toEqual([]);
  });

  test('where the repository only watches nothing is written, and the word is kept', async () => {
    await open('Widget');
    const second = await open('Gadget');
    const since = fake.step;
    await say(second, '/race duplicate #1', 'maintainer', { ceiling: 'observe' });
    await say(second, '/race undo', 'maintainer', { ceiling: 'observe' });
    expect(fake.writes({ since }).filter((call) => call.by !== 'app')).toEqual([]);
    expect(await store.rulings(repo.id, [2])).toHaveLength(1);
  });
});

describe('while GitHub does not tell somebody’s right', () => {
  const COMMANDS = commands
    .filter(({ who }) => who !== 'anyone')
    .map(({ name, examples }) => [name, examples[0] ?? '']);

  test.each(COMMANDS)('%s is refused where GitHub knows nobody of that name', async (_, text) => {
    const issue = await open();
    fake.intercept((call) => (call.route.endsWith('/permission') ? { status: 404 } : undefined));
    const since = fake.step;
    expect(await say(issue, text, 'stranger')).toEqual({ reactions: ['confused'], replies: [] });
    expect(fake.writes({ since }).filter((call) => call.by !== 'app')).toHaveLength(1);
  });

  test.each(
    COMMANDS.flatMap((row) => [
      [...row, 500],
      [...row, 'no answer'],
    ]),
  )('%s (%s) is not done but kept for later: %s', async (_, text, trouble) => {
    const issue = await open();
    fake.intercept((call) => {
      if (!call.route.endsWith('/permission')) return undefined;
      return trouble === 500 ? { status: 500 } : { reset: true };
    });
    await keptForLater(issue, String(text));
  });

  test.each(COMMANDS)('%s (%s) is not done but kept for later: no answer in time', async (_, text) => {
    const issue = await open();
    // The patience of a request is the machine's own clock: the test ends it while GitHub holds the answer back.
    const patience = new AbortController();
    const limits: number[] = [];
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => {
      limits.push(limit);
      return patience.signal;
    });
    fake.intercept((call) => {
      if (!call.route.endsWith('/permission')) return undefined;
      setImmediate(() => patience.abort(new DOMException('it took too long', 'TimeoutError')));
      return { delayMs: 1 };
    });
    await keptForLater(issue, text);
    expect([held.length, limits]).toEqual([1, [30_000]]);
  });

  /** Nothing is written, nothing is believed. */
  async function keptForLater(issue: Issue, text: string): Promise<void> {
    const since = fake.step;
    await expect(say(issue, text)).rejects.toMatchObject({ retryable: true });
    expect(fake.writes({ since }).filter((call) => call.by !== 'app')).toEqual([]);
    expect(await store.rulings(repo.id, [issue.number])).toEqual([]);
  }
});

describe('what GitHub is asked before the first reaction', () => {
  /** The last words of each route, up to the reaction. */
  async function asked(text: string, by: string): Promise<string[]> {
    const issue = repo.open({ title: 'Race', body: raceReport() });
    const since = fake.step;
    await say(issue, text, by);
    const routes = fake.calls({ since }).map(({ route }) => route.split('/').at(-1) ?? '');
    return routes.slice(0, routes.indexOf('reactions') + 1);
  }
  const [TOKEN, RIGHT, CONFIG, REACTION] = ['access_tokens', 'permission', '{path}', 'reactions'];

  test.each<[string, string, (string | undefined)[], (string | undefined)[]]>([
    ['/race rescan', 'maintainer', [TOKEN, RIGHT, CONFIG, REACTION], [REACTION]],
    ['/race rescan', 'reporter', [TOKEN, CONFIG, REACTION], [REACTION]],
    ['/race help', 'stranger', [TOKEN, CONFIG, REACTION], [REACTION]],
    ['/race why', 'maintainer', [TOKEN, RIGHT, CONFIG, REACTION], [REACTION]],
    ['/race dance', 'stranger', [TOKEN, CONFIG, REACTION], [REACTION]],
  ])('%s by %s, where nothing is known, and where all is', async (text, by, cold, warm) => {
    expect(await asked(text, by)).toEqual(cold);
    await open();
    expect(await asked(text, by)).toEqual(warm);
  });

  test('a right is asked again after a minute, and nothing else', async () => {
    await open();
    parts = { ...parts, github: accessTo(fake, keptLog().log, () => now) };
    await asked('/race rescan', 'maintainer');
    expect(await asked('/race rescan', 'maintainer')).toEqual([REACTION]);
    now += 60_000;
    expect(await asked('/race rescan', 'maintainer')).toEqual([RIGHT, REACTION]);
  });
});

describe('what people said survives a lost store', () => {
  /** The store is new, and so much later that the issues have a past. */
  async function loseStore(): Promise<void> {
    await store.close();
    store = await openMemoryStore();
    now = Date.now() + 24 * 60 * 60 * 1000;
    parts = { ...parts, store };
  }
  const relook = (issue: Issue) => run(issue, look(issue.body ?? '', 'relook'));

  test('rulings are read again from the comments they were given in', async () => {
    const [first, second] = [await open('Widget'), await open('Widget')];
    await say(second, '/race not-duplicate #1');
    await say(first, '/race module sig/shop');
    const before = [labels(first), labels(second), ours(second)];
    await loseStore();
    expect([await relook(first), await relook(second)]).toEqual(['new', 'new']);
    expect([labels(first), labels(second), ours(second)]).toEqual(before);
  });

  test('an issue that was to be left alone is left alone', async () => {
    const issue = await open();
    await say(issue, '/race ignore');
    await loseStore();
    const since = fake.step;
    expect(await relook(issue)).toBe('ignored');
    expect(fake.writes({ since })).toEqual([]);
  });

  test('but not what was edited since, nor what somebody without rights wrote', async () => {
    const issue = await open();
    const edited = repo.comment(issue, '/race ignore', { by: 'maintainer' });
    ahead = 2_000;
    repo.editComment(edited, '/race ignore ', { by: 'maintainer' });
    repo.comment(issue, '/race ignore', { by: 'stranger' });
    repo.comment(issue, '> /race ignore', { by: 'maintainer' });
    await loseStore();
    expect(await relook(issue)).toBe('new');
  });
});
