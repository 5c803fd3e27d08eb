/** By what deliveries are counted. */
export interface DeliveryLabels {
  /** As the header names it. */
  readonly event: string;
  /** As the body names it; empty where it names none, or was not read. */
  readonly action: string;
  /** What became of it, in a word. */
  readonly result: string;
}

/**
 * What GitHub sends to an app like this one, as it documents it: https://docs.github.com/en/webhooks/webhook-events-and-payloads.
 * Also what we do not use: that it comes, and how often, is what the numbers tell.
 */
const ACTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    issues: `assigned closed deleted demilestoned edited labeled locked milestoned opened pinned reopened transferred
      typed unassigned unlabeled unlocked unpinned untyped`,
    issue_comment: 'created deleted edited',
    push: '',
    label: 'created deleted edited',
    repository: `archived created deleted edited privatized publicized renamed transferred unarchived`,
    installation: 'created deleted new_permissions_accepted suspend unsuspend',
    installation_repositories: 'added removed',
    installation_target: 'renamed',
    github_app_authorization: 'revoked',
    ping: '',
  }).map(([event, actions]) => [event, new Set(actions.split(/\s+/))]),
);

/** Whatever a stranger puts into header and body is one name each: nobody makes series without end. */
export function boundedLabels({ event, action, result }: DeliveryLabels): DeliveryLabels {
  const known = ACTIONS.get(event);
  return {
    event: known ? event : 'other',
    action: action === '' || known?.has(action) ? action : 'other',
    result,
  };
}
