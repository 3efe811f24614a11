import type { DataSource } from 'typeorm'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { ConfigurationError } from '../config/read-env.ts'
import type { CustodySettings, EnvelopeSettings, KekSource } from './custody-settings.ts'
import { adoptEarlierKeys } from './envelope/adopt-earlier-keys.ts'
import { openEnvelopeKeeper } from './envelope/envelope-keeper.ts'
import { keyEncryptionKey, readKeyEncryptionKey, type KeyEncryptionKey } from './envelope/key-encryption-key.ts'
import type { KeyKeeper } from './key-keeper.ts'
import type { KeyUseObserver } from './key-use.ts'

export interface KeeperWorld {
  /** The identities' database, where envelopes stand too. */
  readonly source: DataSource
  readonly clock: Clock
  readonly observer: KeyUseObserver
  readonly authorityOf: (did: string) => string
}

/**
 * Opens the keeper that the settings choose; what only the others need is not even loaded. Throws a `ConfigurationError`
 * of one sentence for what is not as it must be.
 */
export async function openKeeper(settings: CustodySettings, world: KeeperWorld): Promise<KeyKeeper> {
  return settings.kind === 'envelope' ? openEnvelopes(settings, world) : openKeptElsewhere(settings)
}

/** The keeper of keys that are in no database of ours. */
export async function openKeptElsewhere(settings: Exclude<CustodySettings, EnvelopeSettings>): Promise<KeyKeeper> {
  if (settings.kind === 'pkcs11') return (await import('./pkcs11/pkcs11-keeper.ts')).openPkcs11Keeper(settings.token)
  return (await import('./aws-kms/kms-keeper.ts')).openAwsKmsKeeper(settings.kms)
}

async function openEnvelopes({ current, former }: EnvelopeSettings, { source, clock, observer, authorityOf }: KeeperWorld): Promise<KeyKeeper> {
  const opened: KeyEncryptionKey[] = []
  const close = (): void => {
    for (const kek of opened) kek.close()
  }
  try {
    for (const kek of [current, ...former]) opened.push(await openKek(kek))
    const [first, ...others] = opened
    if (first === undefined) throw new ConfigurationError('There is no key encryption key.')
    const keks = { current: first, former: others }
    await adoptEarlierKeys(source.createQueryRunner(), { keks, clock, authorityOf })
    return { ...(await openEnvelopeKeeper({ source, keks, observer })), close: async () => close() }
  } catch (error) {
    close()
    throw error
  }
}

async function openKek(source: KekSource): Promise<KeyEncryptionKey> {
  if (source.from === 'file') return readKeyEncryptionKey(source.file)
  if (source.from === 'token') return (await import('./pkcs11/token-kek.ts')).openTokenKek(source.token, source.label)
  const value = process.env[source.variable]
  if (value === undefined) throw new ConfigurationError(`The key encryption key is not in the environment as ${source.variable}.`)
  return keyEncryptionKey(value, source.variable)
}
