/**
 * The parser for data-race reports: text in, values out. Pure, without dependencies, for Node and browsers.
 *
 *     import { fingerprint, parseRaceReports } from 'race-triage/parser';
 *     for (const report of parseRaceReports(issue.body)) console.log(fingerprint(report).exact, report.defects);
 *
 * Nothing here throws on any text: what is wrong with it stands in `defects`. Lines count from 1; keys are strings
 * that may only be compared.
 */
export { parseRaceReports, MOST_REPORTS } from './parse.ts';
export type { ParseOptions } from './parse.ts';
export { createRaceReader } from './reader.ts';
export type { RaceReader, RaceReaderOptions } from './reader.ts';
export { renderReport } from './render.ts';
export type { PrintedFrame, PrintedReport } from './render.ts';

export { fingerprint } from './keys.ts';
export { sides } from './side.ts';
export type { KeyFrame, Side } from './side.ts';
export { patternsOf } from './pattern.ts';
export type { PatternName, RacePattern } from './pattern.ts';
export { canonicalPackage, canonicalSymbol } from './normalise.ts';
export type { RaceOptions } from './normalise.ts';
export { classOfFrame, isHarness, isTestCode, ownModules } from './class.ts';
export type { FrameClass, OwnModules } from './class.ts';

export { raceMentioned } from './mention.ts';
export { testsNamed } from './tests.ts';
export { sha256Hex } from './sha256.ts';
export type * from './types.ts';
