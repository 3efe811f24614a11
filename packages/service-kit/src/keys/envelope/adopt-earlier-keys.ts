import type { QueryRunner } from 'typeorm'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { SealBroken } from '../../sealing/seal.ts'
import type { CustodyKey } from '../key-keeper.ts'
import { curveOf, isKeyRole, type KeyRole } from '../key-role.ts'
import { custodyKeysTable } from './custody-keys-table.ts'
import { closeEnvelope } from './envelope.ts'
import { keyOfId, type KeyEncryptionKeys } from './key-encryption-key.ts'
import { publicKeyHexOf } from './key-pair.ts'
import { wrongKeyEncryptionKey } from './rewrap.ts'

interface EarlierKey {
  readonly alias: string
  readonly privateKeyHex: string
  readonly meta: string | null
  readonly did: string | null
  readonly identity: string | null
}

export interface AdoptOptions {
  readonly keks: KeyEncryptionKeys
  readonly clock: Clock
  /** Id of the authority that has a DID. */
  readonly authorityOf: (did: string) => string
}

const drafts = /^unpublished (credential|status|request) (did:.+)$/

/**
 * Moves keys that stand in Veramo's own table of private keys, as data folders of earlier releases have them, into
 * envelopes: each in a transaction, so that a start that is cut off is resumed by the next one. Answers how many.
 */
export async function adoptEarlierKeys(runner: QueryRunner, options: AdoptOptions): Promise<number> {
  const earlier = (await runner.query(
    `SELECT p.alias, p.privateKeyHex, k.meta, coalesce(i.did, c.did) AS did, coalesce(i.alias, c.alias) AS identity
     FROM "private-key" p LEFT JOIN key k ON k.kid = p.alias
     LEFT JOIN identifier i ON i.did = k.identifierDid LEFT JOIN identifier c ON c.controllerKeyId = p.alias
     ORDER BY p.alias LIKE 'unpublished %', p.alias`,
  )) as EarlierKey[]
  const table = custodyKeysTable(runner)
  for (const one of earlier) {
    const privateKey = await openEarlierBox(one.privateKeyHex, options.keks)
    const place = { id: one.alias, ...roleAndAuthority(one, options.authorityOf) }
    const key: CustodyKey = { ...place, publicKeyHex: publicKeyHexOf(curveOf(place.role), privateKey), createdAt: options.clock.now(), retiredAt: null }
    const envelope = await closeEnvelope(options.keks.current, place, privateKey)
    privateKey.fill(0)
    await runner.startTransaction()
    // A draft whose key was published already is there under its published name.
    await table.add({ key, envelope })
    await runner.query('DELETE FROM "private-key" WHERE alias = ?', [one.alias])
    await runner.commitTransaction()
  }
  if (earlier.length > 0) await table.forgetOverwritten()
  return earlier.length
}

/** `aes1.<id of the key encryption key>.<hexadecimal private key, sealed>`. */
async function openEarlierBox(box: string, keks: KeyEncryptionKeys): Promise<Uint8Array> {
  const [format, id = '', sealed = ''] = box.split('.')
  const kek = format === 'aes1' ? keyOfId(keks, id) : undefined
  if (kek === undefined) throw wrongKeyEncryptionKey(id, keks)
  try {
    return Buffer.from(Buffer.from(await kek.open(Buffer.from(sealed, 'base64url'), 'private key')).toString(), 'hex')
  } catch (error) {
    throw error instanceof SealBroken ? wrongKeyEncryptionKey(id, keks) : error
  }
}

function roleAndAuthority({ alias, meta, did, identity }: EarlierKey, authorityOf: (did: string) => string): { readonly role: KeyRole; readonly authority: string } {
  const [, draftRole, draftDid] = drafts.exec(alias) ?? []
  if (isKeyRole(draftRole)) return { role: draftRole, authority: authorityOf(draftDid ?? '') }
  const { role } = JSON.parse(meta ?? '{}') as { readonly role?: unknown }
  const owner = did ?? ''
  // Signing keys have their role written beside them; what has none controls its identity.
  return isKeyRole(role) ? { role, authority: authorityOf(owner) } : { role: 'controller', authority: identity !== null && identity !== owner ? identity : authorityOf(owner) }
}
