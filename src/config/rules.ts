/**
 * What the fields must hold together. Each is a promise of the app that two settings could break between them.
 * They take no type from the schema, which names them.
 */

interface Named {
  readonly name: string;
}

/** What zod hands to a check: the value, and the list that problems go to. https://zod.dev/api#check */
interface Checked<Value> {
  readonly value: Value;
  readonly issues: { readonly length: number; push: (issue: Issue) => unknown };
}

type Issue = {
  code: 'custom';
  input: unknown;
  path: PropertyKey[];
  message: string;
  params: { expected: string };
};

interface WithLabels {
  readonly labels: Readonly<Record<'race' | 'duplicate' | 'regression', Named | null>>;
  readonly ignoreLabel: string;
}

interface Together extends WithLabels {
  readonly modules: readonly Named[];
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * Checks the options against each other. Only when each is right by itself: the library calls this even for
 * values that already failed, and those have any shape.
 *
 * @example
 * z.strictObject({ … }).check(checkTogether)
 */
export function checkTogether({ value, issues }: Checked<Together>): void {
  if (issues.length > 0) return;
  const found = [...checkLabels(value), ...checkModules(value.modules), ...checkAliases(value.aliases)];
  found.forEach((issue) => issues.push(issue));
}

/** One label cannot mean two things, least of all "leave this issue alone": the app would silence itself. */
function checkLabels({ labels, ignoreLabel }: WithLabels): readonly Issue[] {
  const found: Issue[] = [];
  const seen = new Map([[ignoreLabel.toLowerCase(), 'ignoreLabel']]);
  for (const [key, label] of Object.entries(labels)) {
    if (!label) continue;
    const other = seen.get(label.name.toLowerCase());
    const what = `the same label as \`${other}\``;
    if (other) found.push(problem(['labels', key], label.name, what, 'a label of its own, or null'));
    seen.set(label.name.toLowerCase(), `labels.${key}`);
  }
  return found;
}

/** The second entry of a name would be taken for the first in comments and figures. */
function checkModules(modules: readonly Named[]): readonly Issue[] {
  const first = new Map([...modules.entries()].toReversed().map(([index, { name }]) => [name, index]));
  return [...modules.entries()]
    .filter(([index, { name }]) => first.get(name) !== index)
    .map(([index, { name }]) => {
      return problem(['modules', index, 'name'], name, 'the name of an earlier module', 'each name once');
    });
}

/** An alias is followed once: chains and circles would make the key of a race depend on the order of the entries. */
function checkAliases(aliases: Readonly<Record<string, string>>): readonly Issue[] {
  return Object.entries(aliases)
    .filter(([, current]) => Object.hasOwn(aliases, current))
    .map(([old, current]) => {
      const what = 'itself an old path in `aliases`';
      return problem(['aliases', old], current, what, 'the path of the package today');
    });
}

function problem(path: PropertyKey[], input: unknown, message: string, expected: string): Issue {
  return { code: 'custom', input, path, message, params: { expected } };
}
