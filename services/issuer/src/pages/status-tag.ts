import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { tag, type Raw } from '@counterfoil/ui/components'
import { statusColours, type Language } from '@counterfoil/ui/words'
import type { Counterfoil } from '../domain/counterfoil.ts'
import { statusChangeWords } from './words/statuses.ts'

const colours = { [statusValue.valid]: statusColours.active, [statusValue.revoked]: statusColours.withdrawn, [statusValue.suspended]: statusColours.suspended } as const

const isExpired = ({ status, expiresAt }: Pick<Counterfoil, 'status' | 'expiresAt'>, now: EpochSeconds): boolean => status === statusValue.valid && expiresAt <= now

export function statusInWords(credential: Pick<Counterfoil, 'status' | 'expiresAt'>, now: EpochSeconds, language: Language): string {
  const words = statusChangeWords[language].statuses
  return isExpired(credential, now) ? words.expired : words[credential.status]
}

/** How a credential stands, in words; the colour only repeats them. */
export const statusTag = (credential: Pick<Counterfoil, 'status' | 'expiresAt'>, now: EpochSeconds, language: Language): Raw =>
  tag({ text: statusInWords(credential, now, language), colour: isExpired(credential, now) ? statusColours.expired : colours[credential.status] })
