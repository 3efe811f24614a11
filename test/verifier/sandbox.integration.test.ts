import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createFaultWallet } from '@counterfoil/fault-wallet/fault-wallet'
import { behaviours, type Behaviour } from '@counterfoil/fault-wallet/behaviours'
import { createFormServer, type FormServer, type StartedPresentation } from '@counterfoil/form-server/form-server'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { partsOf } from '@counterfoil/shared/form-profile/form-profile'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { madeUp } from '@counterfoil/fault-wallet/made-up-values'
import { pathsOf, problemsOf, schemaAt } from '@counterfoil/shared/catalogue/claims-schema'
import { formProfile, formsFolder, types } from '../support/form-profiles.ts'
import { freePort } from '../support/free-port.ts'
import { noLimits } from '../support/limits.ts'
import { answerWell, fetchRequest, formServer } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const form = 'blue-badge-renewal'
const [everyForm, oneForm, sandbox] = ['key-of-every-form-0123456789', 'key-of-one-form-0123456789', 'key-of-the-sandbox-0123456789']
const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex')

const deliveredForms = readdirSync(formsFolder).filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', ''))

let world: VerifierTestWorld
let wallet: FastifyInstance
let walletUrl: string
beforeAll(async () => {
  const port = await freePort()
  walletUrl = `http://localhost:${port}`
  world = await startVerifierWorld({
    types: [...new Set(deliveredForms.flatMap((name) => partsOf(formProfile(name)).map(({ credential }) => credential.type)))],
    configure: ({ authorities }) => ({
      sandboxWalletUrl: walletUrl,
      apiKeyDigests: { ...Object.fromEntries(authorities.map(({ id }) => [id, sha256(world?.apiKey(id) ?? `test-key-of-${id}-0123456789`)])), brackenfield: [{ sha256: sha256(everyForm) }, { sha256: sha256(oneForm), forms: [form] }, { sha256: sha256(sandbox), sandbox: true }] },
    }),
  })
  wallet = await createFaultWallet({ walletUrl, verifierUrl: world.verifierUrl, httpLimits: noLimits, slowMs: 200, logger: Object.assign(createLogger('fault-wallet'), { level: 'silent' }) })
  await wallet.listen({ port, host: 'localhost' })
})
afterAll(async () => {
  await wallet?.close()
  await world?.close()
})

const serverOf = (apiKey: string): FormServer => createFormServer({ verifierUrl: `${world.verifierUrl}/brackenfield`, apiKey })
const start = (server = serverOf(sandbox)): Promise<StartedPresentation> => server.start({ form, flow: 'cross_device' })
const pick = (link: string, behaviour: string): Promise<Response> =>
  fetch(`${walletUrl}/authorize`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ request_uri: new URL(link).searchParams.get('request_uri') ?? '', behaviour }).toString() })

