import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { jsonFile, listening, text, webAddress, wholeNumber } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { z } from 'zod'

const rotationSettings = {
  KEY_ROTATION_DAYS: wholeNumber({ meaning: 'Age at which a signing key is due to be replaced', example: '365', default: 365, least: 1, most: 730 }),
  KEY_OVERLAP_SECONDS: wholeNumber({ meaning: 'How long a new signing key is published before it signs: longer than anybody holds an older document for true', example: '3600', default: 3600, least: 0, most: 604_800 }),
}

export const settings = z.object({
  REGISTRAR_URL: webAddress({ meaning: 'Where consoles reach this service', example: 'http://localhost:4760' }),
  DATA_DIR: text({ meaning: 'Folder with `network.json`, and with the controller keys and proposals below `authorities`', example: '.data' }),
  API_TOKENS_FILE: jsonFile<Readonly<Record<string, unknown>>>('API tokens file', { meaning: 'File with the SHA-256 of each caller\'s token, as JSON: an authority\'s id, or `operator`, who acts for all of them', example: '.data/secrets/registrar-api-tokens.json' }),
  ...rotationSettings,
  ROTATE_EVERY_SECONDS: wholeNumber({ meaning: 'How often keys that are due are changed by themselves; 0 for never, then they are only named in the log', example: '3600', default: 0, least: 0, most: 86_400 }),
  ...listening(4760),
  ...httpSettings,
})

/** When keys are replaced. */
export interface RotationRules {
  readonly age: Seconds
  readonly overlap: Seconds
}

/** Everything that the registrar's service is told from outside. */
export interface RegistrarConfig {
  readonly registrarUrl: string
  readonly dataDir: string
  /** Caller to hexadecimal SHA-256 of their token. */
  readonly tokenDigests: Readonly<Record<string, unknown>>
  readonly rules: RotationRules
  /** Null when keys that are due are only named. */
  readonly rotateEvery: Seconds | null
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

const rulesOf = (given: z.output<z.ZodObject<typeof rotationSettings>>): RotationRules => ({ age: seconds(given.KEY_ROTATION_DAYS * 24 * 3600), overlap: seconds(given.KEY_OVERLAP_SECONDS) })

/** Reads the rules from the environment; throws a `ConfigurationError` with every problem. */
export const readRotationRules = (env: NodeJS.ProcessEnv = process.env): RotationRules => rulesOf(readEnv(z.object(rotationSettings), env))

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): RegistrarConfig {
  const given = readEnv(settings, env)
  return {
    registrarUrl: given.REGISTRAR_URL,
    dataDir: given.DATA_DIR,
    tokenDigests: given.API_TOKENS_FILE,
    rules: rulesOf(given),
    rotateEvery: given.ROTATE_EVERY_SECONDS === 0 ? null : seconds(given.ROTATE_EVERY_SECONDS),
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}
