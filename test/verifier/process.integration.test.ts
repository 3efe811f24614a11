import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyWebhook } from '@counterfoil/form-server/verify-webhook'
import { tamper } from '../invariants/tampering.ts'
import { until } from '../support/until.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'
import { answerWell, fetchRequest, formServer, openResult, sampleClaims, type Started } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, walletUrl, type VerifierTestWorld } from './support/world.ts'

const root = new URL('../../', import.meta.url).pathname
const main = join(root, 'services/verifier/src/main.ts')
const node = join(root, 'node_modules/.bin/node')

let world: VerifierTestWorld
let env: Record<string, string>
beforeAll(async () => {
  world = await startVerifierWorld()
  // The process takes the place of the verifier in this test's own process, on the same data and address.
  await world.stop()
  const secrets = join(world.folder, 'secrets')
  mkdirSync(secrets)
  const write = (name: string, text: string): string => {
    writeFileSync(join(secrets, name), text)
    return join(secrets, name)
  }
  env = {
    VERIFIER_URL: world.verifierUrl,
    WALLET_URL: walletUrl,
    NETWORK_FILE: write('network.json', JSON.stringify(world.net.network)),
    DATA_DIR: world.net.verifierDir,
    KEY_ENCRYPTION_KEY_FILE: world.net.keyEncryptionKeyFile,
    SERVICE_SECRET_FILE: write('secret', world.config.serviceSecret),
    API_KEYS_FILE: write('api-keys.json', JSON.stringify(world.config.apiKeyDigests)),
    RETURN_ORIGINS: returnOrigin,
    PRIVATE_HOSTS: 'localhost',
    PORT: String(world.config.port),
    HOST: 'localhost',
    // A busy machine is no attack.
    OVERLOAD_DELAY_MS: '0',
  }
})
afterAll(() => world?.close())

interface Running {
  readonly process: ChildProcess
  readonly output: () => string
}

function run(changes: Record<string, string> = {}): Running {
  const child = spawn(node, [main], { env: { PATH: process.env['PATH'] ?? '', ...env, ...changes } })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { process: child, output: () => output }
}

async function started(running: Running): Promise<Running> {
  await until(async () => running.process.exitCode !== null || (await fetch(`${world.verifierUrl}/health/ready`)).status === 200, 'the verifier is ready')
  if (running.process.exitCode !== null) throw new Error(running.output())
  return running
}

const exitOf = async (running: Running): Promise<number | null> => {
  if (running.process.exitCode === null && running.process.signalCode === null) await once(running.process, 'exit')
  return running.process.exitCode
}

