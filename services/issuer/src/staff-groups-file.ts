import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { z } from 'zod'
import type { StaffGroups } from './domain/staff-claims.ts'
import { staffRoles } from './domain/staff-member.ts'

const shape = z.record(z.string().min(1).max(200), z.strictObject({ authority: z.string().regex(/^[a-z][a-z0-9-]*$/), roles: z.array(z.enum(staffRoles)).min(1) }))

/** Reads the file that says which groups of the provider may do what, for which authority. Throws a `ConfigurationError` with everything that is wrong. */
export function readStaffGroups(file: string): StaffGroups {
  const parsed = shape.safeParse(readJson<unknown>(file, 'staff groups file'))
  if (!parsed.success) throw new ConfigurationError(`The staff groups file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  return new Map(Object.entries(parsed.data))
}
