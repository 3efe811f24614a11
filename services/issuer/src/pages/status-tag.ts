import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { tag, type Raw } from '@counterfoil/ui/components'
import { statusColours, type Language } from '@counterfoil/ui/words'
import type { Counterfoil } from '../domain/counterfoil.ts'
import { statusChangeWords } from './words/statuses.ts'

const colours = { [statusValue.valid]: statusColours.active, [statusValue.revoked]: statusColours.withdrawn, [statusValue.suspended]: statusColours.suspended } as const

/** How a credential stands, in words; the colour only repeats them. */
export function statusTag({ status, expiresAt }: Counterfoil, now: EpochSeconds, language: Language): Raw {
  const words = statusChangeWords[language].statuses
  if (status === statusValue.valid && expiresAt <= now) return tag({ text: words.expired, colour: statusColours.expired })
  return tag({ text: words[status], colour: colours[status] })
}
