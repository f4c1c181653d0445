/** Asks once more who sits there: by password, or by passkey. */
import { Button, Divider, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { PasskeyButton } from './PasskeyButton.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { askPasskey } from './passkeys.ts';

type Props = { loginId: string; proven: () => void; cancelled: () => void };

export function ProofDialog({ loginId, proven, cancelled }: Props) {
  const { t } = useWording();
  const [password, setPassword] = useState('');
  const byPassword = useMutation({ mutationFn: () => api.prove({ password }), onSuccess: proven });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const { ticket, options } = await api.askForProof();
      return api.prove({ passkey: { ticket, response: await askPasskey(options) } });
    },
    onSuccess: proven,
  });
  return (
    <Modal
      opened
      onClose={cancelled}
      title={t('proof.title')}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') byPassword.mutate();
        }}
        noValidate
      >
        <Stack>
          <Text size="sm">{t('proof.text')}</Text>
          <input type="text" name="username" autoComplete="username" value={loginId} readOnly hidden />
          <PasswordInput
            label={t('proof.password')}
            autoComplete="current-password"
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <ProblemAlert error={byPassword.error ?? byPasskey.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={cancelled}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={byPassword.isPending} disabled={password === ''}>
              {t('proof.submit')}
            </Button>
          </Group>
          <Divider label={t('login.or')} />
          <PasskeyButton label={t('proof.passkey')} pending={byPasskey.isPending} onClick={() => byPasskey.mutate()} />
        </Stack>
      </form>
    </Modal>
  );
}
