import { checkRecordEntity } from './check-records-table.ts'
import { keptFactEntity } from './kept-facts-table.ts'
import { CreateVerifierTables1763900000000 } from './migrations/0001-create-verifier-tables.ts'
import { KeepFacts1764200000000 } from './migrations/0002-keep-facts.ts'
import { AskThroughBrowsers1764400000000 } from './migrations/0004-ask-through-browsers.ts'
import { SignCheckRecords1764500000000 } from './migrations/0005-sign-check-records.ts'
import { GuardOtherDevices1764700000000 } from './migrations/0006-guard-other-devices.ts'
import { QueueWebhooks1764800000000 } from './migrations/0007-queue-webhooks.ts'
import { HostPages1764850000000 } from './migrations/0009-host-pages.ts'
import { NoteErasures1764900000000 } from './migrations/0010-note-erasures.ts'
import { TakePublications1766433700000 } from './migrations/0011-take-publications.ts'
import { presentationEntity } from './presentation-row.ts'

/** The verifier's tables, and how they came to be what they are. */
export const verifierSchema = {
  entities: [presentationEntity, checkRecordEntity, keptFactEntity],
  migrations: [CreateVerifierTables1763900000000, KeepFacts1764200000000, AskThroughBrowsers1764400000000, SignCheckRecords1764500000000, GuardOtherDevices1764700000000, QueueWebhooks1764800000000, HostPages1764850000000, NoteErasures1764900000000, TakePublications1766433700000],
}