describe('the process', () => {
  it('keeps what it acknowledged when it is killed in the next instant', async () => {
    let running = await started(run())
    const again = async (): Promise<void> => {
      running.process.kill('SIGKILL')
      await exitOf(running)
      running = await started(run())
    }
    const form = formServer(world, 'brackenfield')
    const open = await form.start()
    const transaction = open.transaction_id
    world.acknowledged.push({ what: 'begun', transaction })
    await again()
    const request = await fetchRequest(open)
    await again()
    expect((await answerWell(world, request)).status).toBe(200)
    world.acknowledged.push({ what: 'answered', transaction })
    await again()
    expect((await answerWell(world, request)).status).toBe(400)
    const result = await form.result(open)
    await again()
    expect((await openResult(result, open)).fields['first_name']).toBe(sampleClaims.given_name)
    expect((await form.result(open)).status).toBe(404)
    expect(await form.status(open)).toMatchObject({ status: 'collected' })
    running.process.kill('SIGTERM')
    expect(await exitOf(running)).toBe(0)
  })

  it('tells what ended, under the same id, although it was killed before it knew that it was heard', async () => {
    const receiver = await startWebhookReceiver()
    receiver.answer = null
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    const file = (name: string, text: string): string => {
      writeFileSync(join(world.folder, name), text)
      return join(world.folder, name)
    }
    const webhooks = { WEBHOOKS_FILE: file('webhooks.json', JSON.stringify({ brackenfield: [{ id: 'case', url: receiver.url, secretFiles: [file('webhook-secret', secret)] }] })), WEBHOOK_PRIVATE_HOSTS: 'localhost' }
    const dying = await started(run(webhooks))
    const open = await formServer(world, 'brackenfield').start()
    world.acknowledged.push({ what: 'begun', transaction: open.transaction_id })
    await answerWell(world, await fetchRequest(open))
    world.acknowledged.push({ what: 'answered', transaction: open.transaction_id })
    await until(() => receiver.received.length === 1, 'it was told, and nobody said so')
    dying.process.kill('SIGKILL')
    await exitOf(dying)
    receiver.answer = 204
    // The time until the next attempt passes.
    await tamper(join(world.net.verifierDir, 'verifier.sqlite'), 'UPDATE webhook_messages SET next_at = 0')
    const next = await started(run(webhooks))
    await until(() => receiver.received.length === 2, 'it was told again')
    const events = await Promise.all(receiver.received.map((message) => verifyWebhook(message, { secrets: [secret] })))
    expect(new Set(events.map(({ id }) => id)).size).toBe(1)
    expect(events[1]).toMatchObject({ type: 'presentation.answered', transactionId: open.transaction_id, form: 'blue-badge-renewal', authority: 'brackenfield' })
    next.process.kill('SIGTERM')
    await exitOf(next)
    await receiver.close()
  })

  it('finishes what it has begun when it is told to stop', async () => {
    const running = await started(run())
    const form = formServer(world, 'brackenfield')
    const wanted: Promise<Started | Error>[] = Array.from({ length: 20 }, () => form.start().catch((error: Error) => error))
    await Promise.race(wanted)
    running.process.kill('SIGTERM')
    const begun = await Promise.all(wanted)
    expect(await exitOf(running)).toBe(0)
    const next = await started(run())
    for (const one of begun) if (!(one instanceof Error)) world.acknowledged.push({ what: 'begun', transaction: one.transaction_id })
    for (const one of begun) if (!(one instanceof Error)) expect(await form.status(one)).toMatchObject({ status: 'requested' })
    next.process.kill('SIGTERM')
    await exitOf(next)
  })

  it('logs no address with its secrets, no token and no claim', async () => {
    const running = await started(run())
    const form = formServer(world, 'brackenfield')
    const open = await form.start({ flow: 'same_device', return_url: `${returnOrigin}/brackenfield/blue-badge-renewal` })
    const answer = (await (await answerWell(world, await fetchRequest(open))).json()) as { redirect_uri: string }
    await form.result(open, { response_code: 'wrong' })
    await form.result(open, { response_code: answer.redirect_uri.split('=')[1] })
    await fetch(`${world.verifierUrl}/brackenfield/codes/BXXX-XXXX?secret=canary`)
    running.process.kill('SIGTERM')
    await exitOf(running)
    const log = running.output()
    expect(log).toContain('/:authority/responses/:request')
    const secrets = [open.transaction_id, open.request_uri.split('/').at(-1) ?? '', world.apiKey('brackenfield'), 'BXXX', 'canary', answer.redirect_uri.split('=')[1] ?? '']
    for (const secret of [...secrets, sampleClaims.given_name, sampleClaims.address.uprn]) expect(log).not.toContain(secret)
  })

  it('says in one sentence that its port is taken', async () => {
    const other = createServer().listen(world.config.port, 'localhost')
    await once(other, 'listening')
    const running = run()
    expect(await exitOf(running)).toBe(3)
    expect(running.output()).toBe(`verifier: port ${world.config.port} is in use by another program.\n`)
    other.close()
  })

  it('names everything that is wrong with its configuration at once, and no value', async () => {
    const running = run({ VERIFIER_URL: 'localhost', WALLET_URL: '', STATUS_MAX_AGE_SECONDS: 'soon', RETURN_ORIGINS: 'http://localhost:4740/path' })
    expect(await exitOf(running)).toBe(2)
    for (const name of ['VERIFIER_URL', 'WALLET_URL', 'STATUS_MAX_AGE_SECONDS', 'RETURN_ORIGINS']) expect(running.output()).toContain(name)
    expect(running.output()).not.toContain('soon')
  })

  it.each([
    ['a secret that is too short', 'SERVICE_SECRET_FILE', 'short', 'service secret'],
    ['API keys that lack an authority', 'API_KEYS_FILE', '{"aldermoor":"x"}', 'aldermoor'],
    ['another key encryption key', 'KEY_ENCRYPTION_KEY_FILE', 'a'.repeat(64), 'key encryption key'],
    ['a network file that is none', 'NETWORK_FILE', '{}', 'network file'],
  ])('does not start with %s', async (_what, variable, text, word) => {
    const file = join(world.folder, 'wrong')
    writeFileSync(file, text)
    const running = run({ [variable]: file })
    expect(await exitOf(running)).not.toBe(0)
    expect(running.output()).toContain(word)
    expect(running.output()).not.toContain('    at ')
  })
})
