/** For lost approvers: the recovery key is typed here, signs in the browser, and goes nowhere. */
import { Anchor, Button, Stack, Textarea } from '@mantine/core';
import type { Signature, TrustSet } from '@sekisho/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { signWithRecoveryKey } from './recovery-key.ts';

type Props = { text: string; trustSet: string; onSigned: (signature: Signature) => void };

export function RecoverySignature({ text, trustSet, onSigned }: Props) {
  const { t } = useWording();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const sign = useMutation({
    mutationFn: () => signWithRecoveryKey(typed, text, JSON.parse(trustSet) as TrustSet),
    onSuccess: (signature) => signature !== null && onSigned(signature),
  });
  if (!opened)
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => setOpened(true)}>
        {t('approvals.dialog.recovery')}
      </Anchor>
    );
  return (
    <Stack gap="xs">
      <Textarea
        label={t('approvals.dialog.recovery.label')}
        description={t('approvals.dialog.recovery.help')}
        error={sign.data === null ? t('approvals.dialog.recovery.wrong') : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        rows={2}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          sign.reset();
        }}
      />
      <Button
        variant="default"
        style={{ alignSelf: 'flex-end' }}
        disabled={typed.trim() === ''}
        loading={sign.isPending}
        onClick={() => sign.mutate()}
      >
        {t('approvals.dialog.recovery.sign')}
      </Button>
    </Stack>
  );
}
