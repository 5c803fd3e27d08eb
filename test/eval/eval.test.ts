import { describe, expect, test } from '@jest/globals';
import { parseRaceReports } from '../../src/race/index.ts';
import { BARS } from './bars.ts';
import { corpus, pairs } from './corpus.ts';
import type { Evaluation } from './evaluation.ts';
import { GUESSERS, type Guesser } from './guesses.ts';
import { labelledIssues } from './labels.ts';
import { list, percent, share, table } from './markdown.ts';
import { MUTATIONS } from './mutations.ts';
import { evaluateOwners, type OwnerScore } from './owners.ts';
import { evaluatePairs, labelledPairs } from './pairs.ts';
import { racesOf } from './races.ts';
import { renderFact, renderRepository } from './render.ts';
import { report } from './report.ts';
import { BASELINES, LEVELS, meet } from './rules.ts';
import { evaluateScenarios } from './scenarios.ts';

describe('the corpus', () => {
  test('every issue of a pair is in it', () => {
    const known = new Set(corpus.map(({ id }) => id));
    const named = [...pairs.same, ...pairs.different, ...pairs.ambiguous].flatMap(({ issues }) => issues);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  test('every report keeps its frames when printed and read', () => {
    for (const { reports } of corpus) {
      for (const fact of reports) {
        const printed = fact.report.accesses.flatMap(({ frames }) =>
          frames.filter(({ line }) => line !== null),
        );
        const read = parseRaceReports(renderFact(fact)).flatMap(({ accesses }) =>
          accesses.flatMap(({ frames }) => frames),
        );
        const symbols = read.filter(({ line }) => line !== null).map(({ symbol }) => symbol);
        expect(symbols).toEqual(printed.map(({ symbol }) => symbol));
      }
    }
  });

  test('a repository is rendered as GitHub would list it, oldest first', () => {
    const issues = renderRepository('pingcap/tidb');
    const times = issues.map(({ created_at }) => created_at);
    expect(issues.length).toBeGreaterThan(100);
    expect(times).toEqual(times.toSorted());
    expect(issues.find(({ number }) => number === 49793)).toMatchObject({
      html_url: 'https://github.com/pingcap/tidb/issues/49793',
      body: expect.stringContaining('WARNING: DATA RACE\n'),
    });
  });

  test('a report that breaks off is printed without the closing rule', () => {
    const cut = corpus.flatMap(({ reports }) => reports).find((fact) => fact.cut);
    expect(cut && renderFact(cut).endsWith('='.repeat(18))).toBe(false);
  });
});

describe('rules', () => {
  const [race] = racesOf('pingcap/tidb#49793');
  const [other] = racesOf('pingcap/tidb#40355');
  const [stranger] = racesOf('pingcap/tidb#31965');

  test.each(
    [...LEVELS, ...BASELINES].filter(({ name }) => name !== 'F').map((rule) => [rule.name, rule] as const),
  )('%s joins a race with itself and not with a stranger', (_, rule) => {
    expect(race && stranger && [meet(rule, [race], [race]), meet(rule, [race], [stranger])]).toEqual([
      true,
      false,
    ]);
  });

  test('only the fork point joins two races of one cause with other leaves', () => {
    const joined = LEVELS.slice(0, 4).filter((rule) => race && other && meet(rule, [race], [other]));
    expect(joined.map(({ name }) => name)).toEqual(['F']);
  });
});

describe('what is measured', () => {
  test('each mutation changes a report it applies to', () => {
    const reports = corpus.flatMap((issue) => issue.reports.map(({ report: printed }) => printed));
    const idle = MUTATIONS.filter(({ apply }) =>
      reports.every((one) => JSON.stringify(apply(one)) === JSON.stringify(one)),
    );
    // No issue of the corpus prints type arguments; the samples do.
    expect(idle.map(({ name }) => name).filter((name) => name !== 'type arguments')).toEqual([]);
  });

  test('pairs are told apart by what the text holds', () => {
    const { scores, misses, apart } = evaluatePairs();
    const all = labelledPairs();
    const same = all.filter(({ truth }) => truth === 'stated' || truth === 'inferred');
    const readable = same.filter((pair) => pair.readable).length;
    for (const { stated, inferred, siblings, unreadable, wrong } of scores) {
      expect(stated.of + inferred.of + siblings.of).toBe(readable);
      expect([unreadable.of, wrong.of]).toEqual([
        apart.length,
        all.filter(({ truth }) => truth === 'different').length,
      ]);
    }
    const strict = scores.find(({ rule }) => rule === 'E+L');
    const found = strict ? strict.stated.found + strict.inferred.found + strict.siblings.found : 0;
    expect(misses).toHaveLength(readable - found);
  });

  test('programs have as many keys as races', () => {
    const exact = evaluateScenarios().programs.find(({ rule }) => rule === 'E');
    expect(exact).toMatchObject({ unstable: [], collisions: [] });
  });

  test('an issue is never guessed from itself', () => {
    const seen: string[] = [];
    const spy: Guesser = {
      name: 'spy',
      says: '',
      learn: (others) => (issue) => {
        seen.push(...others.filter((one) => one === issue).map((one) => one.fact.id));
        return [];
      },
    };
    const { views } = evaluateOwners([spy]);
    expect(seen).toEqual([]);
    for (const { scores } of views)
      expect(scores[0]).toMatchObject({ top1: 0, top2: 0, abstained: scores[0]?.issues });
  });

  test('who knows the answer is always right', () => {
    const prophet: Guesser = {
      name: 'prophet',
      says: '',
      learn: () => (issue) => issue.labels.slice(0, 1).map((label) => ({ label, confidence: 'high' })),
    };
    const all = [...labelledIssues().values()].flat().length;
    const [apart] = evaluateOwners([prophet]).views;
    expect(apart?.scores[0]).toMatchObject({
      top1: all,
      top2: all,
      abstained: 0,
      high: { right: all, of: all },
    });
  });

  test('every way of guessing has a name of its own', () => {
    expect(new Set(GUESSERS.map(({ name }) => name)).size).toBe(GUESSERS.length);
  });
});

describe('bars', () => {
  test('hold for what takes no minute to measure', () => {
    const measured = {
      ...good,
      scenarios: evaluateScenarios(),
      pairs: evaluatePairs(),
      owners: evaluateOwners(),
    };
    expect(BARS.flatMap((bar) => bar.missed(measured))).toEqual([]);
  });

  const good: Evaluation = {
    invariance: [{ change: 'lines', reports: 3, exact: 3, likely: 3, sides: 3, fork: 3, broken: [] }],
    scenarios: {
      programs: [{ rule: 'E', scenarios: 1, stable: 1, unstable: [], collisions: [] }],
      kinds: [],
    },
    pairs: {
      scores: ['E', 'L', 'any', 'E+L'].map((rule) => scoreOf(rule)),
      misses: [],
      apart: [],
      unspoken: [],
    },
    owners: {
      schemes: [],
      views: [{ title: 'Leave-one-out', says: '', scores: [ownerScore({}), ownerScore({ top1: 5 })] }],
      ceiling: { right: 0, of: 0 },
    },
  };

  const missed = (change: Partial<Evaluation>): string[] =>
    BARS.flatMap((bar) => bar.missed({ ...good, ...change }).map((what) => `${bar.name}: ${what}`));

  test('hold where all is well', () => {
    expect(missed({})).toEqual([]);
    expect(report(good)).toContain('| holds ');
  });

  test.each<[string, Partial<Evaluation>, RegExp]>([
    [
      'a wrong merge',
      { pairs: { ...good.pairs, scores: [...good.pairs.scores.slice(1), scoreOf('E', ['a and b'])] } },
      /^no wrong merge at level E: a and b$/,
    ],
    [
      'level E not measured',
      { pairs: { ...good.pairs, scores: good.pairs.scores.slice(1) } },
      /not measured/,
    ],
    [
      'a wrong merge at level L',
      { pairs: { ...good.pairs, scores: [...good.pairs.scores, scoreOf('L', ['a and b'])].toSpliced(1, 1) } },
      /^of what L joins, 99 % is the same: a and b$/m,
    ],
    [
      'whole pairs that are not found',
      {
        pairs: {
          ...good.pairs,
          scores: good.pairs.scores.map((one) =>
            one.rule === 'any' ? { ...one, whole: { found: 8, of: 9 } } : one,
          ),
        },
      },
      /any finds 8 of 9/,
    ],
    [
      'stated pairs that are not found',
      {
        pairs: {
          ...good.pairs,
          scores: good.pairs.scores.map((one) =>
            one.rule === 'E+L' ? { ...one, stated: { found: 3, of: 4 } } : one,
          ),
        },
      },
      /^E and L find 80 %.*3 of 4/,
    ],
    [
      'a key that changes',
      {
        invariance: [
          { change: 'lines', reports: 3, exact: 3, likely: 3, sides: 2, fork: 3, broken: ['a#1'] },
        ],
      },
      /lines: a#1$/,
    ],
    [
      'two scenarios of one key',
      {
        scenarios: {
          programs: [{ rule: 'E', scenarios: 2, stable: 2, unstable: [], collisions: ['a = b'] }],
          kinds: [],
        },
      },
      /a = b$/,
    ],
    ['high guesses that are wrong', ownersOf({ high: { right: 6, of: 8 } }), /high 6 of 8 \(75 %\)/],
    ['few high guesses', ownersOf({ high: { right: 3, of: 3 } }), /high 3 of 3 \(100 %\) of 10/],
    ['medium guesses that are wrong', ownersOf({ medium: { right: 1, of: 2 } }), /medium 1 of 2/],
    ['saying nothing', ownersOf({ abstained: 3 }), /abstains 3/],
    ['a simple rule that does as well', ownersOf({ top1: 5 }), /is right for 5$/],
  ])('%s is a miss, and the page says so', (_, change, message) => {
    const found = missed(change);
    expect(new Set(found.map((what) => what.split(': ')[0])).size).toBe(1);
    expect(found.join('\n')).toMatch(message);
    expect(report({ ...good, ...change })).toContain('**missed**');
  });
});

function scoreOf(rule: string, wrongPairs: readonly string[] = []): Evaluation['pairs']['scores'][number] {
  const none = { found: 0, of: 0 };
  const wrong = { found: wrongPairs.length, of: 1 };
  return {
    rule,
    says: '',
    stated: none,
    inferred: none,
    siblings: none,
    whole: none,
    unreadable: none,
    wrong,
    wrongPairs,
  };
}

function ownersOf(app: Partial<OwnerScore>): Partial<Evaluation> {
  const views = [{ title: 'Leave-one-out', says: '', scores: [ownerScore(app), ownerScore({ top1: 5 })] }];
  return { owners: { schemes: [], views, ceiling: { right: 0, of: 0 } } };
}

function ownerScore(change: Partial<OwnerScore>): OwnerScore {
  const [high, medium] = [
    { right: 4, of: 4 },
    { right: 4, of: 4 },
  ];
  return { name: 'x', says: '', issues: 10, top1: 8, top2: 8, abstained: 2, high, medium, ...change };
}

describe('tables', () => {
  test('a cell never breaks its row', () => {
    expect(table(['a'], [['x|y']])).toBe('| a    |\n| ---- |\n| x\\|y |');
  });

  test('shares are never rounded up', () => {
    expect([percent(999, 1000), percent(9999, 10_000), share(0, 0)]).toEqual(['99.9 %', '99.9 %', '–']);
  });

  test('a long list says how much is left out', () => {
    expect(list(['a', 'b', 'c'], 2)).toBe('- a\n- b\n- … and 1 more');
  });
});
