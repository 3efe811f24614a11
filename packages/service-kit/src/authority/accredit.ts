import { encodeBytes32String } from 'ethers'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { createAccreditations } from '@counterfoil/shared/trust/accreditations'
import { listingType, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { systemClock } from '../system/system-clock.ts'
import { publishedDocument } from './published-document.ts'
import { openRegistryWriter } from './registry-writer.ts'

/** Acting for the consortium, with its controller key. */
export interface Consortium {
  readonly identities: IdentityAgent
  readonly ledger: NetworkLedger
}

interface AccreditationChange {
  readonly kind: 'issue' | 'request'
  readonly vct: string
  readonly authorityDid: string
}

async function isAccredited(ledger: NetworkLedger, { kind, vct, authorityDid }: AccreditationChange): Promise<boolean> {
  const accreditations = createAccreditations({ ...ledger, reader: createLedgerReader(ledger), clock: systemClock, freshFor: seconds(0), staleFor: seconds(0) })
  return (await accreditations.find(kind, vct, authorityDid)).value
}

const hexOf = (text: string): string => `0x${Buffer.from(text).toString('hex')}`
const addressOf = (did: string): string => parseEthrDid(did)?.address ?? ''

/** Accredits an authority to issue or to ask for a type. Answers whether anything had to be written. */
export async function accredit({ identities, ledger }: Consortium, change: AccreditationChange & { readonly validity: Seconds }): Promise<boolean> {
  if (await isAccredited(ledger, change)) return false
  const writer = await openRegistryWriter(identities, ledger.consortium, ledger)
  await writer.write('addDelegate', accreditationType(change.kind, change.vct), addressOf(change.authorityDid), change.validity)
  writer.close()
  return true
}

/** Ends an accreditation now. Answers whether anything had to be written. */
export async function withdrawAccreditation({ identities, ledger }: Consortium, change: AccreditationChange): Promise<boolean> {
  if (!(await isAccredited(ledger, change))) return false
  const writer = await openRegistryWriter(identities, ledger.consortium, ledger)
  await writer.write('revokeDelegate', accreditationType(change.kind, change.vct), addressOf(change.authorityDid))
  writer.close()
  return true
}

/**
 * Lists an authority's name and addresses in the consortium's DID document, in the place of what was listed for it
 * before. Answers whether anything had to be written.
 */
export async function listAuthority({ identities, ledger }: Consortium, listing: ListedAuthority): Promise<boolean> {
  const text = JSON.stringify({ did: listing.did, letter: listing.letter, name: listing.name, issuer: listing.issuer, verifier: listing.verifier })
  const { document } = await publishedDocument(ledger, ledger.consortium)
  const listed = (document.service ?? [])
    .filter(({ type, serviceEndpoint }) => type === listingType && isJsonObject(serviceEndpoint) && serviceEndpoint['did'] === listing.did)
    .map(({ serviceEndpoint }) => JSON.stringify(serviceEndpoint))
  const outdated = listed.filter((each) => each !== text)
  if (outdated.length === 0 && listed.length > 0) return false
  const name = encodeBytes32String(`did/svc/${listingType}`)
  const writer = await openRegistryWriter(identities, ledger.consortium, ledger)
  // The new one first: at no time is the authority listed nowhere.
  if (!listed.includes(text)) await writer.write('setAttribute', name, hexOf(text), 5 * 365 * 24 * 3600)
  for (const each of outdated) await writer.write('revokeAttribute', name, hexOf(each))
  writer.close()
  return true
}
