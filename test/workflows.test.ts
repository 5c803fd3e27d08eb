import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

/** What can be told of the workflows without running them. */

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.github/workflows');

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const WORKFLOWS = readdirSync(FOLDER).map((file) => ({
  file,
  workflow: parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow,
}));

describe.each(WORKFLOWS)('$file', ({ workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('the token may read, unless a job asks for more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  test('strangers cannot run their code with our rights', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });

  test('actions are named by an exact tag or a commit', () => {
    for (const { uses } of steps) expect(uses ?? '@v0.0.0').toMatch(/@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/);
  });

  test('the checkout leaves no token behind', () => {
    for (const { uses, with: input } of steps) {
      if (uses?.startsWith('actions/checkout@'))
        expect(input).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('no text of an issue or a pull request becomes a command', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  test('no job hangs for hours, and machines are named by version', () => {
    for (const job of jobs) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
      expect(job['runs-on']).not.toContain('latest');
    }
  });
});

test('the gate runs on the oldest Node a contributor may have', () => {
  const gate = WORKFLOWS.find(({ file }) => file === 'ci.yml')?.workflow.jobs['gate'];
  const node = gate?.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
  expect(node?.with).toEqual({ 'node-version': 20 });
  expect(gate?.steps.at(-1)).toEqual({ run: '.ci/run' });
});

test('the gate is a program that stops at the first surprise', () => {
  const file = join(ROOT, '.ci/run');
  const text = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o111).toBe(0o111);
  expect(text).toMatch(/^#!\/usr\/bin\/env bash\n/);
  expect(text).toContain('\nset -euo pipefail\n');
  for (const command of ['npm ci', 'npm test', 'npm run test:browser', 'npm run demo', 'npm run build']) {
    expect(text).toContain(`step ${command}`);
  }
  expect(text).not.toMatch(/\bsleep\b/);
});

test('Dependabot looks after packages, actions and the image', () => {
  const { version, updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
    version: number;
    updates: { 'package-ecosystem': string; directory: string; schedule: { interval: string } }[];
  };
  expect(version).toBe(2);
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker']);
  for (const update of updates)
    expect(update).toMatchObject({ directory: '/', schedule: { interval: 'monthly' } });
});

test('the form for bugs asks what is needed to repeat them', () => {
  const form = parse(readFileSync(join(ROOT, '.github/ISSUE_TEMPLATE/bug.yml'), 'utf8')) as {
    name: string;
    description: string;
    body: { type: string; id?: string; attributes: object; validations?: { required: boolean } }[];
  };
  expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
  const ids = form.body.flatMap(({ id }) => id ?? []);
  expect(ids).toEqual(['what', 'report', 'output', 'version', 'host']);
  for (const { type, attributes } of form.body) {
    expect(attributes).toHaveProperty(type === 'markdown' ? 'value' : 'label');
  }
});
