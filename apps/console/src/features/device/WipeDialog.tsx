/** Asks before a wipe: what goes, what will happen, what stays; and for the device's name, typed. */
import { Alert, Button, Group, List, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { areWipeTargetsEmpty, type DeviceDetail, type DeviceWipe } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { wipeQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { WillWait } from '../../ui/WillWait.tsx';
import { WipeStays } from '../../ui/WipeStays.tsx';
import { targetLines } from '../../ui/wipe-words.ts';

export function WipeDialog({ device, onClose }: { device: DeviceDetail; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const asked = useAsked();
  const queryClient = useQueryClient();
  const { data: wipe, error } = useQuery(wipeQuery(device.id));
  const [typed, setTyped] = useState('');
  const withProof = useProof();
  const issue = useMutation({
    mutationFn: (policyRevision: number) =>
      withProof(() => api.issueWipe(device.id, { computerName: typed, policyRevision })),
    onSuccess: (answer) => {
      if ('requestId' in answer) asked(answer);
      else notices.done(t('wipe.sent'));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['devices'] }),
  });
  const isEmpty = wipe !== undefined && areWipeTargetsEmpty(wipe.targets);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('wipe.title', { name: device.computerName })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <ProblemAlert error={error} />
        {wipe === undefined && error === null && (
          <Skeleton height={180} role="status" aria-label={t('common.loading')} />
        )}
        {wipe !== undefined && <Targets wipe={wipe} isEmpty={isEmpty} />}
        {wipe !== undefined && !isEmpty && (
          <>
            <Consequences wipe={wipe} device={device} />
            <WillWait kind="wipe" />
            <TextInput
              label={t('wipe.type', { name: device.computerName })}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </>
        )}
        <ProblemAlert error={issue.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            color="shu"
            loading={issue.isPending}
            disabled={wipe === undefined || isEmpty || typed !== device.computerName}
            onClick={() => wipe !== undefined && issue.mutate(wipe.policyRevision)}
          >
            {t('wipe.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Targets({ wipe, isEmpty }: { wipe: DeviceWipe; isEmpty: boolean }) {
  const wording = useWording();
  const { t } = wording;
  const { policyCode: code, policyName: name } = wipe;
  const open = (
    <Link to="/policies/$policyCode" params={{ policyCode: code }} className="sekisho-link">
      {t('wipe.policy.open')}
    </Link>
  );
  if (isEmpty)
    return (
      <Alert color="yamabuki" role="status">
        <Text size="sm">{t('wipe.empty', { code })}</Text>
        {open}
      </Alert>
    );
  return (
    <Alert color="shu" title={t('wipe.what')}>
      <List size="sm">
        {targetLines(wipe.targets, wording).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <Group gap="md" mt={6}>
        <Text size="xs">{t('wipe.policy', { code, name })}</Text>
        {open}
      </Group>
      <Text size="sm" fw={600} mt={6}>
        {t('wipe.lead')}
      </Text>
    </Alert>
  );
}

function Consequences({ wipe, device }: { wipe: DeviceWipe; device: DeviceDetail }) {
  const { t } = useWording();
  const { encryptionKeys, shutDown } = wipe.targets;
  const happens = [
    'wipe.happens.screen',
    'wipe.happens.exclusive',
    'wipe.happens.resume',
    ...(encryptionKeys ? (['wipe.happens.keys'] as const) : shutDown ? (['wipe.happens.shutDown'] as const) : []),
  ] as const;
  return (
    <>
      <div>
        <Text fw={600} size="sm">
          {t('wipe.happens')}
        </Text>
        <List size="sm">
          {happens.map((key) => (
            <List.Item key={key}>{t(key)}</List.Item>
          ))}
        </List>
        {encryptionKeys && (
          <Text size="sm" mt={4}>
            {t(`wipe.note.${device.platform}`)}
          </Text>
        )}
      </div>
      <WipeStays />
      <Alert color={device.online ? 'shu' : 'yamabuki'} py={8}>
        {t(device.online ? 'wipe.when.online' : 'wipe.when.offline')}
      </Alert>
    </>
  );
}
