/** What firmware says of a machine, whoever reads its tables: what is a name, kinds of chassis, makers of virtual machines. */
import { isHardwarePlaceholder } from '@sekisho/contracts';
import { cleanText } from './clean-text.ts';

export function meaningful(text: string | null): string {
  const clean = cleanText(text);
  return isHardwarePlaceholder(clean) ? '' : clean;
}

/** SMBIOS 3.7, table 17: the numbers of chassis types. */
export const chassisTypes: Readonly<Record<string, string>> = {
  '3': 'desktop',
  '4': 'desktop',
  '5': 'desktop',
  '6': 'tower',
  '7': 'tower',
  '8': 'portable',
  '9': 'laptop',
  '10': 'notebook',
  '11': 'handheld',
  '13': 'all-in-one',
  '14': 'sub-notebook',
  '15': 'desktop',
  '16': 'desktop',
  '17': 'server',
  '23': 'server',
  '25': 'server',
  '28': 'blade',
  '29': 'blade',
  '30': 'tablet',
  '31': 'convertible',
  '32': 'detachable',
  '34': 'embedded',
  '35': 'mini',
  '36': 'stick',
};

const virtualMakers: readonly (readonly [RegExp, string])[] = [
  [/^(QEMU|Red Hat|KubeVirt|Google|oVirt)/i, 'kvm'],
  [/amazon ec2/i, 'amazon'],
  [/^vmware/i, 'vmware'],
  [/^(innotek|oracle)/i, 'virtualbox'],
  [/^xen/i, 'xen'],
  [/^parallels/i, 'parallels'],
  [/^bochs/i, 'bochs'],
  [/^apple virtualization/i, 'apple'],
];

/** Whose virtual machine it is; blank: nothing speaks for one. */
export function virtualizationOf(manufacturer: string, model: string): string {
  if (/^microsoft/i.test(manufacturer) && /virtual/i.test(model)) return 'hyper-v';
  return virtualMakers.find(([pattern]) => pattern.test(manufacturer))?.[1] ?? '';
}
