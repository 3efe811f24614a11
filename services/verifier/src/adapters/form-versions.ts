import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { z } from 'zod'
import { claimsOf, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { PublishedVersion } from '../domain/purpose-register.ts'

const shape = z.array(z.strictObject({ version: z.int().min(1), since: z.iso.date(), digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/), claims: z.array(z.string()) })).min(1)

/**
 * Every version of a profile that was published, from the file beside it; none where there is no such file. What is asked
 * must be what was published last: who changes a profile publishes another version.
 */
export function readVersions(folder: string, profile: FormProfile, digest: string): readonly PublishedVersion[] {
  const { id, version } = profile
  const file = join(folder, 'versions', `${id}.json`)
  if (!existsSync(file)) return []
  const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new ConfigurationError(`The versions of the form profile ${id} at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  const newest = parsed.data.at(-1)
  if (newest?.version !== version || newest.digest !== digest)
    throw new ConfigurationError(`The form profile ${id} is not as it was published. Give it another version, and add to ${file}: ${JSON.stringify({ version: (newest?.version ?? 0) + 1, since: 'YYYY-MM-DD', digest, claims: claimsOf(profile).map((claim) => claim.id) })}`)
  return parsed.data.map((one) => ({ source: 'file', ...one }))
}
