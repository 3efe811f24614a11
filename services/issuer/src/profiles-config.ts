import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { listOf, oneOf } from '@counterfoil/service-kit/config/settings'
import type { z } from 'zod'
import type { AuthorizationConfig } from './authorization-config.ts'
import { otherProfiles, type OtherProfileId, type Profile } from './domain/profile.ts'

const isOther = (id: string): id is OtherProfileId => Object.hasOwn(otherProfiles, id)

/** The part of the configuration that says for which wallets there is an issuer of their own. */
export const profileSettings = {
  PROFILES: listOf(isOther, `some of ${Object.keys(otherProfiles).join(', ')}`, { meaning: 'Profiles that are served beside the open one, between commas, each below `/{authority}/{profile}` ([which](profiles.md))', example: 'haip,swiyu', default: '' }),
  ISSUER_NAMED_BY: oneOf(['did', 'address'], { meaning: 'What `iss` of an SD-JWT VC is in the profile `open`: the DID of the authority, or its address, at which verifiers that read no DID find its keys by JWT VC Issuer Metadata ([how](profiles.md#keys-for-verifiers-that-read-no-did))', example: 'address', default: 'did' }),
} as const

type Given = z.output<z.ZodObject<typeof profileSettings>> & { readonly AUTHORIZATION_SERVER_HAIP_URL?: string | undefined }

/** Throws a `ConfigurationError` for a profile that lacks what it stands on. */
export function profilesOf({ PROFILES, AUTHORIZATION_SERVER_HAIP_URL: outside }: Given, authorization: AuthorizationConfig | null): readonly Profile[] {
  const profiles = [...new Set(PROFILES)].filter(isOther).map((id): Profile => otherProfiles[id])
  const lacking = profiles.find(({ grants }) => grants.authorizationCode && !grants.preAuthorized)
  if (lacking !== undefined && authorization === null && outside === undefined) throw new ConfigurationError(`The profile ${lacking.id} of PROFILES needs CITIZEN_OIDC_ISSUER_URL or AUTHORIZATION_SERVER_HAIP_URL: its wallets send citizens to sign in.`)
  return profiles
}
