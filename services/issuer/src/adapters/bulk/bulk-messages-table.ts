import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { BulkMessages } from '../../ports/bulk.ts'
import { countMessages, mayGoAgain, onItsWayAgain } from '../notify/outgoing-messages-table.ts'
import { audit } from '../audit-entries.ts'

export const bulkMessagesTable = (database: Database): BulkMessages => ({
  of: (authority, id) => countMessages(database.reads, 'authority = ? AND bulk_job = ?', [authority, id]),
  again: ({ authority, id, by, now }) =>
    database.write(async (writes) => {
      const many = await writes.run(`UPDATE outgoing_messages SET ${onItsWayAgain} WHERE ${mayGoAgain} AND bulk_job = ?`, [now, authority, now, id])
      if (many > 0) await audit(writes, { authority, at: now, actor: by, event: 'bulk.sent_again', object: id, reason: null })
      return many
    }),
})
