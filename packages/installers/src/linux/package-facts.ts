/** What both packages say about themselves. */
export const packageFacts = {
  name: 'sekisho-agent',
  vendor: 'Sekisho',
  licence: 'Apache-2.0',
  summary: 'Sekisho agent: device management and loss protection',
  description: [
    'Registers this device with the Sekisho server of its organization, collects its inventory, and locks or wipes it when it is lost.',
  ],
} as const;

/** Who answers for a package: whoever runs the server that hands it out. @param mailFrom its sender of mail, `a@b` or `Name <a@b>`; `null`: none is set up */
export function maintainerOf(mailFrom: string | null): string {
  const { vendor } = packageFacts;
  if (mailFrom === null) return vendor;
  return mailFrom.includes('<') ? mailFrom : `${vendor} <${mailFrom}>`;
}
