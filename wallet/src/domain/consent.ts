import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import type { WalletError } from '@counterfoil/shared/oid4vp/authorization-response'
import type { ClaimLeaf } from './claim-leaves.ts'
import type { Acquaintance } from './acquaintance.ts'
import type { Asker } from './activity.ts'
import type { AskedSet } from './asked-sets.ts'
import { Fault, type FaultCode } from './fault.ts'
import type { HeldCredential } from './held-credential.ts'
import type { Requester } from './requester.ts'
import type { Transaction } from './transaction.ts'

/** One fact asked for, with what would be shared. */
export type AskedFact = ClaimLeaf

/** A held credential that answers what is asked for, and what of it would be seen. */
export interface FittingCredential {
  readonly credential: HeldCredential
  /** Also what this credential can't hide. */
  readonly required: readonly AskedFact[]
  /** Those of the required that nobody asked for: this credential can't be shown without them. */
  readonly unasked: readonly AskedFact[]
  /** Facts that may be left out. */
  readonly optional: readonly AskedFact[]
  /** Facts on the credential that stay unseen. */
  readonly unseen: readonly Bilingual[]
}

/** One credential asked for, with those of the vault that fit, the best first. */
export interface AskedCredential {
  readonly queryId: string
  /** Several may be shown for it. @see OpenID4VP 1.0, section 6.1 */
  readonly mayBeSeveral: boolean
  /** It has to be shown by who holds it. */
  readonly isBound: boolean
  readonly fitting: readonly [FittingCredential, ...FittingCredential[]]
}

/** Why a request asks for a second thought. */
export type Concern = 'nobody_known' | 'not_accredited' | 'in_the_open' | 'no_purpose' | 'beyond_purpose' | 'shown_whole' | 'everything'

/** A request that may be shown: everything the consent screen says, and everything the answer needs. */
export interface ConsentRequest {
  readonly request: AcceptedRequest
  readonly requester: Requester
  readonly asked: readonly AskedCredential[]
  readonly sets: readonly AskedSet[]
  /** What the citizen authorises by sharing. */
  readonly transactions: readonly Transaction[]
  /** What the citizen must be warned of, and go on by an act of their own. */
  readonly concerns: readonly Concern[]
  /** When the ledger said so of whoever asks, if it can't be asked now; null while it can. */
  readonly asOf: number | null
  readonly acquaintance: Acquaintance
}

/** What the citizen agreed to show of one credential. */
export interface AgreedShare {
  readonly queryId: string
  readonly credential: HeldCredential
  readonly facts: readonly AskedFact[]
}

/** What an error says to whoever asked. @see OpenID4VP 1.0, section 8.5 */
export type AnsweredError = Extract<WalletError, 'access_denied' | 'invalid_request' | 'invalid_transaction_data'>

/** Somebody who may ask can't have what they ask for: the citizen may still send them back without it. */
export class CannotAnswer extends Fault {
  readonly request: AcceptedRequest
  readonly requester: Requester
  readonly error: AnsweredError

  constructor(code: FaultCode, { request, requester, error }: Pick<CannotAnswer, 'request' | 'requester' | 'error'>) {
    super(code)
    this.request = request
    this.requester = requester
    this.error = error
  }
}

/** What is written down of whoever asks. */
export const askerOf = ({ purpose, privacyNotice }: AcceptedRequest, { id }: Requester): Asker => ({ did: id, contact: purpose?.contact ?? null, privacyNotice })

/** Whose credential it is, as far as what would be shared of it says. */
export function holderOf({ required, optional }: Pick<FittingCredential, 'required' | 'optional'>): string {
  const facts = [...required, ...optional]
  // At the top, or below what is a format's own.
  return ['given_name', 'family_name'].flatMap((name) => facts.find(({ path }) => path.length <= 2 && path.at(-1) === name)?.value ?? []).join(' ')
}

/** The names of all that is asked for, needed or not, each once. */
export const namesAskedFor = (asked: readonly AskedCredential[]): Bilingual[] => {
  const labels = asked.flatMap(({ fitting: [{ required, optional }] }) => [...required, ...optional].map(({ label }) => label))
  return [...new Map(labels.map((label) => [label.en, label])).values()]
}

const few = 3
const concernsInOrder: readonly Concern[] = ['nobody_known', 'not_accredited', 'in_the_open', 'no_purpose', 'beyond_purpose', 'shown_whole', 'everything']

/**
 * What is odd about a request: nobody knows or accredited whoever asks, others could read the answer, it doesn't say why it
 * asks, or not for each fact, what answers it shows more than that, or it wants all of a credential that says much.
 */
export function concernsOf({ request: { purpose, encryptTo }, requester: { known } }: { readonly request: Pick<AcceptedRequest, 'purpose' | 'encryptTo'>; readonly requester: Pick<Requester, 'known'> }, asked: readonly AskedCredential[], claims: readonly { readonly id?: string | undefined }[]): Concern[] {
  const wantsAll = asked.some(({ fitting: [{ required, unasked, optional, unseen }] }) => unseen.length === 0 && unasked.length === 0 && optional.length === 0 && required.length > few)
  const stated = purpose?.claims
  // Every form that is published says for which facts it has a purpose; others may not know how.
  const isBeyond = stated === undefined ? purpose !== null && known.by === 'listing' : claims.some(({ id }) => id === undefined || !stated.includes(id))
  const holds: Readonly<Record<Concern, boolean>> = {
    nobody_known: known.by === 'nobody',
    not_accredited: known.by === 'certificate' || known.by === 'attestation',
    in_the_open: encryptTo === null,
    no_purpose: purpose === null,
    beyond_purpose: isBeyond,
    shown_whole: asked.some(({ fitting: [{ unasked }] }) => unasked.length > 0),
    everything: wantsAll,
  }
  return concernsInOrder.filter((concern) => holds[concern])
}
