/** How many recovery codes are left, and making new ones. */
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useFactorsChanged } from './use-factors-changed.ts';

type Props = { left: number; onCodes: (codes: readonly string[] | null) => void };

export function RecoveryCodes({ left, onCodes }: Props) {
  const { t } = useWording();
  const withProof = useProof();
  const changed = useFactorsChanged();
  const [asking, setAsking] = useState(false);
  const renew = useMutation({
    mutationFn: () => withProof(api.renewRecoveryCodes),
    onSuccess: ({ recoveryCodes }) => {
      setAsking(false);
      changed();
      onCodes(recoveryCodes);
    },
  });
  return (
    <Paper p="md" component="section" aria-label={t('account.recovery')}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={3}>{t('account.recovery')}</Title>
          <Text size="sm" c={left < 3 ? 'shu' : 'dimmed'}>
            {t('account.recovery.left', { count: left })}
          </Text>
        </Group>
        <Text size="sm">{t('account.recovery.lead')}</Text>
        <Group>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('account.recovery.renew')}
          </Button>
        </Group>
      </Stack>
      {asking && (
        <ConfirmDialog
          title={t('account.recovery.renew')}
          text={t('account.recovery.renew.text')}
          confirm={t('account.recovery.renew')}
          error={renew.error}
          pending={renew.isPending}
          onConfirm={() => renew.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Paper>
  );
}
