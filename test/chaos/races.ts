import { renderReport } from '../../src/race/index.ts';
import type { Random } from '../fuzz/random.ts';

/** Who raced, innermost first, and who started both goroutines where that was no test. */
interface Told {
  readonly stacks: readonly [readonly string[], readonly string[]];
  readonly starter?: string;
}

/** Races that are alike without being the same: those of one family share a weaker key with its first. */
const FAMILIES: readonly Readonly<Record<string, Told>>[] = [
  {
    Widget: { stacks: [['(*Widget).Set'], ['(*Widget).Get']] },
    'Widget on a Shelf': { stacks: [['(*Widget).Set'], ['(*Widget).Get', '(*Shelf).Show']] },
    'Half a Widget': { stacks: [['(*Widget).Set'], ['(*Sprocket).Turn', '(*Widget).Get']] },
  },
  { Gadget: { stacks: [['(*Gadget).Set'], ['(*Gadget).Get']] } },
  {
    Cog: {
      stacks: [
        ['(*Cog).Turn', '(*Mill).Grind'],
        ['(*Cog).Stop', '(*Mill).Brake'],
      ],
      starter: 'NewMill',
    },
    Stone: {
      stacks: [
        ['(*Stone).Roll', '(*Mill).Grind'],
        ['(*Stone).Lift', '(*Mill).Brake'],
      ],
      starter: 'NewMill',
    },
  },
];

const TOLD: ReadonlyMap<string, Told> = new Map(FAMILIES.flatMap((family) => Object.entries(family)));

/** One of the races that people report, by name: the same name is the same race. */
export function pickRace(random: Random): string {
  const races = Object.keys(random.pick(FAMILIES));
  return random.oneIn(2) ? (races[0] ?? '') : random.pick(races);
}

/** The name that is common to all races which are alike. */
export function familyOf(race: string): string {
  return Object.keys(FAMILIES.find((family) => Object.hasOwn(family, race)) ?? {})[0] ?? race;
}

/** What people write who met a race, or none. */
export function textOf(race: string | null): string {
  if (race === null) return 'The build is slow.';
  const told = TOLD.get(race);
  if (!told) throw new Error(`nobody reports ${race}`);
  return `A test failed.\n\n\`\`\`\n${report(told)}\`\`\`\n`;
}

function report({ stacks: [one, other], starter }: Told): string {
  const access = (stack: readonly string[], id: number) => ({
    address: '0x00c000123456',
    by: { kind: 'goroutine', id } as const,
    stack: 'restored' as const,
    frames: [...stack, ...(starter === undefined ? [`TestShop.func${id}`] : [])].map(frame),
  });
  const goroutine = (id: number) => ({
    id,
    state: 'running' as const,
    stack: 'restored' as const,
    frames: [...(starter === undefined ? [] : [starter]), 'TestShop'].map(frame),
  });
  return renderReport({
    accesses: [
      { ...access(one, 8), op: 'write', previous: false },
      { ...access(other, 7), op: 'read', previous: true },
    ],
    goroutines: [goroutine(8), goroutine(7)],
  });
}

function frame(name: string) {
  const file = name.startsWith('Test') ? 'shop_test.go' : 'shop.go';
  return {
    symbol: `acme.example/widgets/shop.${name}`,
    file: `/home/ci/widgets/shop/${file}`,
    line: 12,
    offset: '0x44',
  };
}
