import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { KeyEncryptionKey } from '../keys/envelope/key-encryption-key.ts'
import { createConsortiumCa, type ConsortiumCa } from './consortium-ca.ts'

const context = 'consortium CA'

/** The consortium's certificate authority from its sealed file; made, in a name, when there is none. */
export async function sealedCa(file: string, kek: KeyEncryptionKey, name: string): Promise<ConsortiumCa> {
  if (existsSync(file)) return JSON.parse(Buffer.from(await kek.open(readFileSync(file), context)).toString()) as ConsortiumCa
  const ca = await createConsortiumCa(name)
  writeFileSync(file, await kek.seal(Buffer.from(JSON.stringify(ca)), context), { mode: 0o600 })
  return ca
}
