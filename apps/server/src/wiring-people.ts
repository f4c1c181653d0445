/** The part of the composition root that knows people: accounts, log-in, tokens, mail. */
import {
  type AccountLinks,
  accountLinksFeature,
  createAccountLinks,
  printAccountLink,
} from './features/account-links/index.ts';
import {
  type Administrators,
  administratorsFeature,
  createAdministrators,
  createManaging,
  createPasswordHasher,
  type Managing,
} from './features/administrators/index.ts';
import { type ApiTokens, apiTokensFeature, createApiTokens } from './features/api-tokens/index.ts';
import type { Groups } from './features/groups/index.ts';
import { createMailer, mailFeature } from './features/mail/index.ts';
import { createOrganizations, type Organizations } from './features/organizations/index.ts';
import { createSharedGuessLimit } from './features/registration/index.ts';
import {
  createPasskeys,
  createQuestions,
  createSecondFactors,
  createSecondSteps,
  forgetQuestions,
  forgetSecondFactors,
  secondFactorsFeature,
} from './features/second-factors/index.ts';
import { createSessions, type Sessions, sessionsFeature } from './features/sessions/index.ts';
import type { Tx } from './platform/database/tables.ts';
import type { Authenticate, Feature, Platform } from './platform/feature.ts';
import { createServiceKeys } from './platform/keys/service-keys.ts';
import type { RunCommand } from './platform/run-command.ts';

export interface People {
  readonly administrators: Administrators;
  readonly listAdministrators: Managing['list'];
  readonly sessions: Sessions;
  readonly apiTokens: ApiTokens;
  readonly authenticate: Authenticate;
  readonly accountLinks: AccountLinks;
  readonly features: readonly Feature[];
}

/** Who has forgotten a password asks once or twice; whoever asks for a whole list of names is slowed down. */
const resetLimit = { windowMs: 10 * 60_000, wrongPerAddress: 10, wrongOverall: 500, maximumAddresses: 20_000 };

/** A question costs a row; an office behind one address asks for some hundred each morning. */
const passkeyLimit = { windowMs: 10 * 60_000, wrongPerAddress: 500, wrongOverall: 5_000, maximumAddresses: 20_000 };

export function assemblePeople(
  platform: Platform,
  { organizations, groups }: { readonly organizations: Organizations; readonly groups: Pick<Groups, 'hold'> },
): People {
  const administrators = createAdministrators({
    ...platform,
    passwordHasher: createPasswordHasher(platform.randomness),
    endOtherSessions: (...owner) => sessions.endOthers(...owner),
    tellOldAddress: (...change) => accountLinks.tellOldAddress(...change),
  });
  const { proveByPassword } = administrators;
  const endSessions = async (tx: Tx, administratorId: string) => {
    await sessions.endAll(tx, administratorId);
    await forgetQuestions(tx, administratorId);
  };
  const managing = createManaging({
    ...platform,
    administrators,
    holdGroup: groups.hold,
    endSessions,
    tellOldAddress: (...change) => accountLinks.tellOldAddress(...change),
  });
  const questions = createQuestions(platform);
  const passkeys = createPasskeys({ ...platform, questions });
  const secondFactors = createSecondFactors({ ...platform, passkeys, managing, endSessions });
  const secondSteps = createSecondSteps({ ...platform, questions, passkeys, secondFactors, administrators });
  const sessions = createSessions({ ...platform, proveByPassword, secondSteps, passkeys });
  const apiTokens = createApiTokens(platform);
  const mailer = createMailer(platform.settings);
  const accountLinks = createAccountLinks({
    ...platform,
    mailer,
    administrators,
    managing,
    organizations,
    endSessions,
    // Where devices reach the server people do too, and from everywhere.
    consoleUrl: () => platform.addresses.deviceUrl,
  });
  return {
    administrators,
    listAdministrators: managing.list,
    sessions,
    apiTokens,
    accountLinks,
    authenticate: async (request) => {
      const byToken = await apiTokens.authenticate(request);
      return byToken === undefined ? sessions.authenticate(request) : byToken;
    },
    features: [
      administratorsFeature({
        ...platform,
        administrators,
        managing,
        makeLink: accountLinks.make,
        requireMail: mailer.requireSetUp,
      }),
      sessionsFeature({
        ...platform,
        sessions,
        administrators,
        organizations,
        passkeys,
        limit: createSharedGuessLimit(platform, 'passkey', passkeyLimit),
      }),
      secondFactorsFeature({ ...platform, secondFactors, passkeys }),
      apiTokensFeature(apiTokens),
      accountLinksFeature({
        ...platform,
        accountLinks,
        mailIsSetUp: () => mailer.status().configured,
        limit: createSharedGuessLimit(platform, 'reset', resetLimit),
      }),
      mailFeature({ ...platform, mailer, administrators }),
    ],
  };
}

/** `account-link` at the command line. */
export const accountLink: RunCommand = (platform, input) => {
  const organizations = createOrganizations({ ...platform, serviceKeys: createServiceKeys(platform) });
  const hold = () => Promise.reject(new Error('no groups are assigned here'));
  const people = assemblePeople(platform, { organizations, groups: { hold } });
  return printAccountLink({ ...platform, ...people, forgetSecondFactors }, input);
};
