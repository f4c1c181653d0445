/** Security descriptors out of texts (Security Descriptor Definition Language, learn.microsoft.com/windows/win32/secauthz). */
import type { Advapi32 } from './ffi/advapi32.ts';
import type { Kernel32 } from './ffi/kernel32.ts';

const SDDL_REVISION_1 = 1;

/** Lends the descriptor to `use`. @throws when `use` says that it was not taken */
export function withDescriptor(
  advapi: Pick<Advapi32, 'ConvertStringSecurityDescriptorToSecurityDescriptorW'>,
  kernel: Pick<Kernel32, 'LocalFree'>,
  text: string,
  use: (descriptor: unknown) => boolean,
): void {
  const descriptor = [null];
  if (advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, descriptor, null) === 0)
    throw new Error('the system does not read its own security descriptors');
  try {
    if (!use(descriptor[0])) throw new Error('what is ours cannot be closed to others');
  } finally {
    kernel.LocalFree(descriptor[0]);
  }
}
