import { delayAfter, type Attempt, type Opener } from '../../domain/vault-lock.ts'
import type { Store } from '../open-store.ts'
import { isPasskey, isPassphrase, openedByBrowser, type LockRecord } from './lock-record.ts'
import { presentCost, stretchPassphrase, stretchInWorker, type Cost, type Stretch } from './passphrase.ts'
import { webAuthnPasskeys, type Passkeys } from './passkeys.ts'
import { keyOfSecret, unwrapKey, type Bytes } from './wrapped-key.ts'
import { beginTry, forgive } from './wrong-tries.ts'

/** What a lock is made with. */
export interface LockParts {
  readonly passkeys: Passkeys
  readonly stretch: Stretch
  readonly cost: Cost
  readonly now: () => number
}

export const browserLockParts = (now: () => number): LockParts => ({ passkeys: webAuthnPasskeys(), stretch: stretchInWorker, cost: presentCost, now })

/** The vault's key as bytes: whoever asks for it makes it zeros again. */
export type OpenedRaw = { readonly is: 'raw'; readonly raw: Bytes } | Exclude<Attempt, { readonly is: 'opened' }>

export async function openByBrowser(record: LockRecord): Promise<Bytes | null> {
  const protection = openedByBrowser(record)
  return protection === null ? null : unwrapKey(protection.wrapped, protection.key, protection.id)
}

export const openRaw = (store: Store, parts: LockParts, record: LockRecord, opener: Opener): Promise<OpenedRaw> =>
  opener.by === 'passkey' ? openByPasskey(parts, record) : openByPassphrase(store, parts, record, opener.passphrase)

async function openByPasskey({ passkeys }: LockParts, { protections }: LockRecord): Promise<OpenedRaw> {
  const known = protections.filter(isPasskey)
  const answer = known.length === 0 ? null : await passkeys.askSecret(known)
  const used = answer === null ? undefined : known.find(({ credentialId }) => isSame(credentialId, answer.credentialId))
  if (answer === null || used === undefined) return { is: 'no_passkey' }
  const raw = await unwrapKey(used.wrapped, await keyOfSecret(answer.secret, 'passkey'), used.id)
  return raw === null ? { is: 'no_passkey' } : { is: 'raw', raw }
}

const isSame = (one: Bytes, other: Bytes): boolean => one.length === other.length && one.every((byte, index) => byte === other[index])

async function openByPassphrase(store: Store, { stretch, now }: LockParts, { protections }: LockRecord, passphrase: string): Promise<OpenedRaw> {
  const protection = protections.find(isPassphrase)
  const { waitSeconds, failures } = await beginTry(store, now())
  if (waitSeconds > 0) return { is: 'wait', waitSeconds }
  const raw = protection === undefined ? null : await unwrapKey(protection.wrapped, await keyOfSecret(await stretchPassphrase(stretch, passphrase, protection.salt, protection.cost), 'passphrase'), protection.id)
  if (raw === null) return { is: 'wrong_passphrase', waitSeconds: delayAfter(failures) }
  await forgive(store)
  return { is: 'raw', raw }
}
