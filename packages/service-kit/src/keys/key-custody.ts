import { randomBytes } from 'node:crypto'
import type { Provider } from 'ethers'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { countedUse } from './counted-use.ts'
import { CustodyEthereumSigner } from './ethereum-signer.ts'
import { KeyMisconfigured, type CustodyKey, type KeyKeeper, type KeyToMake } from './key-keeper.ts'
import type { Es256Role, KeyRole, LedgerRole } from './key-role.ts'
import type { KeyUse, KeyUseObserver } from './key-use.ts'
import { knownKeys, loadedOnce } from './known-keys.ts'
import { publicJwkOf } from './p256-key.ts'

/** Signs JWTs in one role; the key itself is not to be had from it. Another role's signer is another type. */
export interface Es256Key<Role extends Es256Role> {
  readonly id: string
  readonly role: Role
  readonly publicJwk: P256PublicJwk
  /** ES256: base64url of r and s. At once where the key is at hand. Refuses `signing_unavailable`. @see RFC 7518, section 3.4 */
  readonly sign: (signingInput: string | Uint8Array) => string | Promise<string>
}

/** The one door to private keys, which never come out of it. */
export interface KeyCustody {
  make<Role extends KeyRole>(wanted: { readonly role: Role; readonly authority: string }): Promise<CustodyKey<Role>>
  /** Takes a key over that was made with the tools of where keys are kept, by its label there. Throws `KeyMisconfigured` for one that doesn't do. */
  takeOver<Role extends KeyRole>(label: string, wanted: { readonly role: Role; readonly authority: string }): Promise<CustodyKey<Role>>
  list(): Promise<readonly CustodyKey[]>
  /** Throws `KeyMisconfigured` when there is none. */
  find(id: string): Promise<CustodyKey>
  /** Loads a key for signing JWTs. Throws `KeyMisconfigured` when there is none of this id and role, or it is retired. */
  es256<Role extends Es256Role>(id: string, role: Role): Promise<Es256Key<Role>>
  /** Loads a key for signing transactions and typed data. Throws as `es256` does. */
  ethereumSigner(id: string, role: LedgerRole, provider?: Provider): Promise<CustodyEthereumSigner>
  /** From now on the key signs no more: not here, at once, and nowhere once other processes have started again. */
  retire(id: string): Promise<void>
  /** Ends the private key for good, everywhere but in backups. */
  destroy(id: string): Promise<void>
  /** How often each key was used by this process. */
  uses(): readonly KeyUse[]
  close(): Promise<void>
}

const authorityName = /^[a-z0-9][a-z0-9-]{0,63}$/

/** Custody in front of a keeper: roles are enforced, uses counted, events told. */
export function openCustody(keeper: KeyKeeper, { clock, observer }: { readonly clock: Clock; readonly observer: KeyUseObserver }): KeyCustody {
  const keys = knownKeys(keeper)
  const uses = countedUse(observer)
  const es256 = loadedOnce(async (key) => uses.es256(key, await keeper.es256(key)))
  const secp256k1 = loadedOnce(async (key) => uses.digest(key, await keeper.secp256k1(key)))
  const mustBe = async <Role extends KeyRole>(id: string, role: Role): Promise<CustodyKey<Role>> => mustServe(await keys.find(id), role, observer)
  const end = async (id: string, kind: 'retired' | 'destroyed', work: () => Promise<void>): Promise<void> => {
    const key = await keys.find(id)
    if (kind === 'retired' && key.retiredAt !== null) return
    await work()
    uses.stop(id)
    for (const memory of [keys, es256, secp256k1]) memory.forget(id)
    observer.note({ kind, key })
  }
  const create = async <Role extends KeyRole>({ role, authority }: { readonly role: Role; readonly authority: string }, work: (wanted: KeyToMake) => Promise<string>): Promise<CustodyKey<Role>> => {
    if (!authorityName.test(authority)) throw new TypeError('The id of an authority has small letters, digits and hyphens.')
    const wanted = { id: randomBytes(12).toString('hex'), role, authority, createdAt: clock.now() }
    const key = { ...wanted, publicKeyHex: await work(wanted), retiredAt: null }
    observer.note({ kind: 'created', key })
    return key
  }
  return {
    make: (wanted) => create(wanted, (key) => keeper.make(key)),
    takeOver: (label, wanted) => create(wanted, (key) => keeper.takeOver(label, key)),
    list: () => keys.list(),
    find: (id) => keys.find(id),
    es256: async (id, role) => {
      const key = await mustBe(id, role)
      return { id, role, publicJwk: publicJwkOf(key.publicKeyHex), sign: await es256.load(key) }
    },
    ethereumSigner: async (id, role, provider) => {
      const key = await mustBe(id, role)
      return new CustodyEthereumSigner(key, await secp256k1.load(key), provider)
    },
    retire: (id) => end(id, 'retired', () => keeper.retire(id, clock.now())),
    destroy: (id) => end(id, 'destroyed', () => keeper.destroy(id)),
    uses: () => uses.all(),
    close: () => keeper.close(),
  }
}

function mustServe<Role extends KeyRole>(key: CustodyKey, role: Role, observer: KeyUseObserver): CustodyKey<Role> {
  const refused = (detail: string, words: string): KeyMisconfigured => {
    observer.note({ kind: 'refused', key, detail })
    return new KeyMisconfigured(words)
  }
  if (key.role !== role) throw refused(`asked to sign as ${role}`, `The key ${key.id} is a ${key.role} key and does not sign as ${role}.`)
  if (key.retiredAt !== null) throw refused('retired', `The key ${key.id} is retired.`)
  return key as CustodyKey<Role> // compared above
}
