/** What the person who is logged in may do. */
import type { Permission } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(sessionQuery);
  return (permission) => data?.permissions.includes(permission) === true;
}
