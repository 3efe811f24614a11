import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { messageSeals } from '@counterfoil/issuer/adapters/notify/message-seals'
import { createIssuer } from '@counterfoil/issuer/assemble'
import type { NotifyAccount } from '@counterfoil/issuer/adapters/notify/govuk-notify'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import type { CouncilClient } from '@counterfoil/issuer/domain/council-client'
import { bulkDeliveries } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { approvedJob, maker, makersSession, rowsFor } from './bulk/bulk-scene.ts'
import { markedFields } from './marked-person.ts'
import { codeMessage, linkMessage } from './notify/messages.ts'

/**
 * An issuer as a process of its own, for tests that kill it. Told on standard input: `offer <id> <type>` makes an offer, of a residency or
 * of one that has to wait for the council's record (`waiting`); `revoke <id>` revokes a credential and says so once that is
 * acknowledged, and `revoke-many <id>,<id> <telling>` some by one decision, telling the people `none` or by `email`; `bulk <rows> <delivery> <from>` starts a job of so many rows, of people from that one on, which somebody else approved and which reaches them by `files` or so; `wallet-offer <id>` makes an offer of a Blue Badge for the GOV.UK Wallet; `write <id>` makes an offer whose link and code are written to the person; `die-at <step>` kills the process from within, with no chance to tidy up, as soon as that step is reached; `ahead <seconds>`
 * sets its clock that much ahead of the machine's, as it is set at the start by what follows the port.
 */
const [configFile = '', port = '0', aheadAtStart = '0'] = process.argv.slice(2)
const told = JSON.parse(readFileSync(configFile, 'utf8')) as Omit<IssuerConfig, 'notify' | 'councilClients'> & { readonly notifyAccounts?: [string, NotifyAccount][]; readonly councilSystems?: CouncilClient[] }
const config: IssuerConfig = { ...told, notify: { accounts: new Map(told.notifyAccounts), localPost: false }, councilClients: new Map(told.councilSystems?.map((client) => [client.id, client])) }

let ahead = Number(aheadAtStart)
const clock = { now: () => epochSeconds(Math.floor(Date.now() / 1000) + ahead) }

let dieAt = ''
channel('counterfoil.step').subscribe((message) => {
  if ((message as { readonly name: string }).name === dieAt) process.kill(process.pid, 'SIGKILL')
})

/** Each offer is for somebody else, for a newer offer withdraws an older one of the same person. */
const personOf = (id: string): PersonRecord => ({ reference: id as PersonRecord['reference'], fields: new Map(Object.entries(markedFields)) })

/** The catalogue, and a residency that always has to wait. */
function types(): ReadonlyMap<string, CredentialType> {
  const catalogue = readCatalogue()
  const residency = catalogue.get('residency')
  if (residency === undefined) throw new Error('no residency')
  return new Map([...catalogue, ['waiting', { ...residency, id: 'waiting', issuing: 'deferred' }]])
}

const issuer = await createIssuer(config, { clock, types: types() })
await issuer.app.listen({ port: Number(port), host: 'localhost' })
flushCompileCache()
process.stdout.write('ready\n')

process.stdin.setEncoding('utf8').on('data', (lines: string) => {
  for (const line of lines.trim().split('\n')) {
    const [verb, word = '', type, more = '0'] = line.split(' ')
    if (verb === 'die-at') dieAt = word
    if (verb === 'die-at') process.stdout.write('noted\n')
    if (verb === 'ahead') void letPass(Number(word))
    if (verb === 'offer') void makeOffer(word, type ?? 'residency')
    if (verb === 'wallet-offer') void makeWalletOffer(word)
    if (verb === 'write') void writeOf(word)
    if (verb === 'revoke') void revoke(word)
    if (verb === 'revoke-many') void revokeMany(word, type)
    if (verb === 'bulk') void runBulk(Number(word), type, Number(more))
  }
})

/** The sweeper comes by in that time, as it does in real time. */
async function letPass(seconds: number): Promise<void> {
  ahead = seconds
  await issuer.sweep()
  process.stdout.write('noted\n')
}

const staff = { subject: 's', name: 'S', authority: 'aldermoor', roles: [] }

async function revoke(id: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined) throw new Error('not assembled')
  await issuer.changeStatus(authority, id as CounterfoilId, 'revoke', { staff, reason: 'moved_away' })
  process.stdout.write(`revoked ${id}\n`)
}

/** As staff do on their pages; the job then runs by itself, and says so once the page would say that it is done. */
async function revokeMany(ids: string, telling: string | undefined): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined) throw new Error('not assembled')
  const job = await issuer.statusJobs.prepareSelected(authority, staff, 'revoke', ids.split(',') as CounterfoilId[])
  await issuer.statusJobs.confirm(authority, staff, job, { reason: 'moved_away', telling: telling === 'email' ? 'email' : 'none' })
  await issuer.takeOnStatusJobs()
  const { job: shown } = await issuer.statusJobs.show(authority, staff, job)
  process.stdout.write(shown.state === 'done' ? `revoked-many ${ids}\n` : `not-done ${shown.state}\n`)
}

async function makeOffer(id: string, typeId: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get(typeId)
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const made = await issuer.makeCredentialOffer({ authority, type, person: personOf(id), id: id as OfferId, staff })
  process.stdout.write(`offer ${JSON.stringify(made)}\n`)
}

async function makeWalletOffer(id: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get('blue-badge')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const [found] = (await issuer.cases.search(authority, '')).people
  if (found === undefined) throw new Error('no record')
  const made = await issuer.walletOffers.get('govuk')?.({ authority, type, person: found.record, id: id as OfferId, staff })
  process.stdout.write(`wallet-offer ${JSON.stringify(made)}\n`)
}

async function runBulk(rows: number, delivery: string | undefined, from: number): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined) throw new Error('not assembled')
  const id = await approvedJob(issuer, authority, rowsFor(from + rows).slice(from), bulkDeliveries.find((one) => one === delivery))
  await issuer.bulk.staff.start(authority, id, { staff: maker, secret: makersSession, pauseAfter: null })
  process.stdout.write(`bulk ${id}\n`)
}

async function writeOf(id: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get('residency')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const seals = messageSeals(config.serviceSecret)
  const messages = [linkMessage({ reference: `${id}-link` }), codeMessage({ reference: `${id}-code` })]
  const made = await issuer.makeCredentialOffer({ authority, type, person: personOf(id), id: id as OfferId, staff, messagesOf: ({ expiresAt }) => messages.map((message) => seals.seal({ ...message, subject: id, expiresAt })) })
  process.stdout.write(`written ${made === null ? 'before' : id}\n`)
}
