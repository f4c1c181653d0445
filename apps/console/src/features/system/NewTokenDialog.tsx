/** Makes an API token; its secret is shown this once. */
import { Checkbox, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Permission } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { apiTokensQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { CreateOrCancel, ShownOnce, ShownOnceDialog } from '../../ui/ShownOnceDialog.tsx';

type Values = { name: string; permissions: string[]; days: string };

const dayMs = 86_400_000;
const lifetimes = [30, 90, 365] as const;

export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const withProof = useProof();
  const create = useMutation({
    mutationFn: ({ name, permissions, days }: Values) =>
      withProof(() =>
        api.createApiToken({
          name: name.trim(),
          permissions: permissions as Permission[],
          expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString(),
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey }),
  });
  const secret = create.data?.secret;
  return (
    <ShownOnceDialog
      title={t(secret === undefined ? 'tokens.create.title' : 'tokens.created.title')}
      isMade={secret !== undefined}
      onClose={onClose}
    >
      {secret === undefined ? (
        <TokenForm
          error={create.error}
          pending={create.isPending}
          onSubmit={(values) => create.mutate(values)}
          onClose={onClose}
        />
      ) : (
        <ShownOnce warning={t('tokens.created.text')} closed={t('tokens.created.closed')} onClose={onClose}>
          <CopyField value={secret} label={t('tokens.created.secret')} wrap />
        </ShownOnce>
      )}
    </ShownOnceDialog>
  );
}

type FormProps = { error: unknown; pending: boolean; onSubmit: (values: Values) => void; onClose: () => void };

function TokenForm({ error, pending, onSubmit, onClose }: FormProps) {
  const { t } = useWording();
  const mine = useQuery(sessionQuery).data?.permissions ?? [];
  const form = useForm<Values>({
    initialValues: { name: '', permissions: ['devices.read'], days: '90' },
    validateInputOnChange: true,
    validate: {
      name: (name) => (name.trim() === '' ? t('common.required') : null),
      permissions: (permissions) => (permissions.length === 0 ? t('tokens.permissions.wrong') : null),
    },
  });
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack>
        <TextInput
          label={t('tokens.name')}
          placeholder={t('tokens.name.example')}
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group
          label={t('tokens.permissions')}
          description={t('tokens.permissions.help')}
          {...form.getInputProps('permissions')}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={8} mt={8}>
            {mine.map((name) => (
              <Checkbox key={name} size="xs" value={name} label={t(`permission.${name}`)} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Select
          label={t('tokens.expires')}
          w={200}
          allowDeselect={false}
          data={[
            ...lifetimes.map((days) => ({ value: String(days), label: t('tokens.expires.days', { days }) })),
            { value: '', label: t('tokens.expires.never') },
          ]}
          {...form.getInputProps('days')}
        />
        <CreateOrCancel error={error} pending={pending} onClose={onClose} />
      </Stack>
    </form>
  );
}
