/** The second step of a log-in: a code of the app, a passkey or a recovery code, whichever is at hand. */
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import type { SecondStep, SecondStepAnswer, Session } from '@sekisho/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PasskeyButton } from '../../ui/PasskeyButton.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { askPasskey } from '../../ui/passkeys.ts';

type Method = SecondStep['methods'][number];
type Props = {
  step: SecondStep;
  loginId: string;
  onDone: (session: Session) => Promise<void>;
  onBack: () => void;
};

export function SecondStepForm({ step, loginId, onDone, onBack }: Props) {
  const { t } = useWording();
  const { ticket, methods, passkey } = step;
  // A passkey is quickest, where it can be used.
  const [method, setMethod] = useState<Method>(
    methods.find((each) => each === 'passkey' && passkey !== null) ?? methods[0] ?? 'app',
  );
  const send = useMutation({
    mutationFn: async (answer: Omit<SecondStepAnswer, 'ticket'> | null) =>
      api.takeSecondStep({ ticket, ...(answer ?? { passkey: await askPasskey(passkey ?? {}) }) }),
    onSuccess: onDone,
  });
  const choose = (each: Method) => {
    send.reset();
    setMethod(each);
  };
  return (
    <Stack>
      <Text size="sm">{t('login.step.lead', { loginId })}</Text>
      {method === 'passkey' ? (
        <PasskeyButton
          label={t('login.step.passkey')}
          pending={send.isPending}
          variant="filled"
          fullWidth
          onClick={() => send.mutate(null)}
        />
      ) : (
        <CodeForm
          key={method}
          method={method}
          pending={send.isPending}
          onSubmit={(typed) => send.mutate(method === 'app' ? { code: typed } : { recoveryCode: typed })}
        />
      )}
      <ProblemAlert error={send.error} />
      <Stack gap={6} align="flex-start">
        {methods
          .filter((each) => each !== method)
          .map((each) => (
            <Anchor key={each} component="button" type="button" size="sm" onClick={() => choose(each)}>
              {t(`login.step.use.${each}`)}
            </Anchor>
          ))}
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          {t('login.back')}
        </Anchor>
      </Stack>
    </Stack>
  );
}

type CodeProps = { method: 'app' | 'recovery-code'; pending: boolean; onSubmit: (typed: string) => void };

function CodeForm({ method, pending, onSubmit }: CodeProps) {
  const { t } = useWording();
  const [typed, setTyped] = useState('');
  const ofApp = method === 'app';
  const sound = ofApp ? /^\d{6}$/.test(typed) : typed.trim().length >= 16;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (sound) onSubmit(typed.trim());
      }}
      noValidate
    >
      <Stack>
        <TextInput
          label={t(ofApp ? 'login.step.code' : 'login.step.recoveryCode')}
          description={ofApp ? undefined : t('login.step.recoveryCode.help')}
          autoComplete={ofApp ? 'one-time-code' : 'off'}
          inputMode={ofApp ? 'numeric' : 'text'}
          maxLength={ofApp ? 6 : 40}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value.normalize('NFKC'))}
        />
        <Button type="submit" loading={pending} disabled={!sound} fullWidth>
          {t('login.step.submit')}
        </Button>
      </Stack>
    </form>
  );
}
