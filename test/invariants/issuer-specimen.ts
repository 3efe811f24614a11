import { deflateSync } from 'node:zlib'
import type { Deployment } from '@counterfoil/invariants/deployment'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { credentialBody, encode, goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from '../issuer/issuer-scene.ts'
import { openDesk } from '../issuer/staff-desk.ts'

/** What a list token may say otherwise. */
export interface TokenChanges {
  readonly payload?: object
  readonly kid?: string
  /** Sets entries to values. */
  readonly entries?: readonly (readonly [index: number, status: number])[]
  readonly size?: number
}

/** A real issuer's database with an offer and a credential in every state, and what makes its lists. */
export interface IssuerSpecimen {
  readonly file: string
  readonly scene: Scene
  /** Ids of credentials by what became of them. */
  readonly credentials: Readonly<Record<'accepted' | 'suspended' | 'revoked' | 'reinstated' | 'elsewhere', string>>
  deployment(file: string, fetching: Deployment['fetch']): Deployment
  /** Answers with the lists of a database file, signed as the issuer would, or otherwise. */
  publish(file: string, changes?: TokenChanges): Promise<Deployment['fetch']>
  close(): Promise<void>
}

/** The staff of Aldermoor change a status as they would in a browser, at once; by the one who has just shown that it is them. */
async function changingStatus(scene: Scene): Promise<(credential: string, change: string) => Promise<void>> {
  const desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
  return async (credential, change) => {
    const { statusCode, headers } = await desk.post(`/staff/credentials/${credential}/${change}`, { reason: 'at_request', when: 'at_once' })
    if (statusCode !== 303 || !String(headers.location).endsWith(`&change=${change}`)) throw new Error(`${change} answered ${statusCode} and led to ${String(headers.location)}`)
  }
}

let people = 0
const somebody = () => goodRecord(`AL-9${(people += 1)}`)

async function issue(scene: Scene, authority = 'aldermoor'): Promise<string> {
  const { accessToken } = await scene.redeemed({ authority, person: somebody() })
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(authority), { aud: `${issuerUrl}/${authority}`, iat: scene.clock.now() }))
  const answer = await scene.credentialWith(accessToken, credentialBody(proof), { authority })
  if (answer.statusCode !== 200) throw new Error(`issuing answered ${answer.statusCode}`)
  const payload = { notification_id: answer.json<{ notification_id: string }>().notification_id, event: 'credential_accepted' }
  await scene.inject({ method: 'POST', url: `/${authority}/notification`, headers: { authorization: `Bearer ${accessToken}` }, payload })
  const [row] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  return row?.id ?? ''
}

async function everyOffer(scene: Scene): Promise<void> {
  await scene.offer({ person: somebody() })
  scene.clock.advance(2 * 86_400)
  await scene.issuer.sweep()
  const replaced = somebody()
  await scene.offer({ person: replaced })
  await scene.offer({ person: replaced })
  const locked = await scene.offer({ person: somebody() })
  for (let tries = 0; tries < 5; tries += 1) await scene.token(locked.code, locked.txCode === '000000' ? '111111' : '000000')
  await scene.redeemed({ person: somebody() })
}

export async function makeIssuerSpecimen(): Promise<IssuerSpecimen> {
  const scene = await openScene()
  await everyOffer(scene)
  const credentials = { accepted: await issue(scene), suspended: await issue(scene), revoked: await issue(scene), reinstated: await issue(scene), elsewhere: await issue(scene, 'brackenfield') }
  const change = await changingStatus(scene)
  await change(credentials.suspended, 'suspend')
  await change(credentials.revoked, 'revoke')
  await change(credentials.reinstated, 'suspend')
  await change(credentials.reinstated, 'reinstate')
  const file = `${scene.folder}/issuer.sqlite`
  const given = scene.deployment()
  await scene.close()
  return {
    file,
    scene,
    credentials,
    deployment: (copy, fetching) => ({ ...given, issuer: copy, fetch: fetching, markers: [], searched: [] }),
    publish: (copy, changes) => publish(scene, copy, changes),
    close: async () => scene.erase(),
  }
}

async function publish(scene: Scene, file: string, changes: TokenChanges = {}): Promise<Deployment['fetch']> {
  const tables = await openTables(file)
  const lists = await tables.rows<{ authority: string; number: number; size: number }>('SELECT authority, number, size FROM status_lists')
  const tokens = new Map<string, string>()
  for (const { authority, number, size } of lists) {
    const rows = await tables.rows<{ place: number; status: number }>('SELECT status_index AS place, status FROM counterfoils WHERE status_issuer = ? AND status_list = ? AND status <> 0', authority, number)
    const bytes = new Uint8Array(((authority === 'aldermoor' ? (changes.size ?? size) : size) * 2) / 8)
    const entries = [...rows.map(({ place, status }) => [place, status] as const), ...(authority === 'aldermoor' ? (changes.entries ?? []) : [])]
    for (const [index, status] of entries) {
      const shift = (index * 2) % 8
      const at = Math.floor((index * 2) / 8)
      bytes[at] = ((bytes[at] ?? 0) & ~(3 << shift)) | (status << shift)
    }
    tokens.set(`${issuerUrl}/${authority}/status-lists/${number}`, sign(scene, authority, number, bytes, changes))
  }
  await tables.close()
  return async (url) => new Response(tokens.get(url) ?? '', { status: tokens.has(url) ? 200 : 404 })
}

function sign(scene: Scene, authority: string, number: number, bytes: Uint8Array, { payload, kid }: TokenChanges): string {
  const known = scene.keysOf(authority).status.kid
  const now = scene.clock.now()
  const header = encode({ alg: 'ES256', typ: 'statuslist+jwt', kid: known })
  const claims = { sub: `${issuerUrl}/${authority}/status-lists/${number}`, iat: now, exp: now + 86_400, ttl: 300, status_list: { bits: 2, lst: deflateSync(bytes).toString('base64url') }, ...(authority === 'aldermoor' ? payload : {}) }
  const input = `${header}.${encode(claims)}`
  return `${input}.${signEs256(scene.keyOf(kid ?? known).privateKey, input)}`
}
