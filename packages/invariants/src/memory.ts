import type { ReadList } from './reading/status-list-token.ts'
import type { Lists } from './reading/published-lists.ts'
import type { Tables } from './reading/tables.ts'

/** A credential's place and what it was issued for: nothing of it may ever change. */
export interface RememberedCredential {
  readonly id: string
  readonly place: string
  readonly issuedFor: string
}

/** Where an offer or a presentation stood, and until when. */
export interface RememberedState {
  readonly id: string
  readonly state: string
  readonly expiresAt: number
}

/** What earlier looks of one run saw; without it a look can't tell what changed. */
export interface Memory {
  /** By address: each list as it was published. */
  readonly lists: Map<string, ReadList>
  /** By list: how many places had been taken. */
  readonly allotted: Map<string, number>
  readonly credentials: Map<string, RememberedCredential>
  /** By place: which credential has it. */
  readonly places: Map<string, string>
  readonly offers: Map<string, RememberedState>
  readonly presentations: Map<string, RememberedState>
  auditSequence: number
}

export const emptyMemory = (): Memory => ({ lists: new Map(), allotted: new Map(), credentials: new Map(), places: new Map(), offers: new Map(), presentations: new Map(), auditSequence: 0 })

export const readCredentials = (issuer: Tables): Promise<RememberedCredential[]> =>
  issuer.rows<RememberedCredential>(
    `SELECT id, status_issuer || '/' || status_list || '/' || status_index AS place, offer || ' ' || configuration_id || ' ' || holder_hash AS issuedFor FROM counterfoils
      UNION ALL SELECT k.counterfoil || ' ' || k.holder_hash, k.status_issuer || '/' || k.status_list || '/' || k.status_index, c.offer || ' ' || c.configuration_id || ' ' || k.holder_hash FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil`,
  )

export const readAllotted = (issuer: Tables): Promise<{ readonly list: string; readonly allotted: number }[]> => issuer.rows(`SELECT authority || '/' || number AS list, allotted FROM status_lists`)

export const readOffers = (issuer: Tables): Promise<RememberedState[]> => issuer.rows('SELECT id, state, expires_at AS expiresAt FROM credential_offers')

export const readPresentations = (verifier: Tables): Promise<RememberedState[]> => verifier.rows('SELECT transaction_id AS id, status AS state, expires_at AS expiresAt FROM presentations')

export const readAuditSequence = (issuer: Tables): Promise<number> => issuer.count('SELECT coalesce(max(sequence), 0) FROM audit_entries')

/** Takes over what a look saw, for the next look to be compared with. */
export async function remember(memory: Memory, seen: { readonly issuer: Tables | null; readonly verifier: Tables | null; readonly lists: Lists }): Promise<void> {
  if (seen.issuer !== null) await rememberIssuer(memory, seen.issuer)
  if (seen.verifier !== null) for (const one of await readPresentations(seen.verifier)) memory.presentations.set(one.id, one)
  if ('unseen' in seen.lists) return
  for (const { uri, read } of seen.lists.observed) memory.lists.set(uri, read)
}

async function rememberIssuer(memory: Memory, issuer: Tables): Promise<void> {
  for (const { list, allotted } of await readAllotted(issuer)) memory.allotted.set(list, allotted)
  for (const one of await readCredentials(issuer)) {
    memory.credentials.set(one.id, one)
    memory.places.set(one.place, one.id)
  }
  for (const one of await readOffers(issuer)) memory.offers.set(one.id, one)
  memory.auditSequence = await readAuditSequence(issuer)
}
