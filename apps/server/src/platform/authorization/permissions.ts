/** What may be permitted, and who asks: deny by default, a route without a permission or a stated reason cannot be written. */
import { type Permission, permissions } from '@sekisho/contracts';

export { type Permission, permissions };

interface PrincipalBase {
  readonly organizationId: string;
  readonly administratorId: string;
  readonly loginId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** `null`: the whole organization; otherwise only devices of these groups may be seen or touched. */
  readonly groupIds: readonly number[] | null;
}

export interface SessionPrincipal extends PrincipalBase {
  readonly kind: 'session';
  readonly sessionId: string;
  /** When the person last showed who it is. */
  readonly provenAtMs: number;
}

export interface TokenPrincipal extends PrincipalBase {
  readonly kind: 'api-token';
  readonly tokenId: string;
}

/** Whoever a request comes from: an administrator at the console (cookie), or a program with an API token. */
export type Principal = SessionPrincipal | TokenPrincipal;

export function isPermission(value: string): value is Permission {
  return (permissions as readonly string[]).includes(value);
}

export function mayDo(principal: Principal, permission: Permission): boolean {
  return principal.permissions.has(permission);
}
