import type { ApplicationFunction } from 'probot';
import { createHealth } from './app/health.ts';
import { createIntake, type Handler } from './app/intake.ts';
import type { Services } from './app/services.ts';

/**
 * The Probot app. Its handlers stand before Probot's own webhook route, which would answer only when all work
 * is done: deliveries are stored first and worked off later, see `app/worker.ts`.
 */
export function raceTriage(services: Services): ApplicationFunction {
  return (_probot, { addHandler }) => {
    const handlers: readonly Handler[] = [createIntake(services.intake), createHealth(services.health)];
    for (const handler of handlers) addHandler(handler);
  };
}
