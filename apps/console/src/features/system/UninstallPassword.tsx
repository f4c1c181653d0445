/** The uninstall password (N20): shown on request, which the audit log is told; issued anew after a question. */
import { Button, Group, Text } from '@mantine/core';
import { IconEye, IconEyeOff, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';

export function UninstallPassword() {
  const { t, dateTime } = useWording();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const reveal = useMutation({ mutationFn: api.revealUninstallPassword });
  const { data: shown } = reveal;
  return (
    <Section title={t('system.section.uninstall')}>
      <Text size="sm" mb="sm">
        {t('system.uninstall.lead')}
      </Text>
      {shown !== undefined && (
        <>
          <CopyField value={shown.password} label={t('system.uninstall.password')} />
          <Text size="xs" c="dimmed" mt={4}>
            {t('system.uninstall.issuedAt', { time: dateTime(shown.issuedAt) })}
          </Text>
        </>
      )}
      <ProblemAlert error={reveal.error} />
      <Group gap="sm" mt="sm">
        {shown === undefined ? (
          <Button
            variant="default"
            leftSection={<IconEye size={17} />}
            loading={reveal.isPending}
            onClick={() => reveal.mutate()}
          >
            {t('system.uninstall.show')}
          </Button>
        ) : (
          <Button variant="default" leftSection={<IconEyeOff size={17} />} onClick={() => reveal.reset()}>
            {t('system.uninstall.hide')}
          </Button>
        )}
        {may('system.write') && (
          <Button variant="subtle" color="gray" leftSection={<IconRefresh size={17} />} onClick={() => setAsking(true)}>
            {t('system.uninstall.issue')}
          </Button>
        )}
      </Group>
      {asking && <IssueDialog onIssued={reveal.reset} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function IssueDialog({ onIssued, onClose }: { onIssued: () => void; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const issue = useMutation({
    mutationFn: api.issueUninstallPassword,
    onSuccess: () => {
      notices.done(t('system.uninstall.issued'));
      onIssued();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('system.uninstall.issue.title')}
      text={t('system.uninstall.issue.text')}
      confirm={t('system.uninstall.issue')}
      error={issue.error}
      pending={issue.isPending}
      onConfirm={() => issue.mutate()}
      onClose={onClose}
    />
  );
}
