import type { KeyRing } from '@counterfoil/service-kit/keys/key-ring'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { onSignedList } from '../../support/trust-kind.ts'
import { startLedgerNetwork } from './ledger-network.ts'
import { startListNetwork } from './list-network.ts'
import { councils, typesUrl } from './network-councils.ts'

export { typesUrl }
export const vct = `${typesUrl}/residency/1`

/** A network of real parts, on a ledger or on a signed list, and what its authorities may do to themselves and each other. */
export interface TestNetwork {
  readonly network: AnyNetwork
  /** The issuers' keys. */
  readonly keys: KeyRing
  /** The verifier's data folder, with its key store. */
  readonly verifierDir: string
  readonly keyEncryptionKeyFile: string
  /** Databases of identities and keys. */
  readonly keyStores: readonly string[]
  /** Null where there is no ledger. */
  readonly rpcUrl: string | null
  /** What is believed by who asks now and remembers nothing. */
  trust(): Trust
  /** Accredits an authority to issue for so many seconds, by the machine's clock. */
  accredit(authority: string, lasting: number): Promise<void>
  /** Ends an authority's accreditation to issue. */
  withdraw(authority: string): Promise<void>
  /** Lets an authority sign status lists for another. */
  letSign(signer: string, authority: string): Promise<void>
  /** Ends that. */
  stopSigning(signer: string, authority: string): Promise<void>
  /** Ends a key of an authority now. */
  removeKey(authority: string, role: 'credential' | 'status'): Promise<void>
  /** The authority gives its identity up. */
  giveUp(authority: string): Promise<void>
  /** Publishes a key of an authority for so many seconds, and answers its DID URL. */
  publishBriefly(authority: string, seconds: number): Promise<string>
  close(): Promise<void>
}

export interface TestNetworkPlace {
  readonly folder: string
  readonly urls: { readonly issuer: string; readonly verifier: string }
  /** The time by which what is published says how young it is. */
  readonly clock: Clock
  /** The types that councils are accredited for; residency alone unless it is said. */
  readonly types?: readonly string[]
}

/** The network of this run of the tests. */
export const startTestNetwork = (place: TestNetworkPlace): Promise<TestNetwork> => (onSignedList ? startListNetwork : startLedgerNetwork)(place, councils)
