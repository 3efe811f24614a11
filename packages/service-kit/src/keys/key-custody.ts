import { randomBytes } from 'node:crypto'
import type { Provider } from 'ethers'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { CustodyEthereumSigner } from './ethereum-signer.ts'
import { KeyMisconfigured, type CustodyKey, type KeyKeeper } from './key-keeper.ts'
import { isLedgerRole, type JoseRole, type KeyRole, type LedgerRole } from './key-role.ts'
import { UseCounter, type KeyOperation, type KeyUse, type KeyUseObserver } from './key-use.ts'
import { publicJwkOf } from './p256-key.ts'

/** Signs JWTs in one role; the key itself is not to be had from it. Another role's signer is another type. */
export interface Es256Key<Role extends JoseRole> {
  readonly id: string
  readonly role: Role
  readonly publicJwk: P256PublicJwk
  /** ES256: base64url of r and s. At once where the key is at hand. Refuses `signing_unavailable`. @see RFC 7518, section 3.4 */
  readonly sign: (signingInput: string) => string | Promise<string>
}

/** The one door to private keys, which never come out of it. */
export interface KeyCustody {
  make<Role extends KeyRole>(wanted: { readonly role: Role; readonly authority: string }): Promise<CustodyKey<Role>>
  list(): Promise<readonly CustodyKey[]>
  /** Throws `KeyMisconfigured` when there is none. */
  find(id: string): Promise<CustodyKey>
  /** Loads a key for signing JWTs. Throws `KeyMisconfigured` when there is none of this id and role, or it is retired. */
  es256<Role extends JoseRole>(id: string, role: Role): Promise<Es256Key<Role>>
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
  const counters = new Map<string, UseCounter>()
  const stopped = new Set<string>()
  const counterOf = (key: CustodyKey, operation: KeyOperation): UseCounter => {
    const name = `${key.id} ${operation}`
    const counter = counters.get(name) ?? new UseCounter(key, operation, observer)
    counters.set(name, counter)
    return counter
  }
  // Asking a distant keeper for its list takes many questions, and what stands in it changes through here.
  const known = new Map<string, CustodyKey>()
  const list = async (): Promise<readonly CustodyKey[]> => {
    const keys = await keeper.list()
    known.clear()
    for (const key of keys) known.set(key.id, key)
    return keys
  }
  const find = async (id: string): Promise<CustodyKey> => {
    const key = known.get(id) ?? (await list()).find((one) => one.id === id)
    if (key === undefined) throw new KeyMisconfigured(`There is no key ${id} in custody.`)
    return key
  }
  const mustBe = async <Role extends KeyRole>(id: string, role: Role): Promise<CustodyKey<Role>> => {
    const key = await find(id)
    if (key.role !== role) {
      observer.note({ kind: 'refused', key, detail: `asked to sign as ${role}` })
      throw new KeyMisconfigured(`The key ${id} is a ${key.role} key and does not sign as ${role}.`)
    }
    return key as CustodyKey<Role> // compared above
  }
  const mustLoad = async <Role extends KeyRole>(id: string, role: Role): Promise<CustodyKey<Role>> => {
    const key = await mustBe(id, role)
    if (key.retiredAt === null) return key
    observer.note({ kind: 'refused', key, detail: 'retired' })
    throw new KeyMisconfigured(`The key ${id} is retired.`)
  }
  return {
    make: async ({ role, authority }) => {
      if (!authorityName.test(authority)) throw new TypeError('The id of an authority has small letters, digits and hyphens.')
      const wanted = { id: randomBytes(12).toString('hex'), role, authority, createdAt: clock.now() }
      const key = { ...wanted, publicKeyHex: await keeper.make(wanted), retiredAt: null }
      observer.note({ kind: 'created', key })
      return key
    },
    list,
    find,
    es256: async (id, role) => {
      const key = await mustLoad(id, role)
      if (isLedgerRole(key.role)) throw new KeyMisconfigured(`The key ${id} signs for the ledger alone.`)
      return { id, role, publicJwk: publicJwkOf(key.publicKeyHex), sign: counted(await keeper.es256(key), counterOf(key, 'es256'), stopped) }
    },
    ethereumSigner: async (id, role, provider) => {
      const key = await mustLoad(id, role)
      const sign = await keeper.secp256k1(key)
      return new CustodyEthereumSigner(key, (digest, operation) => countedAsync(() => sign(digest), counterOf(key, operation), stopped), provider)
    },
    retire: async (id) => {
      const key = await find(id)
      if (key.retiredAt !== null) return
      await keeper.retire(id, clock.now())
      stopped.add(id)
      known.delete(id)
      observer.note({ kind: 'retired', key })
    },
    destroy: async (id) => {
      const key = await find(id)
      await keeper.destroy(id)
      stopped.add(id)
      known.delete(id)
      observer.note({ kind: 'destroyed', key })
    },
    uses: () => [...counters.values()].map(({ key, operation, signed, failed }) => ({ key, operation, signed, failed })),
    close: () => keeper.close(),
  }
}

const counted =
  (sign: (signingInput: string) => string | Promise<string>, counter: UseCounter, stopped: ReadonlySet<string>) =>
  (signingInput: string): string | Promise<string> => {
    try {
      mustNotBeStopped(counter, stopped)
      const made = sign(signingInput)
      if (typeof made !== 'string') return countedAsync(() => made, counter, stopped)
      counter.count()
      return made
    } catch (error) {
      throw counter.fail(error)
    }
  }

async function countedAsync<Made>(sign: () => Promise<Made>, counter: UseCounter, stopped: ReadonlySet<string>): Promise<Made> {
  try {
    mustNotBeStopped(counter, stopped)
    const made = await sign()
    counter.count()
    return made
  } catch (error) {
    throw counter.fail(error)
  }
}

function mustNotBeStopped({ key }: UseCounter, stopped: ReadonlySet<string>): void {
  if (stopped.has(key.id)) throw new KeyMisconfigured(`The key ${key.id} was retired.`)
}
