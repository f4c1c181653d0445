/** One's own passkeys: adding, naming, removing. */
import { ActionIcon, Button, Group, Modal, Paper, Stack, Text, TextInput, Title, Tooltip } from '@mantine/core';
import type { Passkey } from '@sekisho/contracts';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { PasskeyButton } from '../../ui/PasskeyButton.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { makePasskey } from '../../ui/passkeys.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { useFactorsChanged } from './use-factors-changed.ts';

type Props = { passkeys: readonly Passkey[]; onCodes: (codes: readonly string[] | null) => void };

export function Passkeys({ passkeys, onCodes }: Props) {
  const { t, date } = useWording();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey>();
  return (
    <Paper p="md" component="section" aria-label={t('account.passkeys')}>
      <Stack gap="xs">
        <Title order={3}>{t('account.passkeys')}</Title>
        <Text size="sm">{t('account.passkeys.lead')}</Text>
        {passkeys.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('account.passkeys.none')}
          </Text>
        ) : (
          <SimpleTable
            label={t('account.passkeys')}
            head={(['name', 'created', 'used', 'actions'] as const).map((name) => t(`account.passkeys.column.${name}`))}
            rows={passkeys.map((passkey) => ({
              key: passkey.id,
              cells: [
                passkey.name,
                date(passkey.createdAt),
                passkey.lastUsedAt === null ? t('account.passkeys.unused') : date(passkey.lastUsedAt),
                <Tooltip key="remove" label={t('account.passkeys.remove')}>
                  <ActionIcon
                    aria-label={t('account.passkeys.remove.of', { name: passkey.name })}
                    onClick={() => setRemoving(passkey)}
                  >
                    <IconTrash size={17} />
                  </ActionIcon>
                </Tooltip>,
              ],
            }))}
          />
        )}
        <Group>
          <PasskeyButton label={t('account.passkeys.add')} pending={false} onClick={() => setAdding(true)} />
        </Group>
      </Stack>
      {adding && <AddPasskey onCodes={onCodes} onClose={() => setAdding(false)} />}
      {removing !== undefined && <RemovePasskey passkey={removing} onClose={() => setRemoving(undefined)} />}
    </Paper>
  );
}

function AddPasskey({ onCodes, onClose }: Pick<Props, 'onCodes'> & { onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const changed = useFactorsChanged();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const { ticket, options } = await withProof(api.askForNewPasskey);
      return api.addPasskey({ ticket, response: await makePasskey(options), name: name.trim() });
    },
    onSuccess: ({ recoveryCodes }) => {
      notices.done(t('account.passkeys.added'));
      changed();
      onClose();
      onCodes(recoveryCodes);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('account.passkeys.add')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate();
        }}
        noValidate
      >
        <Stack>
          <TextInput
            label={t('account.passkeys.name')}
            placeholder={t('account.passkeys.name.example')}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <ProblemAlert error={add.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
              {t('account.passkeys.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemovePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const changed = useFactorsChanged();
  const remove = useMutation({
    mutationFn: () => withProof(() => api.removePasskey(passkey.id)),
    onSuccess: () => {
      notices.done(t('account.passkeys.removed'));
      changed();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('account.passkeys.remove.title', { name: passkey.name })}
      text={t('account.passkeys.remove.text')}
      confirm={t('account.passkeys.remove')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
