import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { createIssuer, type IssuerWorld } from '@counterfoil/issuer/assemble'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { markedFields } from './marked-person.ts'

/**
 * An issuer as a process of its own, for tests that kill it. Told on standard input: `offer <id>` makes an offer, `revoke <id>`
 * revokes a credential and says so once that is acknowledged,
 * `die-at <step>` kills the process from within, with no chance to tidy up, as soon as that step is reached. Ids of offers after the port: their people's credentials have to wait.
 */
const [configFile = '', port = '0', ...deferredFor] = process.argv.slice(2)
const config = JSON.parse(readFileSync(configFile, 'utf8')) as IssuerConfig

let dieAt = ''
channel('counterfoil.step').subscribe((message) => {
  if ((message as { readonly name: string }).name === dieAt) process.kill(process.pid, 'SIGKILL')
})

/** Each offer is for somebody else, for a newer offer withdraws an older one of the same person. */
const personOf = (id: string): PersonRecord => ({ reference: id as PersonRecord['reference'], fields: new Map(Object.entries(markedFields)) })

/** Where somebody's issuing has to wait: the type says so, and the council's record holds them. */
function deferring(): Partial<IssuerWorld> {
  const type = readCatalogue().get('residency')
  if (type === undefined) throw new Error('no residency')
  const records = recordSources({ folder: config.recordsDir, serviceSecret: config.serviceSecret, clock: systemClock, logger: { warn: () => {} } })
  return { types: new Map([[type.id, { ...type, issuing: 'deferred' }]]), records: { ...records, people: async () => deferredFor.map(personOf) } }
}

const issuer = await createIssuer(config, deferredFor.length === 0 ? {} : deferring())
await issuer.app.listen({ port: Number(port), host: 'localhost' })
process.stdout.write('ready\n')

process.stdin.setEncoding('utf8').on('data', (lines: string) => {
  for (const line of lines.trim().split('\n')) {
    const [verb, word = ''] = line.split(' ')
    if (verb === 'die-at') {
      dieAt = word
      process.stdout.write('noted\n')
    }
    if (verb === 'offer') void makeOffer(word)
    if (verb === 'revoke') void revoke(word)
  }
})

const staff = { subject: 's', name: 'S', authority: 'aldermoor' }

async function revoke(id: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined) throw new Error('not assembled')
  await issuer.changeStatus(authority, id as CounterfoilId, 'revoke', { staff, reason: 'moved_away' })
  process.stdout.write(`revoked ${id}\n`)
}

async function makeOffer(id: string): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get('residency')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const made = await issuer.makeCredentialOffer({ authority, type, person: personOf(id), id: id as OfferId, staff })
  process.stdout.write(`offer ${JSON.stringify(made)}\n`)
}
