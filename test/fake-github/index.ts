import { FakeGitHub } from './fake.ts';
import type { FakeOptions } from './options.ts';

export { FakeGitHub } from './fake.ts';
export type { Fault, IncomingCall, RecordedCall } from './calls.ts';
export type { Delivery, WebhookTarget } from './deliveries.ts';
export type { Comment, Issue, Repository } from './model.ts';
export type { FakeOptions, RepositoryOptions } from './options.ts';
export type { RepositoryDesk, Thread } from './people.ts';

export async function startFakeGitHub(options: FakeOptions = {}): Promise<FakeGitHub> {
  const fake = new FakeGitHub(options);
  await fake.listen(options.port ?? 0);
  return fake;
}
