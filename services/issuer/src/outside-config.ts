import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { described, text, type Told } from '@counterfoil/service-kit/config/settings'
import { z } from 'zod'
import { isSafeAddress } from './safe-address.ts'

const serverOf = (told: Omit<Told, 'default'>) => described(z.string().refine((value) => isSafeAddress(value) && !value.endsWith('/'), 'must be an https address without a slash at its end').optional(), { ...told, default: '' })

/** The part of the configuration that a council needs whose wallets get their tokens from a server of its own. */
export const outsideSettings = {
  AUTHORIZATION_SERVER_OPEN_URL: serverOf({ meaning: 'The council\'s own authorization server, where citizens sign in to collect in the profile `open`; offers of staff are still exchanged here. Without it all of it is built in ([how](authorization.md#an-authorization-server-of-your-own))', example: 'https://login.council.example' }),
  AUTHORIZATION_SERVER_HAIP_URL: serverOf({ meaning: 'The same for the profile `haip`, which then has no token endpoint here', example: 'https://login.council.example' }),
  AUTHORIZATION_SERVER_RECORD_CLAIM: text({ meaning: 'The claim of its access tokens that finds a council\'s record', example: 'sub', default: 'sub' }),
  AUTHORIZATION_SERVER_RECORD_COLUMN: text({ meaning: 'The column of the record that holds it', example: 'sign_in_subject', default: 'sign_in_subject' }),
} as const

type Given = z.output<z.ZodObject<typeof outsideSettings>> & { readonly PROFILES: readonly string[]; readonly OUTSIDE_PRIVATE_HOSTS: readonly string[] }

/** Whose access tokens are taken in the place of ours. */
export interface OutsideServersConfig {
  /** By profile. */
  readonly servers: Readonly<Partial<Record<'open' | 'haip', string>>>
  readonly recordClaim: string
  readonly recordColumn: string
  readonly privateHosts: readonly string[]
}

/** Throws a `ConfigurationError` for a server of a profile that isn't served. */
export function outsideServersOf(given: Given): OutsideServersConfig {
  const { AUTHORIZATION_SERVER_OPEN_URL: open, AUTHORIZATION_SERVER_HAIP_URL: haip } = given
  if (haip !== undefined && !given.PROFILES.includes('haip')) throw new ConfigurationError('AUTHORIZATION_SERVER_HAIP_URL means nothing unless PROFILES names haip.')
  return {
    servers: { ...(open === undefined ? {} : { open }), ...(haip === undefined ? {} : { haip }) },
    recordClaim: given.AUTHORIZATION_SERVER_RECORD_CLAIM,
    recordColumn: given.AUTHORIZATION_SERVER_RECORD_COLUMN,
    privateHosts: given.OUTSIDE_PRIVATE_HOSTS,
  }
}
