import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { ClientAuthentication } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { Access } from './access.ts'
import type { PersonHandle } from './credential-offer.ts'
import type { PersonRecord } from './council-record.ts'

/** A secret that finds one step of an authorization and opens what that step knows. Never stored. */
export type StepSecret = Branded<string, 'StepSecret'>

/**
 * Where an authorization stands: what a wallet pushed, a citizen's browser that came with it, the code that answered, and
 * the refresh tokens that followed. What belongs together is one family, and ends together.
 */
export type StepKind = 'request' | 'session' | 'code' | 'refresh'

/** A wallet that may send citizens here, as the operator registered it. */
export interface WalletClient {
  readonly clientId: string
  readonly name: string
  /** Compared character by character. @see RFC 9700, section 4.1.3 */
  readonly redirectUris: readonly string[]
  readonly authentication: ClientAuthentication
  /** SHA-256 of the anchors below which its provider attests it, in hexadecimal; where nothing is said, any trusted provider may. */
  readonly attestedBelow?: readonly string[]
}

/** What a wallet pushed, judged. */
export interface PushedRequest {
  readonly accesses: readonly Access[]
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string | null
  readonly codeChallenge: string
  /** Thumbprint of the key that the tokens must be bound to, when the wallet said which. */
  readonly dpopJkt: string | null
  /** In which the wallet speaks with the citizen, when it said so; one that we don't have says nothing. */
  readonly language: 'en' | 'cy' | null
  /** Until when a browser may come with it; deciding may take longer. */
  readonly comeBy: EpochSeconds
}

/** What a code stands for. */
export interface CodeContent extends Pick<PushedRequest, 'accesses' | 'clientId' | 'redirectUri' | 'codeChallenge' | 'dpopJkt'> {
  readonly person: PersonHandle
  /** Which end of sign-ins was the last when the browser came; absent in what was begun before an upgrade. */
  readonly since?: number
}

/** What a refresh token stands for: this key of this instance of this wallet. */
export interface RefreshContent {
  readonly accesses: readonly Access[]
  readonly clientId: string
  readonly dpopJkt: string
  readonly attestedJkt: string | null
  readonly person: PersonHandle
}

/** @see RFC 9126, section 2.2 */
export const requestLifetime: Seconds = seconds(60)
/** Signing in and reading what will be issued. */
export const sessionLifetime: Seconds = seconds(15 * 60)
/** @see FAPI 2.0 Security Profile, section 5.3.2.1 */
export const codeLifetime: Seconds = seconds(60)
/** As long as a credential of any of the types may stand, so that a wallet can renew it; counted anew whenever the record was read again. */
export const refreshLifetimeOf = (types: readonly Pick<CredentialType, 'validityDays'>[]): Seconds => seconds(Math.max(...types.map(({ validityDays }) => validityDays)) * 24 * 60 * 60)

/** Of before a token could be for several types. Refresh tokens live as long as a credential may stand. */
interface OldContent {
  readonly typeId: string
  readonly configurationId: string | null
}

/** What a refresh token is for, whenever it was given. */
export const accessesIn = (content: { readonly accesses: readonly Access[] } | OldContent): readonly Access[] =>
  'accesses' in content ? content.accesses : [{ typeId: content.typeId, byScope: content.configurationId === null, configurations: content.configurationId === null ? null : [{ id: content.configurationId, claims: null }] }]

/** The one record of a person who signed in; null when there is none, or more than one could be meant. */
export function recordOf(people: readonly PersonRecord[], column: string, subject: string): PersonRecord | null {
  const [found, ...more] = people.filter(({ fields }) => fields.get(column)?.trim() === subject)
  return subject !== '' && found !== undefined && more.length === 0 ? found : null
}
