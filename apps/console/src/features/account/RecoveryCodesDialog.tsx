/** Recovery codes, shown this once: to be saved before the dialog can be left. */
import { Alert, Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { downloadText } from '../../ui/download-text.ts';
import classes from './Account.module.css';

type Props = { codes: readonly string[]; loginId: string; onClose: () => void };

export function RecoveryCodesDialog({ codes, loginId, onClose }: Props) {
  const { t } = useWording();
  const [kept, setKept] = useState(false);
  const save = () => {
    const text = [t('account.recovery.file', { loginId }), '', ...codes, ''].join('\n');
    downloadText(`sekisho-recovery-codes-${loginId}.txt`, text);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('account.recovery.shown.title')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert color="yamabuki">{t('account.recovery.shown.text')}</Alert>
        <ol className={classes['codes']} aria-label={t('account.recovery')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
          {t('account.recovery.download')}
        </Button>
        <Checkbox
          label={t('account.recovery.kept')}
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button disabled={!kept} onClick={onClose}>
            {t('account.recovery.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
