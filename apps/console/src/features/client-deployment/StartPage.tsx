/** クライアント導入 opens on the first kind of client that can be made here. */
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { installerPackagesQuery } from '../../api/queries.ts';
import { offeredClients } from './offered-kinds.ts';

export function StartPage() {
  const { data } = useQuery(installerPackagesQuery);
  const [first] = offeredClients(data?.items ?? []);
  return first === undefined ? null : <Navigate to="/client-deployment/$platform/$clientKind" params={first} replace />;
}
