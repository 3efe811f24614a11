import type { CredentialQuery } from '../../dcql/credential-query.ts'
import type { ClaimsView, OpenPresentation, PresentationReading } from './opened-presentation.ts'
import { openMdoc } from './mdoc.ts'
import { openSdJwtVc } from './sd-jwt-vc.ts'
import { openW3cVc } from './w3c-vc.ts'

/** Everything that is judged here, by the format that a query asks for. */
const formats: Partial<Record<CredentialQuery['format'], OpenPresentation>> = { 'dc+sd-jwt': openSdJwtVc, jwt_vc_json: openW3cVc, mso_mdoc: openMdoc }

/** How a presentation of this format is taken apart; null for a format that isn't judged here. */
export const openerOf = (format: CredentialQuery['format']): OpenPresentation | null => formats[format] ?? null

/** The claims of a presentation, as paths of DCQL select from them. Nothing of it is verified. Refuses what is malformed. */
export const claimsOf = (presentation: string, format: CredentialQuery['format'], reading: PresentationReading): ClaimsView | null =>
  openerOf(format)?.(presentation, reading).restore() ?? null
