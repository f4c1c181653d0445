/** What both packages say about themselves. */
export const packageFacts = {
  name: 'sekisho-agent',
  maintainer: 'Sekisho <maintainers@sekisho.invalid>',
  homepage: 'https://sekisho.invalid/',
  licence: 'Apache-2.0',
  summary: 'Sekisho agent: device management and loss protection',
  description: [
    'Registers this device with the Sekisho server of its organization, collects its inventory, and locks or wipes it when it is lost.',
  ],
} as const;
