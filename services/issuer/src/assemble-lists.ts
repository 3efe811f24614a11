import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { CallerCounts } from '@counterfoil/service-kit/http/caller-counts'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import { statusListsTable } from './adapters/counterfoils-table.ts'
import { deflatedBlocks } from './adapters/deflated-blocks.ts'
import { listForms } from './adapters/list-forms/list-forms.ts'
import type { StatusIssuerOf } from './adapters/status-indices.ts'
import type { Authority } from './domain/authority.ts'
import type { Es256Signer, StatusLists } from './ports.ts'
import { statusPublisher, type StatusPublisher } from './use-cases/publish-status-list.ts'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly statusIssuerOf: StatusIssuerOf
  readonly signerOf: (authority: Authority) => Es256Signer<'status'>
  /** From one tick of the publishing clock to the next. */
  readonly every: Seconds
}

/** Status lists, and how they are published. */
export interface Lists {
  readonly lists: StatusLists
  readonly publisher: StatusPublisher
  /** Sees to it that whoever signs the lists of these authorities has one. */
  readonly openFor: (authorities: ReadonlyMap<string, Authority>) => Promise<void>
}

/** Lists of the past that one address, in IPv6 one network, may have built in a minute; those at hand cost nothing and are not counted. */
const mostBuilt = 20

export function assembleLists({ database, statusIssuerOf, ...parts }: Parts): Lists {
  const lists = statusListsTable(database)
  const built = new CallerCounts(mostBuilt, 60_000)
  return {
    lists,
    publisher: statusPublisher({ ...parts, lists, countBuilt: (caller) => built.add(caller), deflated: deflatedBlocks, forms: listForms, fingerprint: sha256Base64Url }),
    openFor: (authorities) => lists.open([...new Set([...authorities.keys()].map(statusIssuerOf))]),
  }
}
