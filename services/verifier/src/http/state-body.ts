import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { PresentationState } from '../domain/presentation.ts'

/** Where something stands, as its form's server is told. */
export const stateBody = ({ status, refusal, expiresAt }: PresentationState) => ({ status, ...(refusal === null ? {} : { refusal }), expires_at: dateTimeOf(expiresAt) })
