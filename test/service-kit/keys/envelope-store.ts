import { DataSource } from 'typeorm'
import { Entities, migrations } from '@veramo/data-store'
import { AllowAnchorRole1765300000000 } from '@counterfoil/service-kit/keys/envelope/allow-anchor-role'
import { AllowIdTokenRole1765400000000 } from '@counterfoil/service-kit/keys/envelope/allow-id-token-role'
import { AllowListRoles1765200000000 } from '@counterfoil/service-kit/keys/envelope/allow-list-roles'
import { CreateCustodyKeys1765100000000 } from '@counterfoil/service-kit/keys/envelope/create-custody-keys'
import { custodyKeysTable, type StoredKey } from '@counterfoil/service-kit/keys/envelope/custody-keys-table'
import { openEnvelopeKeeper } from '@counterfoil/service-kit/keys/envelope/envelope-keeper'
import { keyEncryptionKey, type KeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { openCustody, type KeyCustody } from '@counterfoil/service-kit/keys/key-custody'
import type { KeyKeeper } from '@counterfoil/service-kit/keys/key-keeper'
import type { KeyUseObserver } from '@counterfoil/service-kit/keys/key-use'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

/** A key encryption key that is easily told from others. */
export const kek = (digit: string): KeyEncryptionKey => keyEncryptionKey(digit.repeat(64), 'a test')

/** The identities' database as the agent has it. */
export const openKeysDatabase = (file: string): Promise<DataSource> =>
  new DataSource({ type: 'sqlite', database: file, entities: Entities, migrations: [...migrations, CreateCustodyKeys1765100000000, AllowListRoles1765200000000, AllowAnchorRole1765300000000, AllowIdTokenRole1765400000000], migrationsRun: true }).initialize().then(async (source) => {
    for (const pragma of ['journal_mode = WAL', 'secure_delete = ON']) await source.query(`PRAGMA ${pragma}`)
    return source
  })

/** An envelope keeper that closes its database. */
export async function openEnvelopes(file: string, keks: readonly [KeyEncryptionKey, ...KeyEncryptionKey[]], observer: KeyUseObserver = { note: () => {} }): Promise<KeyKeeper> {
  const source = await openKeysDatabase(file)
  const [current, ...former] = keks
  try {
    const keeper = await openEnvelopeKeeper({ source, keks: { current, former }, observer })
    return { ...keeper, close: () => source.destroy() }
  } catch (error) {
    await source.destroy()
    throw error
  }
}

/** A store with a credential, a status and a gas key. */
export async function storeOfThreeKeys(file: string, under: KeyEncryptionKey): Promise<string> {
  const custody = openCustody(await openEnvelopes(file, [under]), { clock: fixedClock(1_764_000_000), observer: { note: () => {} } })
  for (const role of ['credential', 'status', 'gas'] as const) await custody.make({ role, authority: 'aldermoor' })
  await custody.close()
  return file
}

export async function rowsOf(file: string): Promise<readonly StoredKey[]> {
  const source = await openKeysDatabase(file)
  const rows = await custodyKeysTable(source.createQueryRunner()).all()
  await source.destroy()
  return rows
}

/** Throws when a key of the custody doesn't sign. */
export async function signWithAll(custody: KeyCustody): Promise<void> {
  for (const { id, role } of await custody.list()) {
    if (role === 'gas' || role === 'controller') await (await custody.ethereumSigner(id, role)).signMessage('text')
    else await (await custody.es256(id, role)).sign('text')
  }
}
