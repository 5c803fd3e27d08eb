type Aliases = Readonly<Record<string, readonly string[]>>;

/**
 * The aliases among these names that lead in a circle, or to one that does: whom they mean stays open in part.
 *
 * @example aliasesInCircles(['a'], { a: ['b'], b: ['a'] }) // ['a']
 */
export function aliasesInCircles(names: readonly string[], aliases: Aliases): string[] {
  const used = [...new Set(names.map(keyOf))].filter((name) => Object.hasOwn(aliases, name));
  if (used.length === 0) return [];
  const straight = straightAliases(aliases);
  return used.filter((name) => !straight.has(name));
}

/** Those that end at people, found from the end: each is met once, however many there are. */
function straightAliases(aliases: Aliases): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [name, members] of Object.entries(aliases)) {
    const inner = new Set(members.map(keyOf).filter((member) => Object.hasOwn(aliases, member)));
    open.set(name, inner.size);
    for (const member of inner) addTo(users, member, name);
  }
  const straight = new Set([...open].filter(([, left]) => left === 0).map(([name]) => name));
  // A set may grow while it is walked.
  for (const name of straight)
    for (const user of users.get(name) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) straight.add(user);
    }
  return straight;
}

function addTo(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function keyOf(name: string): string {
  return name.replace(/^@/, '').toLowerCase();
}
