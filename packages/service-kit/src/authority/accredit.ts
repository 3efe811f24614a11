import { encodeBytes32String } from 'ethers'
import { epochSeconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { accreditationType, delegateValidityOf } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { listingType, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { systemClock } from '../system/system-clock.ts'
import { accreditationWords } from './accreditation-words.ts'
import type { Consortium } from './consortium.ts'
import type { PlannedWrite } from './planned-write.ts'
import { publishedDocument } from './published-document.ts'

export interface AccreditationChange {
  readonly kind: AccreditationKind
  /** For what: the `vct` of a type; for `list`, the DID of the authority whose lists are signed. */
  readonly scope: string
  readonly authorityDid: string
}

const year = 365 * 24 * 3600
const hexOf = (text: string): string => `0x${Buffer.from(text).toString('hex')}`
const addressOf = (did: string): string => parseEthrDid(did)?.address ?? ''
const dayOf = (instant: number): string => new Date(instant * 1000).toISOString().slice(0, 10)
const nameOf = ({ kind, scope }: AccreditationChange): string => accreditationWords(kind, scope)

/** Until when an accreditation holds, in seconds since 1970; 0 for one that there never was. */
export async function accreditedUntil(ledger: NetworkLedger, { kind, scope, authorityDid }: AccreditationChange): Promise<EpochSeconds> {
  const [validTo] = await createLedgerReader(ledger).ask([delegateValidityOf(ledger.registry, addressOf(ledger.consortium), accreditationType(kind, scope), addressOf(authorityDid))])
  return epochSeconds(Number(validTo))
}

/** What accrediting (or renewing) until a time would write; nothing where an accreditation already ends at about that time. */
export async function planAccreditation(ledger: NetworkLedger, change: AccreditationChange & { readonly validity: Seconds }): Promise<readonly PlannedWrite[]> {
  const { kind, scope, authorityDid, validity } = change
  const until = systemClock.now() + validity
  // An end that is a tenth of the time away, or a day, is the same end: a plan that is made again writes nothing new.
  if (Math.abs((await accreditedUntil(ledger, change)) - until) <= Math.min(24 * 3600, validity / 10)) return []
  return [{ words: `Accredit ${authorityDid} to ${nameOf(change)} until ${dayOf(until)}`, change: { method: 'addDelegate', type: accreditationType(kind, scope), delegate: addressOf(authorityDid), validity } }]
}

/** What ending an accreditation now would write. */
export async function planWithdrawal(ledger: NetworkLedger, change: AccreditationChange): Promise<readonly PlannedWrite[]> {
  if ((await accreditedUntil(ledger, change)) <= systemClock.now()) return []
  const { kind, scope, authorityDid } = change
  return [{ words: `Withdraw the accreditation of ${authorityDid} to ${nameOf(change)}`, change: { method: 'revokeDelegate', type: accreditationType(kind, scope), delegate: addressOf(authorityDid) } }]
}

/** What listing an authority's name and addresses would write, in the place of what was listed for it before. */
export async function planListing(ledger: NetworkLedger, listing: ListedAuthority): Promise<readonly PlannedWrite[]> {
  const text = JSON.stringify({ did: listing.did, letter: listing.letter, name: listing.name, issuer: listing.issuer, verifier: listing.verifier })
  const listed = await listingsOf(ledger, listing.did)
  const outdated = listed.filter((each) => each !== text)
  if (outdated.length === 0 && listed.length > 0) return []
  // The new one first: at no time is the authority listed nowhere.
  const added: PlannedWrite = { words: `List ${listing.name.en} with issuer ${listing.issuer} and verifier ${listing.verifier}`, change: { method: 'setAttribute', name: listingName, value: hexOf(text), validity: 5 * year } }
  return [...(listed.includes(text) ? [] : [added]), ...outdated.map((each) => unlisting(listing.did, each))]
}

/** What taking an authority off the list would write. */
export const planUnlisting = async (ledger: NetworkLedger, did: string): Promise<readonly PlannedWrite[]> => (await listingsOf(ledger, did)).map((each) => unlisting(did, each))

const listingName = encodeBytes32String(`did/svc/${listingType}`)
const unlisting = (did: string, text: string): PlannedWrite => ({ words: `Take a listing of ${did} off`, change: { method: 'revokeAttribute', name: listingName, value: hexOf(text) } })

async function listingsOf(ledger: NetworkLedger, did: string): Promise<readonly string[]> {
  const { document } = await publishedDocument(ledger, ledger.consortium)
  return (document.service ?? [])
    .filter(({ type, serviceEndpoint }) => type === listingType && isJsonObject(serviceEndpoint) && serviceEndpoint['did'] === did)
    .map(({ serviceEndpoint }) => JSON.stringify(serviceEndpoint))
}

/** Accredits an authority to issue or to ask for a type. Answers whether anything had to be written. */
export const accredit = async (consortium: Consortium, change: AccreditationChange & { readonly validity: Seconds }): Promise<boolean> => carryOut(consortium, await planAccreditation(consortium.ledger, change), 'Accredit')

/** Ends an accreditation now. Answers whether anything had to be written. */
export const withdrawAccreditation = async (consortium: Consortium, change: AccreditationChange): Promise<boolean> => carryOut(consortium, await planWithdrawal(consortium.ledger, change), 'Withdraw')

/** Lists an authority's name and addresses in the consortium's DID document. Answers whether anything had to be written. */
export const listAuthority = async (consortium: Consortium, listing: ListedAuthority): Promise<boolean> => carryOut(consortium, await planListing(consortium.ledger, listing), 'List')

async function carryOut(consortium: Consortium, writes: readonly PlannedWrite[], reason: string): Promise<boolean> {
  if (writes.length === 0) return false
  await consortium.act(writes, reason)
  return true
}
