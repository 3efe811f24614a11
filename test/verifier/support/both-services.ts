import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TxCodes } from '@counterfoil/issuer/domain/tx-code'
import { createIssuer } from '@counterfoil/issuer/assemble'
import { databaseFile, readConfig as readIssuerConfig } from '@counterfoil/issuer/config'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { createFormServer, type FormServer } from '@counterfoil/form-server/form-server'
import { deploymentIn } from '@counterfoil/invariants/deployment-in'
import { servicePrograms } from '@counterfoil/neighbourhood/programs'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createVerifier } from '@counterfoil/verifier/assemble'
import { readConfig as readVerifierConfig } from '@counterfoil/verifier/config'
import { credentialBody, makeProof, staffOf, type KeyPair } from '../../issuer/issuer-scene.ts'
import { foundEither, type Founded } from '../../support/founded-network.ts'
import { freePort } from '../../support/free-port.ts'
import { watch } from '../../support/watched.ts'
import { encode, formServer } from './holder.ts'

const silent = (name: string) => ({ logger: Object.assign(createLogger(name), { level: process.env['TEST_LOG'] ?? 'silent' }) })

/** A real issuer and a real verifier of a founded network, over HTTP. */
export interface BothServices {
  readonly founded: Founded
  readonly form: ReturnType<typeof formServer>
  readonly server: FormServer
  /** An offer of aldermoor about these fields of a record, as it is fetched from its address, and its transaction code. */
  offer(fields: Readonly<Record<string, string>>, type?: string): Promise<{ readonly offer: JsonObject; readonly txCode: string }>
  /** A credential of aldermoor about these fields of a record, collected by whoever has the key. */
  collect(configuration: string, key: KeyPair, fields: Readonly<Record<string, string>>, type?: string): Promise<string>
  /** What was issued last is withdrawn. */
  revokeLast(): Promise<void>
  close(): Promise<void>
}

/** `formsDir` names another folder of forms than the service's own. `secret` holds what must be found nowhere afterwards. `isBehindProxy` has the verifier tell addresses by https. */
export async function startBothServices({ formsDir, secret, isBehindProxy = false, txCodes }: { readonly txCodes?: TxCodes; readonly formsDir?: (folder: string) => string; readonly isBehindProxy?: boolean; readonly secret: readonly { readonly name: string; readonly value: string }[] }): Promise<BothServices> {
  const founded = await foundEither((await freePort()) - 10)
  const { places, secrets, folder } = founded
  for (const dir of [places.recordsDir, places.logsDir]) mkdirSync(dir, { recursive: true })
  const programs = servicePrograms(places, secrets, join(folder, 'no-clients.json'))
  const env = (name: string): NodeJS.ProcessEnv => programs.find((program) => program.name === name)?.env ?? {}
  const verifierUrl = env('verifier')['VERIFIER_URL'] ?? ''
  // All wallets share one address here, and what they try wrong is counted for it.
  const changes = { MISSES_PER_MINUTE: '0', ...(formsDir === undefined ? {} : { FORMS_DIR: formsDir(folder) }), ...(isBehindProxy ? { VERIFIER_URL: verifierUrl.replace('http:', 'https:') } : {}) }
  const [issuing, verifying] = [readIssuerConfig(env('issuer')), readVerifierConfig({ ...env('verifier'), ...changes })]
  const issuer = await createIssuer({ ...issuing, ...(txCodes === undefined ? {} : { txCodes }) }, silent('issuer'))
  await issuer.app.listen({ port: issuing.port, host: issuing.host })
  const verifier = await createVerifier(verifying, silent('verifier'))
  await verifier.app.listen({ port: verifying.port, host: verifying.host })
  const keys = JSON.parse(readFileSync(secrets.websiteApiKeys, 'utf8')) as Record<string, string>
  const deployment = await deploymentIn(folder, { markers: secret })
  const watched = watch({ deployment: () => ({ ...deployment, now: Math.floor(Date.now() / 1000) }), settle: () => verifier.sweep(), unseen: ['INV-20'] })
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined) throw new Error('not assembled')
  const makeOffer = (fields: Readonly<Record<string, string>>, named = 'residency') => {
    const type = issuer.types.get(named)
    if (type === undefined) throw new Error(`no type ${named}`)
    const person = { reference: randomUUID() as CouncilReference, fields: new Map(Object.entries(fields)) }
    return issuer.makeCredentialOffer({ authority, type, person, id: `offer-${randomUUID()}` as OfferId, staff: staffOf('aldermoor') })
  }

  return {
    founded,
    server: createFormServer({ verifierUrl: `${verifierUrl}/aldermoor`, apiKey: keys['aldermoor'] ?? '' }),
    form: formServer({ verifierUrl, apiKey: (id) => keys[id] ?? '' }, 'aldermoor'),
    offer: async (fields, named) => {
      const offer = await makeOffer(fields, named)
      return { offer: (await (await fetch(offer?.offerUri ?? '')).json()) as JsonObject, txCode: offer?.txCode ?? '' }
    },
    collect: async (configuration, key, fields, named) => {
      const offer = await makeOffer(fields, named)
      const json = async (path: string, init: RequestInit = {}): Promise<Record<string, never>> => (await (await fetch(`${authority.identifier}${path}`, { method: 'POST', ...init })).json()) as Record<string, never>
      const shown = (await (await fetch(offer?.offerUri ?? '')).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
      const [grant] = Object.values(shown.grants)
      const { access_token: token } = await json('/token', { body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' }) })
      const { c_nonce: nonce } = await json('/nonce')
      const proof = makeProof(key, { aud: authority.identifier, iat: Math.floor(Date.now() / 1000), nonce })
      const answer = await fetch(`${authority.identifier}/credential`, { method: 'POST', headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' }, body: JSON.stringify(credentialBody(proof, { credential_configuration_id: configuration })) })
      const { credentials } = (await answer.json()) as { credentials: { credential: string }[] }
      return credentials[0]?.credential ?? ''
    },
    revokeLast: async () => {
      const reading = await openForReading(databaseFile(issuing))
      const [row] = await reading.all<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
      await reading.close()
      if (row === undefined) throw new Error('nothing to revoke')
      await issuer.changeStatus(authority, row.id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
    },
    close: async () => {
      await watched.end()
      await verifier.close()
      await issuer.close()
      await founded.close()
    },
  }
}

export const signedBy = (header: object, payload: object, key: KeyPair): string => {
  const input = `${encode({ alg: 'ES256', ...header })}.${encode(payload)}`
  return `${input}.${signEs256(key.privateKey, input)}`
}
