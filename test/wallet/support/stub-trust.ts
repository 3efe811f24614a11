import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkTrust } from '@counterfoil/shared/network/network'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import { onSignedList } from '../../support/trust-kind.ts'
import type { StubInternet } from './stub-internet.ts'
import { ledgerDidOf, StubLedger } from './stub-ledger.ts'
import { listDidOf, StubList } from './stub-list.ts'

export type StubRole = 'credential' | 'status' | 'request'

/** What a wallet believes of organisations, as it reaches it: a ledger, or a signed list. Everything of it lies at one host. */
export interface StubTrust {
  /** While it isn't, nobody can be asked. */
  isUp: boolean
  readonly network: NetworkTrust
  didOf(id: string): string
  /** Publishes a key of an authority and answers its DID URL. */
  publishKey(did: string, role: StubRole, key: P256PublicJwk): string
  list(authority: ListedAuthority): void
  accredit(kind: AccreditationKind, vct: string, did: string): void
  withdraw(kind: AccreditationKind, vct: string, did: string): void
}

/** Where all of it lies. */
export const trustHost = 'https://ledger.example'

/** The kind that this run of the tests is about. */
export const makeStubTrust = (internet: StubInternet, clock: { readonly now: number }): StubTrust => (onSignedList ? new StubList(internet, clock) : new StubLedger(internet))

/** The DID of a council in every world of this run. */
export const didOfCouncil = (id: 'aldermoor' | 'brackenfield' | 'elsewhere'): string => (onSignedList ? listDidOf(id) : ledgerDidOf(id))
