import { subscribe } from 'node:diagnostics_channel'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { renewalsTable } from '@counterfoil/issuer/adapters/renewals-table'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'

// Stages renewals, and is killed within the so-manieth unit of it.
const [file = '', now = '', killedIn = ''] = process.argv.slice(2)
let units = 0
subscribe('counterfoil.step', (message) => {
  if ((message as { name: string }).name === 'renewal.staged' && (units += 1) === Number(killedIn)) process.kill(process.pid, 'SIGKILL')
})
const database = await openDatabase({ file, entities: [], migrations: issuerMigrations })
await renewalsTable(database, configurationsOf(readCatalogue().values(), 'https://types.example')).stage(epochSeconds(Number(now)))
await database.close()
