/** Says what went wrong and what to do, in the reader's language; with the request's number for whoever reads the log. */
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { codeOf, RequestFailed } from '../api/problem.ts';
import { useWording } from '../i18n/WordingProvider.tsx';

export function ProblemAlert({ error, title }: { error: unknown; title?: string }) {
  const { t, error: textOf } = useWording();
  if (error === null || error === undefined) return null;
  const text = textOf(codeOf(error));
  const requestId = error instanceof RequestFailed ? error.requestId : undefined;
  return (
    <Alert color="shu" icon={<IconAlertTriangle />} title={title ?? text.title} role="alert">
      {title !== undefined && <Text size="sm">{text.title}</Text>}
      <Text size="sm">{text.action}</Text>
      {requestId !== undefined && (
        <Text size="xs" ff="monospace" mt={4}>
          {t('common.requestId', { id: requestId })}
        </Text>
      )}
    </Alert>
  );
}
