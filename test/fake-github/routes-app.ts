import { coveredBy, requireApp } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { renderDelivery } from './deliveries.ts';
import type { Delivery } from './deliveries.ts';
import { isObject, iso } from './json.ts';
import { allows } from './auth.ts';
import type { Access, Installation, Permissions } from './model.ts';
import { cursorPage, page } from './paging.ts';
import { Refusal, notFound } from './refusal.ts';
import { renderApp } from './render-issue.ts';
import { renderInstallation, renderRepository } from './render-repository.ts';
import { covers } from './world.ts';

/** https://docs.github.com/en/rest/apps/apps, https://docs.github.com/en/rest/apps/webhooks */
export const appRoutes: Handlers = {
  'GET /app': (context) => {
    requireApp(context);
    return { status: 200, body: renderApp(context.world) };
  },
  'GET /app/installations': (context) => {
    requireApp(context);
    return page(context, context.world.installations, (each) => renderInstallation(context.world, each));
  },
  'GET /app/installations/{installation_id}': (context) => ({
    status: 200,
    body: renderInstallation(context.world, installationFor(context)),
  }),
  'POST /app/installations/{installation_id}/access_tokens': createToken,
  'GET /app/hook/deliveries': listDeliveries,
  'GET /app/hook/deliveries/{delivery_id}': (context) => ({
    status: 200,
    body: renderWhole(deliveryFor(context)),
  }),
  'POST /app/hook/deliveries/{delivery_id}/attempts': (context) => {
    context.deliveries.redeliver(deliveryFor(context).guid);
    return { status: 202, body: {} };
  },
  'GET /installation/repositories': (context) => {
    const all = coveredBy(context);
    return page(
      context,
      all,
      (each) => renderRepository(context.world, each),
      undefined,
      (repositories) => ({
        total_count: all.length,
        repositories,
      }),
    );
  },
  'GET /rate_limit': ({ rate }) => ({ status: 200, body: { resources: { core: rate, search: rate }, rate } }),
};

function createToken(context: Context): Answer {
  const installation = installationFor(context);
  if (installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const repositories = narrowedRepositories(context, installation);
  const permissions = narrowedPermissions(context, installation);
  const token = context.credentials.installationToken(installation, { repositories, permissions });
  const listed = context.world.repositories.filter(
    (each) => repositories !== 'all' && repositories.has(each.id),
  );
  return {
    status: 201,
    body: {
      token: token.value,
      expires_at: iso(token.expiresAt),
      permissions: { ...permissions },
      repository_selection:
        repositories === 'all' && installation.repositories === 'all' ? 'all' : 'selected',
      ...(repositories === 'all'
        ? {}
        : { repositories: listed.map((each) => renderRepository(context.world, each)) }),
    },
  };
}

/** Asking for a repository that the installation has not is an error, not an empty token. */
function narrowedRepositories(
  { body, world }: Context,
  installation: Installation,
): ReadonlySet<number> | 'all' {
  const asked = [body['repository_ids'] ?? [], body['repositories'] ?? []].flat();
  if (asked.length === 0) return 'all';
  const own = world.repositories.filter((each) => covers(installation, each));
  const found = own.filter((each) => asked.some((key) => key === each.id || key === each.name));
  if (found.length < asked.length)
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return new Set(found.map((each) => each.id));
}

function narrowedPermissions({ body }: Context, installation: Installation): Permissions {
  const asked = body['permissions'];
  if (asked === undefined) return installation.permissions;
  const wanted = Object.entries(isObject(asked) ? asked : {}).map(([name, access]): [string, Access] => [
    name,
    access === 'write' ? 'write' : 'read',
  ]);
  const refused = wanted.filter(([name, access]) => !allows(installation.permissions[name], access));
  if (refused.length > 0)
    throw new Refusal(422, 'The permissions requested are not granted to this installation.');
  return Object.fromEntries(wanted);
}

function listDeliveries(context: Context): Answer {
  requireApp(context);
  const { status } = context.query;
  const wanted = context.deliveries.listed().filter((delivery) => {
    const isSuccess = delivery.statusCode !== null && delivery.statusCode >= 200 && delivery.statusCode < 400;
    return status === undefined || (status === 'success') === isSuccess;
  });
  return cursorPage(context, wanted, renderDelivery);
}

function installationFor(context: Context): Installation {
  requireApp(context);
  const id = Number(context.params['installation_id']);
  const installation = context.world.installations.find((each) => each.id === id);
  if (!installation) throw notFound();
  return installation;
}

function deliveryFor(context: Context): Delivery {
  requireApp(context);
  const id = Number(context.params['delivery_id']);
  const delivery = context.deliveries.listed().find((each) => each.id === id);
  if (!delivery) throw notFound();
  return delivery;
}

function renderWhole(delivery: Delivery): ReturnType<typeof renderDelivery> {
  return {
    ...renderDelivery(delivery),
    request: { headers: { ...delivery.headers }, payload: delivery.payload },
    response: { headers: {}, payload: delivery.response },
  };
}
