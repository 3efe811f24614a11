import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { PresentationState } from '../domain/presentation.ts'

/** Where something stands, as its form's server is told. */
export const stateBody = ({ status, refusal, hint, expiresAt }: PresentationState) => ({ status, ...(refusal === null ? {} : { refusal }), ...(hint === null ? {} : { hint }), expires_at: dateTimeOf(expiresAt) })
