import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openidFormSite, type Places } from './places.ts'
import { openidTeam, type SecretFiles } from './secrets.ts'

export const relyingPartiesFile = ({ openidProviderDir }: Places): string => join(openidProviderDir, 'relying-parties.json')

/** Tells the OpenID Provider who may send people to it: the one form team here that knows OpenID Connect alone. */
export function writeRelyingParties(places: Places, secrets: SecretFiles): void {
  mkdirSync(places.openidProviderDir, { recursive: true, mode: 0o700 })
  const site = openidFormSite(places)
  const party = {
    client_id: openidTeam,
    name: { en: 'Aldermoor Blue Badges', cy: 'Bathodynnau Glas Aldermoor' },
    authority: 'aldermoor',
    form: 'blue-badge-renewal',
    website: `${site}/`,
    redirect_uris: [`${site}/signed-in`],
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret_sha256: hash('sha256', readFileSync(secrets.openidClientSecret, 'utf8')),
  }
  writeFileSync(relyingPartiesFile(places), JSON.stringify([party]), { mode: 0o600 })
}
