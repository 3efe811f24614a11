import { RecursiveDisclosure, type DisclosableMembers } from '../sd-jwt/issue-sd-jwt.ts'
import type { ObjectSchema } from './claims-schema.ts'

/** Every claim of a schema as a disclosure, and what is within one as disclosures within it. @see RFC 9901, section 4.2.6 */
export const discloseEveryClaim = ({ properties }: ObjectSchema): DisclosableMembers =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, schema.type === 'object' ? new RecursiveDisclosure(discloseEveryClaim(schema)) : (true as const)]))
