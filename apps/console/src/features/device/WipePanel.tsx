/** A wipe on its way and behind: what it erases, what the device has said of each target, the signed report to keep. */
import { Alert, Badge, Button, List, Stack, Text } from '@mantine/core';
import { type DeviceWipe, isOutcomeFailed, type Wipe, type WipeOutcome } from '@sekisho/contracts';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { wipeQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { downloadText } from '../../ui/download-text.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { outcomeName, targetLines } from '../../ui/wipe-words.ts';
import { CommandProgress } from './CommandsPanel.tsx';

/** Nothing while there has been no wipe, or only one that came to nothing. */
export function WipePanel({ deviceId }: { deviceId: string }) {
  const { t } = useWording();
  const { data } = useQuery(wipeQuery(deviceId));
  const latest = data?.latest ?? null;
  if (data === undefined || latest === null || latest.state === 'superseded') return null;
  return (
    <Section title={t('wipe.panel')} aside={<Aside deviceId={deviceId} wipe={latest} />}>
      <Stack gap="sm">
        <CommandProgress command={{ ...latest, deviceId, kind: 'wipe', noKeys: false }} />
        <RegisteredAgain wipe={data} />
        {latest.receipts.length === 0 ? <OnItsWay wipe={latest} /> : <Reported wipe={latest} />}
      </Stack>
    </Section>
  );
}

function Aside({ deviceId, wipe }: { deviceId: string; wipe: Wipe }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.cancelWipe(deviceId),
    onSuccess: () => {
      notices.done(t('wipe.cancelled'));
      setAsking(false);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['devices'] }),
  });
  const save = useMutation({
    mutationFn: () => api.wipeReceipt(deviceId),
    onSuccess: (file) => downloadText(`wipe-${wipe.id}.json`, `${JSON.stringify(file, null, 2)}\n`),
  });
  return (
    <>
      {wipe.state === 'issued' && may('devices.wipe') && (
        <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
          {t('wipe.cancel')}
        </Button>
      )}
      {wipe.receipts.length > 0 && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={15} />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('wipe.download')}
        </Button>
      )}
      <ProblemAlert error={save.error} />
      {asking && (
        <ConfirmDialog
          title={t('wipe.cancel.title')}
          text={t('wipe.cancel.text')}
          confirm={t('wipe.cancel')}
          error={cancel.error}
          pending={cancel.isPending}
          onConfirm={() => cancel.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function RegisteredAgain({ wipe: { registeredAgain } }: { wipe: DeviceWipe }) {
  const { t, dateTime } = useWording();
  if (registeredAgain === null) return null;
  return (
    <Alert color="ai" py={8}>
      <Text size="sm">{t('wipe.again', { time: dateTime(registeredAgain.at) })}</Text>
      <Link to="/devices/$deviceId" params={{ deviceId: registeredAgain.deviceId }} className="sekisho-link">
        {t('wipe.again.open')}
      </Link>
    </Alert>
  );
}

function OnItsWay({ wipe }: { wipe: Wipe }) {
  const wording = useWording();
  const { t, dateTime } = wording;
  return (
    <div>
      <List size="sm">
        {targetLines(wipe.targets, wording).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      {wipe.state === 'issued' && wipe.notAfter !== null && (
        <Text size="sm" c="dimmed" mt={6}>
          {t('wipe.until', { time: dateTime(wipe.notAfter) })}
        </Text>
      )}
      {wipe.state === 'delivered' && <Waiting wipe={wipe} />}
    </div>
  );
}

function Waiting({ wipe }: { wipe: Wipe }) {
  const { t } = useWording();
  return (
    <Text size="sm" c="dimmed" mt={6}>
      {t('wipe.waiting')} {wipe.targets.encryptionKeys && t('wipe.neverArrives')}
    </Text>
  );
}

function Reported({ wipe }: { wipe: Wipe }) {
  const { t, dateTime } = useWording();
  const last = wipe.receipts.at(-1);
  if (last === undefined) return null;
  const isComplete = last.stage === 'complete';
  const isSound = !last.outcomes.some(isOutcomeFailed);
  return (
    <>
      <Alert color={isSound ? (isComplete ? 'wakatake' : 'kobai') : 'shu'} py={8} role="status">
        <Text size="sm" fw={600}>
          {isComplete
            ? t(isSound ? 'wipe.allGone' : 'wipe.someLeft')
            : t('wipe.beforeKeys', { time: dateTime(last.receivedAt) })}
        </Text>
        <Text size="sm">
          {isComplete && t('wipe.complete', { time: dateTime(last.receivedAt) })} {t('wipe.signed')}
        </Text>
        {!isComplete && <Waiting wipe={wipe} />}
      </Alert>
      <Outcomes outcomes={last.outcomes} />
    </>
  );
}

function Outcomes({ outcomes }: { outcomes: readonly WipeOutcome[] }) {
  const wording = useWording();
  const { t } = wording;
  return (
    <SimpleTable
      label={t('wipe.panel')}
      head={[t('wipe.column.target'), t('wipe.column.result'), t('wipe.column.removed')]}
      rows={outcomes.map((outcome) => ({
        key: `${outcome.kind} ${outcome.path} ${outcome.pattern ?? ''}`,
        cells: [
          outcomeName(outcome, wording),
          <Result key="result" outcome={outcome} />,
          <Removed key="removed" outcome={outcome} />,
        ],
      }))}
    />
  );
}

function Result({ outcome }: { outcome: WipeOutcome }) {
  const { t } = useWording();
  const color = isOutcomeFailed(outcome) ? 'shu' : outcome.code === null ? 'wakatake' : 'gray';
  return (
    <>
      <Badge color={color} style={{ whiteSpace: 'normal', height: 'auto' }}>
        {t(`wipe.outcome.${outcome.code ?? 'done'}`)}
      </Badge>
      {outcome.failures.map(({ path, reason }) => (
        <Text key={path} size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {path}: {reason}
        </Text>
      ))}
    </>
  );
}

function Removed({ outcome }: { outcome: WipeOutcome }) {
  const { t, bytes } = useWording();
  const { kind, removedFiles: files, removedFolders: folders, removedBytes } = outcome;
  if (kind === 'encryption-keys')
    return t('wipe.removed.keys', { before: outcome.keyslotsBefore, after: outcome.keyslotsAfter });
  const notes = [
    ['wipe.failed', outcome.failed],
    ['wipe.kept', outcome.kept],
    ['wipe.linked', outcome.linkedElsewhere],
  ] as const;
  return (
    <>
      {t('wipe.removed', { files, folders, size: bytes(removedBytes) })}
      {notes
        .filter(([, count]) => count > 0)
        .map(([key, count]) => (
          <Text key={key} size="xs" c="dimmed">
            {t(key, { count })}
          </Text>
        ))}
    </>
  );
}
