import { blueBadgeRenewal } from './blue-badge-renewal.ts'
import type { CouncilForm } from './form.ts'
import { leisureConcession } from './leisure-concession.ts'
import { residentParkingPermit } from './resident-parking-permit.ts'
import { schoolTravel } from './school-travel.ts'
import { schoolUniformGrant } from './school-uniform-grant.ts'

/** Every form of every council. */
export const forms: readonly CouncilForm[] = [blueBadgeRenewal, residentParkingPermit, leisureConcession, schoolTravel, schoolUniformGrant]

export const findForm = (id: string): CouncilForm | null => forms.find((form) => form.id === id) ?? null
