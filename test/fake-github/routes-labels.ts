import { actor, issueFor, repositoryFor } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { textOf } from './json.ts';
import { addLabels, createLabel, findLabel, removeLabel } from './label-acts.ts';
import type { Label, Repository } from './model.ts';
import { page } from './paging.ts';
import { notFound } from './refusal.ts';
import { renderLabel } from './render-repository.ts';
import { names } from './routes-issues.ts';
import { takeSuggestions } from './routes-suggestions.ts';

const READ = { permission: 'issues', access: 'read' } as const;
const WRITE = { permission: 'issues', access: 'write', role: 'triage' } as const;
const MANAGE = { ...WRITE, role: 'write' } as const;

/** https://docs.github.com/en/rest/issues/labels */
export const labelRoutes: Handlers = {
  'GET /repos/{owner}/{repo}/labels': (context) => {
    const repository = repositoryFor(context, READ);
    return list(context, repository, repository.labels);
  },
  'POST /repos/{owner}/{repo}/labels': (context) => {
    const repository = repositoryFor(context, MANAGE);
    const { name, color, description } = context.body;
    const draft = {
      name: textOf(name),
      ...(typeof color === 'string' ? { color } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    };
    const label = createLabel(context.world, repository, draft, actor(context));
    return { status: 201, body: renderLabel(context.world, repository, label) };
  },
  'GET /repos/{owner}/{repo}/labels/{name}': (context) => {
    const repository = repositoryFor(context, READ);
    const label = findLabel(repository.labels, context.params['name'] ?? '');
    if (!label) throw notFound();
    return { status: 200, body: renderLabel(context.world, repository, label) };
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/labels': (context) => {
    const issue = issueFor(context, READ);
    return list(context, issue.repository, issue.labels);
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': (context) => {
    const issue = issueFor(context, WRITE);
    const direct = takeSuggestions(context, issue, context.body['labels']);
    addLabels(context.world, issue, names(direct), actor(context));
    return all(context, issue.repository, issue.labels);
  },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}': (context) => {
    const issue = issueFor(context, WRITE);
    removeLabel(context.world, issue, context.params['name'] ?? '', actor(context));
    return all(context, issue.repository, issue.labels);
  },
};

function list(context: Context, repository: Repository, labels: readonly Label[]): Answer {
  return page(context, labels, (label) => renderLabel(context.world, repository, label), repository);
}

/** A change answers with all labels of the issue, unpaged. */
function all(context: Context, repository: Repository, labels: readonly Label[]): Answer {
  return { status: 200, body: labels.map((label) => renderLabel(context.world, repository, label)) };
}
