import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { open, type Profile } from './profile.ts'

/** An issuing council: a tenant with one DID. Its records are strangers to every other's. */
export interface Authority {
  readonly id: string
  /** First character of the codes of its offers. */
  readonly letter: string
  readonly name: Bilingual
  readonly did: string
  /** Where the service lies that issues for it, and for others. */
  readonly serviceUrl: string
  /** The Credential Issuer Identifier: an exact URL, which key proofs name as their audience. */
  readonly identifier: string
  /** What the wallets demand that it shows itself to so. */
  readonly profile: Profile
}

/** The authorities of the network that issue here, by id: those whose issuer URL lies under this service's own. */
export const authoritiesAt = (network: AnyNetwork, issuerUrl: string): ReadonlyMap<string, Authority> =>
  new Map(
    network.authorities
      .filter(({ id, issuerUrl: identifier }) => identifier === `${issuerUrl}/${id}`)
      .map(({ id, letter, name, did, issuerUrl: identifier }) => [id, { id, letter, name, did, serviceUrl: issuerUrl, identifier, profile: open }]),
  )

/** The authority as wallets of a profile see it: a Credential Issuer of its own, so that metadata, tokens and proofs are never taken for another's. */
export const inProfile = (authority: Authority, profile: Profile): Authority =>
  profile.id === authority.profile.id ? authority : { ...authority, identifier: `${authority.identifier}/${profile.id}`, profile }

/** What an entry of a W3C status list means when it is set. @see Bitstring Status List 1.0, section 2.1 */
export const bitstringPurposes = ['revocation', 'suspension'] as const
export type BitstringPurpose = (typeof bitstringPurposes)[number]

/** A list of an authority. */
export interface ListName {
  /** Id of the authority whose list it is, and who signs it: the Status Issuer. @see Token Status List, section 2 */
  readonly statusIssuer: string
  readonly statusList: number
}

/** Where wallets of an authority's profile find a list, its own or one of another authority of this service. */
export const statusListUri = ({ serviceUrl, profile }: Pick<Authority, 'serviceUrl' | 'profile'>, { statusIssuer, statusList }: ListName): string =>
  `${serviceUrl}/${statusIssuer}${profile.id === open.id ? '' : `/${profile.id}`}/status-lists/${statusList}`

export const bitstringListUri = (authority: Pick<Authority, 'serviceUrl' | 'profile'>, list: ListName, purpose: BitstringPurpose): string => `${statusListUri(authority, list)}/${purpose}`
