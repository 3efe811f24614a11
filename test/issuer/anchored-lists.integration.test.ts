import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditFile } from '@counterfoil/issuer/adapters/audit/audit-file'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { readConfig, type IssuerConfig } from '@counterfoil/issuer/config'
import { servicePrograms } from '@counterfoil/neighbourhood/programs'
import { chainEntry, noEntryYet, type ChainedEntry, type ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { copyOf, tamper } from '../invariants/tampering.ts'
import { foundEither, type Founded } from '../support/founded-network.ts'
import { root } from '../support/source-files.ts'
import { watch, type Watched } from '../support/watched.ts'
import { issue, revoke } from './issue-in-process.ts'
import { realDeployment } from './real-network.ts'

const every = 600
const start = Math.floor(Date.now() / 1000) - 3 * every
let founded: Founded
let issuer: Issuer
let watched: Watched
let config: IssuerConfig
let clock: ReturnType<typeof fixedClock>

const quiet = () => Object.assign(createLogger('issuer'), { level: 'silent' })
const databaseFile = (): string => join(founded.folder, 'issuer', 'issuer.sqlite')

/** An issuer that listens where the network says, on the database as it stands. */
async function open(at: number): Promise<void> {
  const program = servicePrograms(founded.places, founded.secrets, join(founded.folder, 'no-clients.json')).find(({ name }) => name === 'issuer')
  config = readConfig({ ...program?.env, ANCHOR_SECONDS: `${every}` })
  clock = fixedClock(at)
  issuer = await createIssuer(config, { clock, logger: quiet() })
  await issuer.app.listen({ port: config.port, host: 'localhost' })
}

function watchFromNowOn(): Watched {
  const keyStores = ['authorities', 'issuer', 'verifier'].map((part) => join(founded.folder, part, 'keys.sqlite'))
  return watch({ deployment: () => realDeployment(founded.folder, config, { issuer: databaseFile(), keyStores, now: clock.now() }), settle: () => issuer.sweep(), unseen: ['INV-09', 'INV-20'] })
}

beforeAll(async () => {
  founded = await foundEither(8050)
  await open(start)
  watched = watchFromNowOn()
})
afterAll(async () => {
  await issuer.close()
  await founded.close()
})

const verify = async (): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> => {
  const given = [join(root, 'packages/service-kit/src/audit/verify-program.ts'), '--', '--lists', 'aldermoor', '--network', join(founded.folder, 'network.json')]
  return promisify(execFile)(process.execPath, given).then((told) => ({ code: 0, ...told }), (error: unknown) => error as { code: unknown; stdout: string; stderr: string }) // what execFile rejects with
}

it('the lists of an authority are what it anchored, or newer; one that is taken back is found out, and so is a statement that is', async () => {
  expect(await verify()).toMatchObject({ code: 2, stderr: 'No status list of aldermoor was anchored yet.\n' })
  await issuer.anchor()
  expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringMatching(/status-lists\/1 is the list that was anchored in (block|anchor) \d+.*\.\n$/) as unknown })

  await issue(issuer, 'Ceridwen', clock.now())
  clock.advance(60)
  await revoke(issuer, databaseFile(), 0)
  // The lists' publishing clock goes by the second.
  clock.advance(1)
  expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringMatching(/status-lists\/1 changed since (block|anchor) \d+.*\.\n$/) as unknown })
  clock.advance(every)
  await issuer.anchor()
  expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringContaining('is the list that was anchored') as unknown })
  await watched.end()

  // As if it had never been revoked, by whoever has the key and the address.
  await issuer.close()
  await tamper(databaseFile(), 'UPDATE counterfoils SET status = 0')
  await open(start + 30)
  expect(await verify()).toMatchObject({ code: 1, stdout: expect.stringMatching(/was issued before (block|anchor) \d+.*, and is not the list that was anchored there/) as unknown })
  await issuer.close()
  await tamper(databaseFile(), "UPDATE status_list_statements SET text = replace(text, 'digest', 'digests') WHERE number = 2")
  await open(start + 30)
  expect(await verify()).toMatchObject({ code: 1, stdout: 'The statement is not as an issuer writes it.\n' })
})

it('ADM-22 an audit log that was cut back to an earlier entry, or written anew from one on, is found out by the last anchor', async () => {
  await issuer.close()
  const authority = issuer.authorities.get('aldermoor') ?? expect.fail('no aldermoor')
  const judged = async (...statements: readonly string[]) => {
    const copy = copyOf(databaseFile())
    await tamper(copy.file('issuer.sqlite'), ...statements)
    const { verdict } = await auditFile(copy.file('issuer.sqlite'), { network: () => readNetwork(join(founded.folder, 'network.json')), logger: quiet() }).verify(authority)
    copy.remove()
    return verdict
  }
  const sound = await judged()
  if (!sound.sound) throw new Error(sound.why)
  expect(sound.anchored).toBeGreaterThan(2)

  const [before, cut] = [sound.anchored - 2, `DELETE FROM audit_entries WHERE authority = 'aldermoor' AND number > ${sound.anchored - 2}`]
  const headPutRight = `UPDATE audit_heads SET (number, hash) = (SELECT number, hash FROM audit_entries WHERE authority = 'aldermoor' AND number = ${before}) WHERE authority = 'aldermoor'`
  expect(await judged(cut, headPutRight)).toMatchObject({ sound: false, line: before + 2, fault: { kind: 'lost_anchored', upTo: sound.anchored } })

  // Whoever has the database reckons the chain anew, with another member of staff in it.
  const copy = copyOf(databaseFile())
  const moment = await openForReading(copy.file('issuer.sqlite'))
  const rows = await moment.all<ChainedEntry>("SELECT number, authority, at, actor, event, object, reason FROM audit_entries WHERE authority = 'aldermoor' ORDER BY sequence")
  await moment.close()
  copy.remove()
  let head: ChainHead = noEntryYet
  const anew = rows.map((row) => {
    const entry = chainEntry(head, row.number === 2 ? { ...row, actor: 'staff:somebody-else' } : row)
    head = entry
    return `UPDATE audit_entries SET actor = '${entry.actor}', hash = x'${Buffer.from(entry.hash).toString('hex')}' WHERE authority = 'aldermoor' AND number = ${entry.number}`
  })
  expect(await judged(...anew, `UPDATE audit_heads SET hash = x'${Buffer.from(head.hash).toString('hex')}' WHERE authority = 'aldermoor'`)).toMatchObject({ sound: false, fault: { kind: 'not_anchored' } })
  await open(start + 30)
})
