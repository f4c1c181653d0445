/** The recovery key, shown once: copy it, save it, say that it is kept; only then the way on opens. */
import { Alert, Button, Checkbox, Stack, Text } from '@mantine/core';
import type { SetupAnswer } from '@sekisho/contracts';
import { IconDownload, IconKey } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { Wording } from '../../i18n/wording.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { downloadText } from '../../ui/download-text.ts';

function fileText({ t }: Wording, answer: SetupAnswer, name: string): string {
  return [
    t('setup.done.file.title'),
    t('setup.done.file.organization', { name, code: answer.organizationCode }),
    '',
    answer.recoveryKey,
    '',
    t('setup.done.file.warning'),
    '',
  ].join('\n');
}

export function RecoveryKey({ answer, organizationName }: { answer: SetupAnswer; organizationName: string }) {
  const wording = useWording();
  const { t } = wording;
  const navigate = useNavigate();
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (kept) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [kept]);
  return (
    <Stack>
      <Alert color="yamabuki" icon={<IconKey />}>
        {t('setup.done.text')}
      </Alert>
      <CopyField value={answer.recoveryKey} label={t('setup.done.key')} wrap />
      <Button
        variant="default"
        leftSection={<IconDownload size={17} />}
        onClick={() =>
          downloadText(
            `sekisho-recovery-key-${answer.organizationCode}.txt`,
            fileText(wording, answer, organizationName),
          )
        }
        style={{ alignSelf: 'flex-start' }}
      >
        {t('setup.done.download')}
      </Button>
      <Checkbox
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
        label={<Text size="sm">{t('setup.done.kept')}</Text>}
      />
      <Button disabled={!kept} onClick={() => void navigate({ to: '/', replace: true })}>
        {t('setup.done.finish')}
      </Button>
    </Stack>
  );
}
