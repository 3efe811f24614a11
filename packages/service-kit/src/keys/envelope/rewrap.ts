import { ConfigurationError } from '../../config/read-env.ts'
import { SealBroken } from '../../sealing/seal.ts'
import { step } from '../../system/steps.ts'
import { curveOf } from '../key-role.ts'
import type { KeyUseObserver } from '../key-use.ts'
import type { CustodyKeysTable, StoredKey } from './custody-keys-table.ts'
import { rewrapped, withPrivateKey } from './envelope.ts'
import { keyOfId, type KeyEncryptionKeys } from './key-encryption-key.ts'
import { publicKeyHexOf } from './key-pair.ts'

/**
 * Sees to it that every key can be opened, stands where it was put, and is the private half of the key that is published
 * as its public one. Throws a `ConfigurationError` of one sentence.
 */
export async function mustOpenAll(table: CustodyKeysTable, keks: KeyEncryptionKeys): Promise<void> {
  for (const stored of await table.all()) await mustOpen(stored, keks)
}

async function mustOpen({ key, envelope }: StoredKey, keks: KeyEncryptionKeys): Promise<void> {
  if (keyOfId(keks, envelope.kek) === undefined) throw wrongKeyEncryptionKey(envelope.kek, keks)
  try {
    const publicKeyHex = await withPrivateKey(keks, key, envelope, (privateKey) => publicKeyHexOf(curveOf(key.role), privateKey))
    if (publicKeyHex === key.publicKeyHex) return
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
  }
  throw new ConfigurationError(`The ${key.role} key ${key.id} of ${key.authority} can't be opened where it stands: it was altered or moved, or the key encryption key ${envelope.kek} is not what it was.`)
}

/** The refusal to start with another key encryption key than the one that sealed. */
export const wrongKeyEncryptionKey = (needed: string, { current, former }: KeyEncryptionKeys): ConfigurationError =>
  new ConfigurationError(`The private keys were encrypted with another key encryption key (${needed}) than those given (${[current, ...former].map(({ id }) => id).join(', ')}).`)

/**
 * Brings every key under the current key encryption key, one statement for each: it may be cut off anywhere, and the next
 * start goes on. The former keys are needed until it has ended. Answers how many it wrapped anew.
 */
export async function rewrapAll(table: CustodyKeysTable, keks: KeyEncryptionKeys, observer: KeyUseObserver): Promise<number> {
  let done = 0
  for (const { key, envelope } of await table.all()) {
    if (envelope.kek === keks.current.id) continue
    step('keys.before-rewrap')
    if (!(await table.rewrap(key.id, envelope.kek, await rewrapped(keks, key, envelope)))) continue
    step('keys.rewrapped')
    observer.note({ kind: 'rewrapped', key, detail: `${envelope.kek} to ${keks.current.id}` })
    done += 1
  }
  if (done > 0) await table.forgetOverwritten()
  return done
}
