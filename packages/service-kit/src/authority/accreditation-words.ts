import type { AccreditationKind } from '@counterfoil/shared/trust/trust'

/** What somebody may do who has an accreditation: `about` is the type or, of lists, the authority whose credentials they tell of. */
export const accreditationWords = (kind: AccreditationKind, about: string): string => (kind === 'list' ? `sign status lists for ${about}` : `${kind} ${about}`)
