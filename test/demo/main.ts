/**
 * `npm run demo`: the main job, for real. A local GitHub made by others, the app's server with its store, real
 * issues filed through the REST API, signed webhooks over HTTP – and what a maintainer then sees.
 *
 *     npm run demo                  exits 0, or 1 naming what did not happen
 *     npm run demo -- --keep        leaves both servers running and prints their addresses
 *     npm run demo -- --mode off    the app's ceiling; `off` must make the story fail
 *     npm run demo -- --patience 5  seconds that the app has for each step; 30 when not given
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AppProcess, startApp } from './app-process.ts';
import { type LocalGitHub, REPOSITORY, startLocalGitHub } from './emulator.ts';
import {
  furnish,
  isTriaged,
  linksTo,
  NotHappened,
  open,
  REAL_ISSUES,
  realIssue,
  sameRaceAgain,
  until,
} from './story.ts';
import { managedComments, printThread, readThread } from './thread.ts';

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    mode: { type: 'string', default: 'act' },
    patience: { type: 'string', default: '30' },
  },
});
process.exitCode = await main(values.keep, values.mode, Number(values.patience) * 1000);

async function main(keep: boolean, mode: string, patience: number): Promise<number> {
  const started = Date.now();
  const dataDir = mkdtempSync(join(tmpdir(), 'race-triage-demo-'));
  const github = await startLocalGitHub();
  let app = await startApp(github, dataDir, { MODE: mode });
  say(`A local GitHub listens on ${github.url}, race-triage on ${app.url}.`);
  try {
    app = await tell(github, patience, app, () => startApp(github, dataDir, { MODE: mode }));
    say(`Everything happened as it should, in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    if (keep) await stayUp(github, app);
    return 0;
  } catch (error) {
    if (!(error instanceof NotHappened)) throw error;
    say(`NOT HAPPENED: ${error.message}.`);
    console.log(app.log());
    return 1;
  } finally {
    await app.stop();
    await github.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The story. Gives the app that runs at its end. */
async function tell(
  github: LocalGitHub,
  patience: number,
  first: AppProcess,
  restart: () => Promise<AppProcess>,
): Promise<AppProcess> {
  const maintainer = github.as('maintainer');
  const watch = { octokit: maintainer, patience };
  await furnish(github);
  say(`${REPOSITORY.owner}/${REPOSITORY.repo} has a go.mod, a CODEOWNERS and a .github/race-triage.yml.`);

  say('Five race issues are opened, with the text people really posted.');
  const numbers = new Map<number, number>();
  for (const original of REAL_ISSUES) {
    const number = await open(github, realIssue(original));
    numbers.set(original, number);
    console.log(printThread(await until(watch, number, 'labelled race, with one comment', isTriaged)), '\n');
  }

  say(
    'One of these races is reported again: another run, other addresses, the two accesses swapped, build-server times.',
  );
  const canonical = numbers.get(40355) ?? 0;
  const again = await open(github, sameRaceAgain(40355));
  const duplicate = await until(
    watch,
    again,
    `labelled duplicate and linked to #${canonical}`,
    (thread) => isTriaged(thread) && thread.labels.includes('duplicate') && linksTo(thread, canonical),
  );
  console.log(printThread(duplicate), '\n');

  say('An issue that has nothing to do with races is opened.');
  const other = await open(github, {
    title: 'The build is slow',
    body: 'It takes ten minutes. Nobody races here.',
  });

  say('The app is stopped; meanwhile a race issue is opened, and its webhook is lost.');
  const code = await first.stop();
  if (code !== 0) throw new NotHappened(`the app should stop with exit code 0, it stopped with ${code}`);
  const missed = await open(github, realIssue(40823));
  const app = await restart();
  await untouched(github, missed, 'untouched while the app was down');

  say('The app is started again, and a maintainer writes /race rescan.');
  await maintainer.rest.issues.createComment({ ...REPOSITORY, issue_number: missed, body: '/race rescan' });
  console.log(printThread(await until(watch, missed, 'labelled race, with one comment', isTriaged)), '\n');
  await untouched(github, other, 'untouched');
  console.log(printThread(await readThread(maintainer, other)), '\n');
  return app;
}

async function untouched(github: LocalGitHub, number: number, expected: string): Promise<void> {
  const thread = await readThread(github.as('maintainer'), number);
  if (thread.labels.length === 0 && managedComments(thread).length === 0) return;
  throw new NotHappened(`issue #${number} should be ${expected}`);
}

async function stayUp(github: LocalGitHub, app: AppProcess): Promise<void> {
  say(
    `Both stay up until you press Ctrl-C: GitHub's REST API on ${github.url} (Authorization: token token-of-reporter), the app on ${app.url}.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function say(text: string): void {
  console.log(`== ${text}\n`);
}
