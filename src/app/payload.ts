import { z } from 'zod';

/** What is not there, or not of its type, is read as this: only what an event cannot do without refuses it. */
const Text = z.string().catch('');
const Paths = z.array(z.string()).catch([]);

const User = z
  .object({ login: z.string(), type: z.string().nullish().catch(null) })
  .nullish()
  .catch(null);

const Repository = z.object({
  id: z.number().int(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  private: z.boolean().catch(true),
  default_branch: z.string().catch('main'),
  html_url: z.string().optional().catch(undefined),
});

const Issue = z.object({
  number: z.number().int().positive(),
  title: Text,
  body: Text,
  state: z.enum(['open', 'closed']).catch('open'),
  state_reason: z.string().nullable().catch(null),
  user: User,
  updated_at: Text,
  pull_request: z.unknown().optional(),
});

const Comment = z.object({
  id: z.number().int(),
  body: Text,
  user: User,
  created_at: Text,
  performed_via_github_app: z
    .object({ id: z.number().catch(0) })
    .nullish()
    .catch(null),
});

/** Repositories as events of an installation name them: without the owner's account or a branch. */
const Named = z
  .array(
    z.object({
      id: z.number().int(),
      full_name: z.string().regex(/^[^/]+\/[^/]+$/),
      private: z.boolean().catch(true),
    }),
  )
  .catch([]);

/** What we read of a payload. GitHub adds fields and leaves fields out: everything is optional until it is needed. */
export const Payload = z.object({
  action: z.string().nullish().catch(null),
  installation: z.object({ id: z.number().int(), account: User.optional() }).nullish().catch(null),
  repository: Repository.nullish().catch(null),
  issue: Issue.nullish().catch(null),
  comment: Comment.nullish().catch(null),
  label: z.object({ name: z.string() }).nullish().catch(null),
  changes: z.record(z.string(), z.unknown()).nullish().catch(null),
  sender: User,
  ref: Text,
  commits: z
    .array(z.object({ added: Paths, removed: Paths, modified: Paths }))
    .nullish()
    .catch(null),
  repositories: Named,
  repositories_added: Named,
  repositories_removed: z
    .array(z.object({ id: z.number().int() }))
    .nullish()
    .catch(null),
});

export type Payload = z.infer<typeof Payload>;
