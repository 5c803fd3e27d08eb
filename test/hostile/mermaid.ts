/**
 * The few statements that our diagrams are made of, checked more strictly than Mermaid does: nothing but these,
 * and in a name nothing that any statement of Mermaid begins with.
 */
const NAME = '[\\p{L}\\p{M}\\p{N}_.()[\\]*/+:·•… -]{1,60}';
const RUNNER = '(?:main goroutine|a goroutine|(?:goroutine|thread) \\d{1,16}|unknown)';

const STATEMENTS = [
  `participant [ST] as ${NAME}`,
  `participant [AB] as ${RUNNER}`,
  'participant M as the same memory',
  '[ST]-\\)[AB]: starts',
  `Note over [AB]: ${NAME}(?:<br/>${NAME})?`,
  `[AB]->>M: (?:atomic )?(?:read|write) in ${NAME}`,
].map((source) => new RegExp(`^  ${source}$`, 'u'));

/** Lines of a diagram that are none of ours; empty for a good one. */
export function strangeStatements(diagram: string): string[] {
  const [first, ...lines] = diagram.split('\n');
  const strange = lines.filter((line) => !STATEMENTS.some((statement) => statement.test(line)));
  return first === 'sequenceDiagram' ? strange : [first ?? '', ...strange];
}