describe('a sandbox key', () => {
  it('leads to the fault wallet, whose made-up facts fill the form and say that they are made up', async () => {
    const server = serverOf(sandbox)
    const started = await start(server)
    expect(started.walletLink.startsWith(`${walletUrl}/authorize?`)).toBe(true)
    expect(await (await fetch(started.walletLink)).text()).toContain(behaviours.share)
    const { status, headers } = await pick(started.walletLink, 'share')
    expect(status).toBe(303)
    const result = await server.collect(started, headers.get('location')?.slice(-3))
    expect(result).toMatchObject({ isSandbox: true, fields: { first_name: 'Sample', postcode: 'ZZ99 9ZZ' }, source: { authority: { en: 'Sandbox Council', cy: 'Cyngor Blwch Tywod' } } })
    const checked = await server.checkForm(result.receipt ?? '', { first_name: 'Sample', last_name: 'Somebody', badge_number: 'AB12CD' }, form)
    expect([checked.isSandbox, { ...checked.fields }]).toEqual([true, { first_name: 'verified', last_name: 'changed', badge_number: 'not_provided' }])
  })

  it('gets the citizen back to the form, with a response code, on the same device', async () => {
    const server = serverOf(sandbox)
    const started = await server.start({ form, flow: 'same_device', returnUrl: `${returnOrigin}/brackenfield/${form}` })
    const back = (await pick(started.walletLink, 'share')).headers.get('location') ?? ''
    expect((await server.collect(started, back.split('response_code=')[1])).isSandbox).toBe(true)
  })

  it.each(deliveredForms)('has %s filled in whole, with values as their types have them', async (name) => {
    const server = serverOf(sandbox)
    const profile = formProfile(name)
    const started = await server.start({ form: name, flow: 'same_device', returnUrl: `${returnOrigin}/brackenfield/${name}` })
    const back = (await pick(started.walletLink, 'share')).headers.get('location') ?? ''
    const result = await server.collect(started, back.split('response_code=')[1])
    // Of what one or the other fills: by the way that the form prefers, one credential of each kind.
    const notTaken = new Set((profile.choices ?? []).flatMap(({ options: [, ...others] }) => others.flat()))
    const taken = new Set(partsOf(profile).filter(({ credential }) => !notTaken.has(credential.id)).flatMap(({ claims }) => claims.map(({ id }) => id)))
    const wanted = profile.fields.filter(({ from }) => taken.has(from)).map((field) => field.name.replace('{n}', '1'))
    expect(Object.keys(result.fields).toSorted()).toEqual(wanted.toSorted())
    expect(result.leftOut).toEqual([])
  })

  it('is answered by a link that says how', async () => {
    const server = serverOf(sandbox)
    const started = await start(server)
    expect((await fetch(`${started.walletLink}&behaviour=decline`)).status).toBe(200)
    expect(await server.status(started)).toMatchObject({ status: 'declined' })
    expect((await fetch(`${started.walletLink}&behaviour=explode`)).status).toBe(400)
  })

  it.each<[Behaviour, status: string, refusal: string | undefined]>([
    ['decline', 'declined', 'client_rejected'],
    ['revoked', 'refused', 'credential_revoked'],
    ['suspended', 'refused', 'credential_suspended'],
    ['expired', 'refused', 'credential_expired'],
    ['unaccredited', 'refused', 'issuer_not_trusted'],
    ['slow', 'answered', undefined],
    // What any stranger could send ends nothing.
    ['wrong_audience', 'fetched', undefined],
    ['replayed', 'fetched', undefined],
    ['expire', 'fetched', undefined],
  ])('hears of a wallet told to %s: %s', async (behaviour, status, refusal) => {
    const server = serverOf(sandbox)
    if (behaviour === 'replayed') await pick((await start(server)).walletLink, 'share')
    const started = await start(server)
    const told = await pick(started.walletLink, behaviour)
    expect(await server.status(started)).toMatchObject({ status, refusal })
    if (behaviour === 'replayed') expect(await told.text()).toContain('The verifier answered 400')
  })

  it('is taken by no real credential, nor a real key by a made-up one', async () => {
    const rehearsal = await formServer(world, 'brackenfield', sandbox).start()
    expect((await answerWell(world, await fetchRequest(rehearsal))).status).toBe(400)
    const real = await start(serverOf(everyForm))
    await pick(real.walletLink, 'share')
    expect((await serverOf(everyForm).status(real)).status).not.toBe('answered')
  })

  it('reaches no real presentation', async () => {
    await expect(serverOf(sandbox).status(await start(serverOf(everyForm)))).rejects.toMatchObject({ code: 'gone' })
  })
})

describe('a key of one form', () => {
  it('opens that form, and neither begins nor finds another', async () => {
    const server = serverOf(oneForm)
    expect((await server.status(await start(server))).status).toBe('requested')
    await expect(server.start({ form: 'resident-parking-permit', flow: 'cross_device' })).rejects.toMatchObject({ code: 'not_authorised', refusal: 'forbidden' })
    const parking = await serverOf(everyForm).start({ form: 'resident-parking-permit', flow: 'cross_device' })
    await expect(server.status(parking)).rejects.toMatchObject({ code: 'gone' })
    await expect(server.collect(parking)).rejects.toMatchObject({ code: 'gone' })
  })
})

describe('the fault wallet', () => {
  it.each([...types.values()].map((type) => [type.id, type] as const))('has a value for every claim of %s, as its schema allows it', (_id, type) => {
    const leaves = pathsOf(type.schema).filter((path) => schemaAt(type.schema, path)?.type !== 'object')
    expect(problemsOf(type.schema, madeUp(type, leaves, Math.floor(Date.now() / 1000)))).toEqual([])
  })

  it('says of a claim what the form takes alone', () => {
    const type = readCatalogue().get('council-tax-reduction') ?? expect.fail()
    expect(madeUp(type, [['reduction_percent'], ['given_name']], 0, new Map([['["reduction_percent"]', 100]]))).toEqual({ reduction_percent: 100, given_name: 'Sample' })
  })

  it.each(['https://evil.example/request', 'http://localhost:1/requests/x', 'file:///etc/passwd', ''])('fetches nothing but its verifier’s requests: not %j', async (uri) => {
    expect((await pick(`${walletUrl}/authorize?${new URLSearchParams({ request_uri: uri }).toString()}`, 'share')).status).toBe(400)
  })
})
