/** For what hurts most the server wants to know once more who sits there: asks, by password or passkey, and does it then. */
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from 'react';
import { codeOf } from '../api/problem.ts';

/** Runs `act`; where the server answers `proof-required`, asks first and runs it again. A person who cancels gets that refusal. */
export type WithProof = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

const ProofContext = createContext<WithProof>((act) => act());

export function useProof(): WithProof {
  return useContext(ProofContext);
}

const ProofDialog = lazy(async () => ({ default: (await import('./ProofDialog.tsx')).ProofDialog }));

type Asking = { proven: () => void; cancelled: () => void };

export function ProofProvider({ loginId, children }: { loginId: string; children: ReactNode }) {
  const [asking, setAsking] = useState<Asking>();
  const withProof = useCallback<WithProof>(async (act) => {
    try {
      return await act();
    } catch (error) {
      if (codeOf(error) !== 'proof-required') throw error;
      await new Promise<void>((proven, reject) => setAsking({ proven, cancelled: () => reject(error) })).finally(() =>
        setAsking(undefined),
      );
      return act();
    }
  }, []);
  return (
    <ProofContext value={withProof}>
      {children}
      {asking !== undefined && (
        <Suspense fallback={null}>
          <ProofDialog loginId={loginId} {...asking} />
        </Suspense>
      )}
    </ProofContext>
  );
}
