import { blueBadgeRenewal } from './blue-badge-renewal.ts'
import type { CouncilForm } from './form.ts'
import { residentParkingPermit } from './resident-parking-permit.ts'

/** Every form of every council. */
export const forms: readonly CouncilForm[] = [blueBadgeRenewal, residentParkingPermit]

export const findForm = (id: string): CouncilForm | null => forms.find((form) => form.id === id) ?? null
