/** Ends the registration of a device (使用不可): what that means is said first, and the device's name has to be typed. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { DeviceDetail } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { WillWait } from '../../ui/WillWait.tsx';

export function DeregisterDevice({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const asked = useAsked();
  const withProof = useProof();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const deregister = useMutation({
    mutationFn: () => withProof(() => api.deregisterDevice(device.id)),
    onSuccess: (answer) => {
      if (answer === undefined) notices.done(t('deregister.done', { name: device.computerName }));
      else asked(answer);
      setAsking(false);
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      void queryClient.invalidateQueries({ queryKey: ['system'] });
    },
  });
  if (device.lockMode === 'deregistered' || !may('devices.deregister')) return null;
  return (
    <>
      <Button variant="subtle" color="shu" size="compact-sm" mt="sm" onClick={() => setAsking(true)}>
        {t('deregister.open')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('deregister.title', { name: device.computerName })}
          text={
            <Stack gap="sm">
              <Text size="sm">{t('deregister.text')}</Text>
              <WillWait kind="deregistration" />
              <TextInput
                label={t('deregister.type', { name: device.computerName })}
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </Stack>
          }
          confirm={t('deregister.confirm')}
          error={deregister.error}
          pending={deregister.isPending}
          disabled={typed !== device.computerName}
          onConfirm={() => deregister.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
