/** What is signed, spelled out: devices, targets, policies, approvers and rules. Everything here comes from the signed bytes. */
import { Code, List, ScrollArea, Spoiler, Stack, Text } from '@mantine/core';
import {
  type ApprovalRequestDetail,
  type ApprovalRule,
  type ApprovedDevice,
  approvalRequestKinds,
  type BatchContent,
  type DevicePolicy,
  policyDifferences,
  type TrustSetContent,
  type WipeTargets,
} from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { Wording } from '../../i18n/wording.ts';
import { targetLines } from '../../ui/wipe-words.ts';
import type { SignedContent } from './signed-content.ts';

type Policies = Extract<BatchContent, { kind: 'policy' }>['policies'];

export function SignedContentView({ content, request }: { content: SignedContent; request: ApprovalRequestDetail }) {
  const { t } = useWording();
  const texts = content.of === 'trust-set' ? [request.text] : request.statements.map(({ text }) => text);
  return (
    <Stack gap="sm">
      {content.of === 'trust-set' && <TrustSetChange change={content.change} />}
      {content.of === 'batch' && <BatchView batch={content.batch} present={request.present} />}
      <details>
        <summary>
          <Text size="sm" component="span">
            {t('approvals.content.exact')}
          </Text>
        </summary>
        <ScrollArea.Autosize mah={220} tabIndex={0}>
          {texts.map((text) => (
            <Code block key={text} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} mb={4}>
              {text}
            </Code>
          ))}
        </ScrollArea.Autosize>
      </details>
    </Stack>
  );
}

function BatchView({ batch, present }: { batch: BatchContent; present: readonly string[] }) {
  const { t } = useWording();
  if (batch.kind === 'policy') return <PoliciesView policies={batch.policies} present={present} />;
  if (batch.kind === 'deregistration')
    return (
      <>
        <Text size="sm">{t('approvals.content.deregistration')}</Text>
        <Devices devices={batch.devices} />
      </>
    );
  return batch.parts.map((part) => (
    <div key={part.devices[0]?.id}>
      <Devices devices={part.devices} />
      <Text size="sm" fw={600} mt="xs">
        {t('approvals.content.targets')}
      </Text>
      <Targets targets={part.targets} />
    </div>
  ));
}

function Devices({ devices }: { devices: readonly ApprovedDevice[] }) {
  const { t } = useWording();
  return (
    <>
      <Text size="sm" fw={600}>
        {t('approvals.content.devices', { count: devices.length })}
      </Text>
      <ScrollArea.Autosize mah={200} tabIndex={0}>
        <List size="sm">
          {devices.map(({ id, computerName, hardwareSerialNumber }) => (
            <List.Item key={id}>
              {computerName}{' '}
              <Text span size="xs" c="dimmed">
                {hardwareSerialNumber !== '' && t('approvals.content.serial', { serial: hardwareSerialNumber })}{' '}
                <code>{id}</code>
              </Text>
            </List.Item>
          ))}
        </List>
      </ScrollArea.Autosize>
    </>
  );
}

function Targets({ targets }: { targets: WipeTargets }) {
  const wording = useWording();
  return (
    <List size="sm">
      {targetLines(targets, wording).map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
      {targets.shutDown && <List.Item>{wording.t('approvals.content.shutDown')}</List.Item>}
    </List>
  );
}

function PoliciesView({ policies, present }: { policies: Policies; present: readonly string[] }) {
  const { t } = useWording();
  const presentOf = (code: string) => present.find((text) => (JSON.parse(text) as { code: string }).code === code);
  return (
    <Spoiler maxHeight={360} showLabel={t('approvals.more')} hideLabel={t('common.close')}>
      <Stack gap="xs">
        {policies.map(({ name, policy }) => {
          const before = presentOf(policy.code);
          const differences = before === undefined ? [] : policyDifferences(before, policy);
          return (
            <div key={policy.code}>
              <Text size="sm" fw={600}>
                {t('approvals.content.policy', { name, code: policy.code })}
              </Text>
              {before === undefined && <Text size="sm">{t('approvals.content.policy.same')}</Text>}
              <List size="sm">
                {differences.map((difference) => (
                  <List.Item key={difference.field}>
                    <code>{t('approvals.content.change', { ...difference })}</code>
                  </List.Item>
                ))}
              </List>
              <AllSettings policy={policy} />
            </div>
          );
        })}
      </Stack>
    </Spoiler>
  );
}

/** What changes is told against what the server says of today; this is all of it, from the signed text alone. */
function AllSettings({ policy }: { policy: DevicePolicy }) {
  const { t } = useWording();
  return (
    <details>
      <summary>
        <Text size="sm" component="span">
          {t('approvals.content.policy.all')}
        </Text>
      </summary>
      <List size="sm">
        {policyDifferences('', policy).map(({ field, to }) => (
          <List.Item key={field}>
            <code style={{ overflowWrap: 'anywhere' }}>
              {field}: {to}
            </code>
          </List.Item>
        ))}
      </List>
    </details>
  );
}

function ruleLine({ t }: Wording, rule: ApprovalRule): string {
  const known = approvalRequestKinds.find((kind) => kind === rule.kind);
  const kind = known === undefined ? rule.kind : t(`approvals.kind.${known}`);
  return t('approvals.content.rule', { kind, approvals: rule.approvals, maxDevices: rule.maxDevices });
}

function changeLines(wording: Wording, change: TrustSetContent): string[] {
  const { t } = wording;
  const { added, removed, otherKeys, rules, consoleOrigin } = change;
  return [
    ...added.map(({ name = '', use = 'key', holder = '–', keyId }) =>
      t('approvals.content.added', { name, use: t(`approvals.approvers.use.${use}`), holder, keyId }),
    ),
    ...removed.map(({ name = '', keyId }) => t('approvals.content.removed', { name, keyId })),
    ...otherKeys.map(({ role, keyId }) => t('approvals.content.signer', { role, keyId })),
    ...rules.map(({ before, after }) => {
      const none = { kind: before?.kind ?? after?.kind ?? '', approvals: 0, maxDevices: 0 };
      const was = t('approvals.content.ruleBefore', { rule: ruleLine(wording, before ?? none) });
      return `${ruleLine(wording, after ?? none)} — ${was}`;
    }),
    ...(consoleOrigin === null ? [] : [t('approvals.content.console', { origin: consoleOrigin })]),
  ];
}

function TrustSetChange({ change }: { change: TrustSetContent }) {
  const wording = useWording();
  const lines = changeLines(wording, change);
  if (lines.length === 0) return <Text size="sm">{wording.t('approvals.content.nothing')}</Text>;
  return (
    <List size="sm" spacing={4}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
