import { createFormServer, type FormServer } from '@counterfoil/form-server/form-server'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { WebsiteConfig } from './config.ts'

/** One council on this website, with its own way to its own verifier. */
export interface Council {
  readonly id: string
  readonly name: Bilingual
  readonly formServer: FormServer
}

export type Councils = ReadonlyMap<string, Council>

/** Each council's form server holds that council's key alone. */
export function connectCouncils(config: WebsiteConfig, fetch?: (url: string, options: RequestInit) => Promise<Response>): Councils {
  return new Map(
    config.network.authorities.map(({ id, name }) => {
      const connection = { verifierUrl: `${config.verifierUrl}/${id}`, apiKey: config.apiKeys.get(id) ?? '', ...(fetch === undefined ? {} : { fetch }) }
      return [id, { id, name, formServer: createFormServer(connection) }]
    }),
  )
}
