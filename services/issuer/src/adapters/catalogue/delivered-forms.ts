import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { parseStrictJson } from '@counterfoil/shared/kernel/strict-json'
import { writtenOut } from '../../domain/catalogue/draft-content.ts'
import type { DeliveredForm } from '../../ports/catalogue.ts'

/** The forms that came with the service, a file each; throws a `ConfigurationError` that names the file which isn't one. What the linters say of them, the verifier tells that asks with them. */
export function deliveredForms(folder: string): readonly DeliveredForm[] {
  return readdirSync(folder).filter((file) => file.endsWith('.json')).toSorted().map((file) => {
    const parsed = parseStrictJson(readFileSync(join(folder, file), 'utf8'))
    const value = 'fault' in parsed || !isJsonObject(parsed.value) ? {} : parsed.value
    const { id, version } = value
    if (typeof id !== 'string' || typeof version !== 'number' || !Number.isSafeInteger(version)) throw new ConfigurationError(`${join(folder, file)} is no form profile: it has no id or no version.`)
    return { id, version, text: writtenOut(value) }
  })
}
