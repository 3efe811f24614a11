import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { Message } from '../../domain/notify/message.ts'
import type { PersonLanguages } from '../../ports/notifier.ts'

const rememberedFor = 2 * 365 * 86_400

export const personLanguagesTable = (database: Database): PersonLanguages => ({
  of: async (authority, person) => (await database.reads.first<{ readonly language: Message['language'] }>('SELECT language FROM person_languages WHERE authority = ? AND person = ?', [authority, person]))?.language ?? null,
  ofMany: async (authority, people) => {
    const rows = await database.reads.all<{ readonly person: PersonHandle; readonly language: Message['language'] }>('SELECT person, language FROM person_languages WHERE authority = ? AND person IN (SELECT value FROM json_each(?))', [authority, JSON.stringify(people)])
    return new Map(rows.map(({ person, language }) => [person, language]))
  },
  note: async (authority, person, language, now) => {
    await database.write((writes) => writes.run('INSERT INTO person_languages (authority, person, language, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET language = excluded.language, at = excluded.at', [authority, person, language, now]))
  },
  sweep: async (now) => {
    await database.write((writes) => writes.run('DELETE FROM person_languages WHERE at <= ?', [now - rememberedFor]))
  },
})
