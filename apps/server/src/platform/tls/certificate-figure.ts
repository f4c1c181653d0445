/** When the certificate that is shown to devices and browsers ends. */
import { X509Certificate } from 'node:crypto';
import type { Metrics } from '../metrics.ts';
import type { TlsMaterial } from './tls-identity.ts';

export function certificateFigure({ shared }: Metrics): (material: TlsMaterial) => void {
  const ends = shared.gauge('sekisho_certificate_expiry_timestamp_seconds', 'When the HTTPS certificate ends');
  return ({ cert }) => ends.set(new X509Certificate(cert).validToDate.getTime() / 1000);
}
