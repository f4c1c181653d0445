/** Addresses in front of the log-in. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root-route.ts';

function localAddress(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

const reasons = ['ended', 'logged-out', 'password-set'] as const;
type Why = (typeof reasons)[number];

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search): { next?: string; why?: Why } => {
    const next = localAddress(search['next']);
    const why = reasons.find((reason) => reason === search['why']);
    return { ...(next === undefined ? {} : { next }), ...(why === undefined ? {} : { why }) };
  },
  component: lazyRouteComponent(() => import('../features/session/LoginPage.tsx'), 'LoginPage'),
});

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/setup/SetupPage.tsx'), 'SetupPage'),
});

export const forgottenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgotten',
  component: lazyRouteComponent(() => import('../features/session/ForgottenPage.tsx'), 'ForgottenPage'),
});

export const accountLinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account-link',
  component: lazyRouteComponent(() => import('../features/session/AccountLinkPage.tsx'), 'AccountLinkPage'),
});
