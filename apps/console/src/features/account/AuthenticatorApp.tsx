/** The authenticator app: its QR code, the first code that confirms it, and removing it. */
import { Badge, Button, Group, Modal, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import classes from './Account.module.css';
import { useFactorsChanged } from './use-factors-changed.ts';

type Props = { present: boolean; onCodes: (codes: readonly string[] | null) => void };

export function AuthenticatorApp({ present, onCodes }: Props) {
  const { t } = useWording();
  const withProof = useProof();
  const [removing, setRemoving] = useState(false);
  const begin = useMutation({ mutationFn: () => withProof(api.beginApp) });
  return (
    <Paper p="md" component="section" aria-label={t('account.app')}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={3}>{t('account.app')}</Title>
          <Badge color={present ? 'wakatake' : 'gray'}>{t(present ? 'account.app.on' : 'account.app.off')}</Badge>
        </Group>
        <Text size="sm">{t('account.app.lead')}</Text>
        <ProblemAlert error={begin.error} />
        <Group>
          {present ? (
            <Button variant="default" onClick={() => setRemoving(true)}>
              {t('account.app.remove')}
            </Button>
          ) : (
            <Button loading={begin.isPending} onClick={() => begin.mutate()}>
              {t('account.app.add')}
            </Button>
          )}
        </Group>
      </Stack>
      {begin.data !== undefined && !present && (
        <NewApp
          {...begin.data}
          onDone={(codes) => {
            begin.reset();
            onCodes(codes);
          }}
          onClose={begin.reset}
        />
      )}
      {removing && <RemoveApp onClose={() => setRemoving(false)} />}
    </Paper>
  );
}

type NewProps = {
  secret: string;
  uri: string;
  onDone: (codes: readonly string[] | null) => void;
  onClose: () => void;
};

function NewApp({ secret, uri, onDone, onClose }: NewProps) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const changed = useFactorsChanged();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => withProof(() => api.confirmApp(code)),
    onSuccess: ({ recoveryCodes }) => {
      notices.done(t('account.app.added'));
      changed();
      onDone(recoveryCodes);
    },
  });
  const image = `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
  return (
    <Modal opened onClose={onClose} title={t('account.app.add')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
        noValidate
      >
        <Stack>
          <Text size="sm">{t('account.app.scan')}</Text>
          <img src={image} alt={t('account.app.qr')} className={classes['qr']} />
          <div>
            <Text size="xs" c="dimmed" mb={4}>
              {t('account.app.secret')}
            </Text>
            <CopyField value={secret} label={t('account.app.secret')} wrap />
          </div>
          <TextInput
            label={t('account.app.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            data-autofocus
            value={code}
            error={/^\d*$/.test(code) ? null : t('account.app.code.wrong')}
            onChange={(event) => setCode(event.currentTarget.value.normalize('NFKC'))}
          />
          <ProblemAlert error={confirm.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={confirm.isPending} disabled={!/^\d{6}$/.test(code)}>
              {t('account.app.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemoveApp({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const changed = useFactorsChanged();
  const remove = useMutation({
    mutationFn: () => withProof(api.removeApp),
    onSuccess: () => {
      notices.done(t('account.app.removed'));
      changed();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('account.app.remove')}
      text={t('account.app.remove.text')}
      confirm={t('account.app.remove')}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
