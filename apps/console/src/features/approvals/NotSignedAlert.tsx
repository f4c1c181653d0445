/** The person or the browser did not go through with a passkey. */
import { Alert, Text } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';

export function NotSignedAlert() {
  const { t } = useWording();
  return (
    <Alert color="yamabuki" role="alert" title={t('approvals.dialog.cancelled')}>
      <Text size="sm">{t('approvals.dialog.cancelled.action')}</Text>
    </Alert>
  );
}
