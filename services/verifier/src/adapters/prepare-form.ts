import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { comesUnbound, FormProfileError } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { partsOf, privacyNoticeOf, type FindType, type FormPart, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery, type AskedOfType, type QueriedType } from '@counterfoil/shared/form-profile/form-query'
import { lintQuery } from '@counterfoil/shared/form-profile/lint-query'
import { vctOf } from '@counterfoil/shared/network/network'
import type { AskedOf } from '../domain/asked-of-type.ts'
import { erasureEndpointOf } from '../domain/erasure.ts'
import type { PublishedVersion } from '../domain/purpose-register.ts'
import { constantMembers, constantMetadata } from '../domain/request-object-payload.ts'
import type { PreparedForm, PreparedPart } from '../ports.ts'

/** What every form is prepared with, wherever its profile comes from. */
export interface PrepareOptions {
  readonly find: FindType
  readonly typesUrl: string
  /** The origin that `{website}` stands for; null when citizens go back to none. */
  readonly website: string | null
  /** Address of the verifier, under which each authority takes requests to erase. */
  readonly verifierUrl: string
  /** What queries say of each type. */
  readonly askedOf: AskedOf
}

/** SHA-256 of a profile, as it was read. */
export const digestOf = (profile: FormProfile): string => sha256Base64Url(JSON.stringify(profile))

/** Does once what is the same for every request of a form; throws a `FormProfileError` for what can't be asked here. */
export function prepareForm(profile: FormProfile, authority: string, { find, typesUrl, website, verifierUrl, askedOf }: PrepareOptions, versions: readonly PublishedVersion[]): PreparedForm {
  const parts = partsOf(profile).map((part) => preparePart(part, find, typesUrl))
  const [first, ...further] = parts
  if (first === undefined) throw new Error('a form asks for a credential')
  const asking = (part: PreparedPart): QueriedType => ({ ...part, asked: askedOf(part.vct) })
  const query = formQuery(profile, asking(first), ...further.map(asking))
  const mayComeUnbound = (id: string): boolean => comesUnbound(profile, id) || parts.some(({ credential, vct }) => credential.id === id && askedOf(vct).require_cryptographic_holder_binding === false)
  const problems = [...lintQuery(parseDcqlQuery(query), mayComeUnbound), ...parts.flatMap((part) => beyondListed(part, askedOf(part.vct)))]
  if (problems.length > 0) throw new FormProfileError(problems)
  const privacyNotice = privacyNoticeOf(profile, authority, website)
  return { profile, query, vcts: [...new Set(parts.map(({ vct }) => vct))], parts: [first, ...further], privacyNotice, profileDigest: digestOf(profile), versions, constantMembers: constantMembers(profile, authority, query), constantMetadata: constantMetadata(privacyNotice, erasureEndpointOf(verifierUrl, authority)) }
}

/** A form may ask for fewer of the authorities that the operator lists for a type, and for no other. */
function beyondListed({ credential: { id, trustedAuthorities = [] } }: PreparedPart, { trusted_authorities: listed }: AskedOfType): string[] {
  if (listed === undefined) return []
  const known = new Set(listed.flatMap(({ values }) => values))
  return trustedAuthorities.flatMap(({ values }) => values).filter((value) => !known.has(value)).map((value) => `trustedAuthorities: ${id} names ${value}, which certifies for no issuer that is listed for its type`)
}

function preparePart(part: FormPart, find: FindType, typesUrl: string): PreparedPart {
  const type = find(part.credential)
  if (type === null) throw new Error('a parsed profile names a type of the catalogue')
  return { ...part, type, vct: vctOf(typesUrl, type.id, type.version) }
}
