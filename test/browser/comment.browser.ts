import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BrowserContext, Page } from 'playwright-core';
import { planTriage } from '../../src/triage/plan.ts';
import { goldens } from '../goldens.ts';
import { hostileBody, writtenBodies } from '../hostile/bodies.ts';
import { reportOf, sightingOf, snapshotOf } from '../triage/build.ts';
import { openChromium } from './chromium.ts';
import { pageOf } from './page.ts';

/**
 * Comments in a real browser: Mermaid draws every diagram, and nothing of an issue runs, loads or shows as anything but
 * code. `ACCEPT=1` writes the picture of `docs/comment.md` anew.
 */
const PICTURE = fileURLToPath(new URL('../../docs/images/comment.png', import.meta.url));
const MERMAID = fileURLToPath(new URL('../../node_modules/mermaid/dist/mermaid.min.js', import.meta.url));

const golden = goldens.map(([, comment]) => comment);

const hostile = [...writtenBodies, ...fc.sample(hostileBody, { seed: 11, numRuns: 300 })].flatMap((body) => {
  const { comment } = planTriage(snapshotOf(body));
  return comment === null ? [] : [comment];
});

let browser: BrowserContext;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser?.close());

describe.each([
  ['accepted comments', golden],
  ['comments on hostile issues', hostile],
])('%s', (_, comments) => {
  let shown: Shown;
  beforeAll(async () => void (shown = await show(comments)), 300_000);

  test('Mermaid draws every diagram', () => {
    expect(shown.failed).toEqual([]);
    expect(shown.drawn).toBe(comments.join('\n').split('```mermaid').length - 1);
    expect(shown.drawn).toBeGreaterThan(0);
  });

  test('nothing runs and nothing is loaded', () => {
    expect({ asked: shown.asked, dialogs: shown.dialogs }).toEqual({ asked: [], dialogs: 0 });
  });

  test('no element is on the page that our template has not', async () => {
    expect(await shown.page.evaluate(STRANGE)).toEqual([]);
  });

  test('all folds are closed at first', async () => {
    expect(await shown.page.locator('details[open]').count()).toBe(0);
  });
});

test('the picture of the documentation shows a comment', async () => {
  const { comment } = planTriage(snapshotOf(EXAMPLE, { sightings: [sightingOf(3)] }));
  const { page } = await show([comment ?? '']);
  await page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))");
  const picture = await page.locator('article').screenshot();
  if (process.env.ACCEPT === '1') writeFileSync(PICTURE, picture);
  const kept = readFileSync(PICTURE);
  expect(kept.subarray(1, 4).toString()).toBe('PNG');
  expect(kept.length).toBeLessThanOrEqual(300_000);
});

const EXAMPLE = reportOf({ read: 'store.(*Cache).Get', spawn: 'api.(*Server).Serve' });

/** Runs on the page: draws each diagram strictly, and tells those that Mermaid did not take. */
const DRAW = `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true });
  const failed = [];
  for (const [i, block] of [...document.querySelectorAll('pre.mermaid')].entries()) {
    try {
      block.innerHTML = (await mermaid.render('diagram' + i, block.textContent)).svg;
    } catch (error) {
      failed.push(String(error) + block.textContent);
    }
  }
  return failed;
})()`;

/** Runs on the page: elements outside of diagrams that a comment of ours never has; links and handlers, too. */
const STRANGE = `(() => {
  const tags = 'ARTICLE HEADER B P STRONG CODE PRE A UL LI TABLE THEAD TBODY TR TH TD DETAILS SUMMARY SUB'.split(' ');
  const ours = /^https:\\/\\/github\\.com\\/(?:acme\\/widgets\\/blob\\/main\\/|race-triage\\/race-triage#)/;
  // The front page of a dependency, under its own name and nothing else.
  const dependency = (link) =>
    /^[\\w.-]+\\/[\\w.-]+$/.test(link.textContent) && link.href === 'https://github.com/' + link.textContent;
  return [...document.querySelectorAll('body *:not(script)')]
    .filter((element) => element.closest('svg') === null)
    .filter((element) =>
      !tags.includes(element.tagName) ||
      (element.tagName === 'A' && !ours.test(element.href) && !dependency(element)) ||
      [...element.attributes].some(({ name }) => name.startsWith('on')))
    .map((element) => element.outerHTML.slice(0, 200));
})()`;

interface Shown {
  readonly page: Page;
  readonly drawn: number;
  readonly failed: readonly string[];
  readonly asked: readonly string[];
  readonly dialogs: number;
}

/** Puts comments on a page and lets Mermaid draw, as GitHub does: strictly, each by itself. */
async function show(comments: readonly string[]): Promise<Shown> {
  const page = await browser.newPage();
  const asked: string[] = [];
  let dialogs = 0;
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await page.setContent(pageOf(comments));
  await page.addScriptTag({ path: MERMAID });
  const failed = await page.evaluate<string[]>(DRAW);
  const drawn = await page.locator('pre.mermaid > svg').count();
  return { page, drawn, failed, asked, dialogs };
}
