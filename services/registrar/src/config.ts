import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { wholeNumber } from '@counterfoil/service-kit/config/settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { z } from 'zod'

export const rotationSettings = {
  KEY_ROTATION_DAYS: wholeNumber({ meaning: 'Age at which a signing key is due to be replaced', example: '365', default: 365, least: 1, most: 730 }),
  KEY_OVERLAP_SECONDS: wholeNumber({ meaning: 'How long a new signing key is published before it signs: longer than anybody holds an older document for true', example: '3600', default: 3600, least: 0, most: 604_800 }),
}

/** When keys are replaced. */
export interface RotationRules {
  readonly age: Seconds
  readonly overlap: Seconds
}

/** Reads the rules from the environment; throws a `ConfigurationError` with every problem. */
export function readRotationRules(env: NodeJS.ProcessEnv = process.env): RotationRules {
  const given = readEnv(z.object(rotationSettings), env)
  return { age: seconds(given.KEY_ROTATION_DAYS * 24 * 3600), overlap: seconds(given.KEY_OVERLAP_SECONDS) }
}
