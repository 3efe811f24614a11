import type { DataSource } from 'typeorm'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { ConfigurationError } from '../config/read-env.ts'
import type { CustodySettings, KekSource } from './custody-settings.ts'
import { adoptEarlierKeys } from './envelope/adopt-earlier-keys.ts'
import { openEnvelopeKeeper } from './envelope/envelope-keeper.ts'
import { keyEncryptionKey, readKeyEncryptionKey, type KeyEncryptionKey, type KeyEncryptionKeys } from './envelope/key-encryption-key.ts'
import type { KeyKeeper } from './key-keeper.ts'
import type { KeyUseObserver } from './key-use.ts'

export interface KeeperWorld {
  /** The identities' database, where envelopes stand too. */
  readonly source: DataSource
  readonly clock: Clock
  readonly observer: KeyUseObserver
  readonly authorityOf: (did: string) => string
}

/** Opens the keeper that the settings choose. Throws a `ConfigurationError` of one sentence for what is not as it must be. */
export async function openKeeper(settings: CustodySettings, { source, clock, observer, authorityOf }: KeeperWorld): Promise<KeyKeeper> {
  const keks: KeyEncryptionKeys = { current: readKek(settings.current), former: settings.former.map(readKek) }
  await adoptEarlierKeys(source.createQueryRunner(), { keks, clock, authorityOf })
  return openEnvelopeKeeper({ source, keks, observer })
}

function readKek(source: KekSource): KeyEncryptionKey {
  if (source.from === 'file') return readKeyEncryptionKey(source.file)
  const value = process.env[source.variable]
  if (value === undefined) throw new ConfigurationError(`The key encryption key is not in the environment as ${source.variable}.`)
  return keyEncryptionKey(value, source.variable)
}
