import { join } from 'node:path'
import { z } from 'zod'
import type { CustodySettings } from '../keys/custody-settings.ts'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from './key-custody.ts'
import { readEnv } from './read-env.ts'

/** Who holds keys in a data folder: those who set authorities up, and the services that sign. */
export const keyHolders = ['authorities', 'issuer', 'verifier'] as const
export type KeyHolder = (typeof keyHolders)[number]

export type CustodyOf = (holder: KeyHolder) => CustodySettings

/**
 * Where the holders of a data folder keep their keys, for a program that looks after keys of others: each one's own settings
 * under its name, such as ISSUER_KEY_CUSTODY; without any, envelopes as `npm start` makes them. Throws a `ConfigurationError`.
 */
export const custodiesIn =
  (dataDir: string, env: NodeJS.ProcessEnv = process.env): CustodyOf =>
  (holder) => {
    const prefix = `${holder.toUpperCase()}_`
    const isSaid = Object.keys(keyCustodyVariables).some((name) => (env[`${prefix}${name}`] ?? '') !== '')
    const usual = isSaid ? {} : { [`${prefix}KEY_ENCRYPTION_KEY_FILE`]: join(dataDir, 'secrets', `${holder}-kek`) }
    return keyCustodyOf(readEnv(checkKeyCustody(z.object(keyCustodyVariables)), { ...env, ...usual }, prefix), prefix)
  }
