import { matchesPattern } from '../../config/pattern.ts';
import type { Config } from '../../config/schema.ts';
import { codeSpan } from '../markdown.ts';
import { sameLabel } from '../memory.ts';
import type { RepositoryFacts } from '../types.ts';
import { findOwners, type OwnerRule, parseCodeowners } from './codeowners.ts';
import { labelsOf } from './labeler.ts';
import { findProwOwners } from './prow.ts';

/** Where a path belongs, by what the repository declares. */
export interface Home {
  readonly name: string;
  readonly labels: readonly string[];
  readonly owners: readonly string[];
  /** Why; Markdown. */
  readonly because: string;
  /** Whether somebody declared its labels, or that it is a module: then nothing is learned about it. */
  readonly declared: boolean;
}

/** The files and settings that declare ownership, read for asking. */
export interface Declarations {
  readonly config: Config;
  readonly facts: RepositoryFacts;
  readonly codeowners: readonly OwnerRule[];
}

export function readDeclarations(config: Config, facts: RepositoryFacts): Declarations {
  return { config, facts, codeowners: parseCodeowners(facts.codeowners?.text ?? '').rules };
}

/** The first that says something: the configuration, OWNERS files, labeler.yml, CODEOWNERS, the path itself. */
export function homeOf(path: string, declarations: Declarations): Home {
  return (
    configured(path, declarations) ??
    byProw(path, declarations) ??
    byLabeler(path, declarations) ??
    byCodeowners(path, declarations) ?? {
      name: moduleName(path),
      labels: [],
      owners: [],
      because: `${codeSpan(path)} lies there`,
      declared: false,
    }
  );
}

function configured(path: string, declarations: Declarations): Home | null {
  const { modules } = declarations.config;
  const module = modules.find((one) => one.paths.some((pattern) => matchesPattern(pattern, path)));
  if (!module) return null;
  return {
    name: module.name,
    labels: module.labels.map((label) => label.name),
    owners: module.owners.length > 0 ? module.owners : codeownersOf(path, declarations),
    because: `${codeSpan(path)} belongs to it by the configuration`,
    declared: true,
  };
}

function byProw(path: string, declarations: Declarations): Home | null {
  const { facts } = declarations;
  const found = facts.owners ? findProwOwners(facts.owners, path) : null;
  const labels = existing(found?.labels ?? [], facts);
  if (!found || labels.length === 0) return null;
  return {
    name: moduleName(path),
    labels,
    owners: found.owners.length > 0 ? found.owners : codeownersOf(path, declarations),
    because: `${codeSpan(found.file)} gives ${codeSpan(path)} the ${named(labels)}`,
    declared: true,
  };
}

function byLabeler(path: string, declarations: Declarations): Home | null {
  const { facts } = declarations;
  const { labeler } = facts;
  if (!labeler) return null;
  const everywhere = new Set(NOWHERE.flatMap((one) => labelsOf(labeler, one)));
  const earned = labelsOf(labeler, path).filter((label) => !everywhere.has(label));
  const labels = existing(earned, facts);
  if (labels.length === 0) return null;
  return {
    name: moduleName(path),
    labels,
    owners: codeownersOf(path, declarations),
    because: `${codeSpan(labeler.path)} gives ${codeSpan(path)} the ${named(labels)}`,
    declared: true,
  };
}

/** What a Go file that lies nowhere in particular earns too (`**` + `/*.go`) names no part. */
const NOWHERE = ['\u0000.go', '\u0000/\u0000.go', '\u0000/\u0000/\u0000/\u0000.go'];

/** Owners, and no labels: those may still be learned. */
function byCodeowners(path: string, { codeowners, facts }: Declarations): Home | null {
  const rule = findOwners(codeowners, path);
  if (!rule || rule.owners.length === 0) return null;
  return {
    name: moduleName(path),
    labels: [],
    owners: rule.owners,
    because: `line ${rule.line} of ${facts.codeowners?.path ?? 'CODEOWNERS'} names the owners of ${codeSpan(path)}`,
    declared: false,
  };
}

function codeownersOf(path: string, { codeowners }: Declarations): readonly string[] {
  return findOwners(codeowners, path)?.owners ?? [];
}

/** As the repository spells them; a label that a file only speaks of is not made up. */
export function existing(labels: readonly string[], { labels: known }: RepositoryFacts): string[] {
  return labels.flatMap((label) => known.find((one) => sameLabel(one, label)) ?? []);
}

function named(labels: readonly string[]): string {
  return `${labels.length > 1 ? 'labels' : 'label'} ${labels.map(codeSpan).join(', ')}`;
}

/** The first element of the path that says something: `executor` of `pkg/executor/join.go`. */
function moduleName(path: string): string {
  const elements = path.split('/').slice(0, -1);
  const [first, second] = elements;
  const wrapper = first === 'pkg' || first === 'internal' || first === 'src';
  return (wrapper ? second : first) ?? first ?? 'the root package';
}
