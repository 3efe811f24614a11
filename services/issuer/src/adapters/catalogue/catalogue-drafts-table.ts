import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { CatalogueDraft, CatalogueDrafts } from '../../ports/catalogue.ts'

/** What there are drafts and publications of. */
export type CatalogueKind = 'type' | 'form'

const columns = 'id, authority, name, revision, base_version AS baseVersion, base_edition AS baseEdition, text, art, withdraws, asked, editors, changed_by AS changedBy, changed_at AS changedAt'

interface DraftRow extends Pick<CatalogueDraft, 'id' | 'authority' | 'name' | 'revision' | 'changedBy' | 'changedAt'> {
  readonly baseVersion: number
  readonly baseEdition: number
  readonly text: string
  readonly art: string
  readonly withdraws: number
  readonly asked: number
  readonly editors: string
}

const draftOf = ({ baseVersion, baseEdition, text, art, withdraws, asked, editors, ...row }: DraftRow): CatalogueDraft => ({
  ...row,
  editors: JSON.parse(editors) as string[],
  base: { version: baseVersion, edition: baseEdition },
  content: { text, art },
  withdraws: withdraws === 1,
  asked: asked === 1,
})

/** What editors of the catalogue work on, of one kind. */
export const catalogueDraftsTable = (database: Database, kind: CatalogueKind): CatalogueDrafts => ({
  open: ({ id, authority, name, base, content, withdraws, by, now }) =>
    database.write(async (writes) => {
      await writes.run(
        `INSERT INTO catalogue_drafts (id, authority, kind, name, revision, base_version, base_edition, text, art, withdraws, editors, changed_by, changed_at) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, json_array(?), ?, ?)
         ON CONFLICT (authority, kind, name) DO NOTHING`,
        [id, authority, kind, name, base.version, base.edition, content.text, content.art, withdraws ? 1 : 0, by, by, now],
      )
      const row = await writes.first<DraftRow>(`SELECT ${columns} FROM catalogue_drafts WHERE authority = ? AND kind = ? AND name = ?`, [authority, kind, name])
      if (row === null) throw new Error('A draft is gone within the unit that opened it.')
      return draftOf(row)
    }),
  find: async (authority, id) => {
    const row = await database.reads.first<DraftRow>(`SELECT ${columns} FROM catalogue_drafts WHERE authority = ? AND id = ? AND kind = ?`, [authority, id, kind])
    return row === null ? null : draftOf(row)
  },
  of: async (authority) => (await database.reads.all<DraftRow>(`SELECT ${columns} FROM catalogue_drafts WHERE authority = ? AND kind = ? ORDER BY name`, [authority, kind])).map(draftOf),
  change: (authority, id, { revision, content, by, now }) =>
    database.write(async (writes) => {
      const changed = await writes.run(
        `UPDATE catalogue_drafts SET text = ?, art = ?, asked = 0, revision = revision + 1, changed_by = ?, changed_at = ?,
         editors = CASE WHEN EXISTS (SELECT 1 FROM json_each(editors) WHERE value = ?) THEN editors ELSE json_insert(editors, '$[#]', ?) END
         WHERE authority = ? AND id = ? AND kind = ? AND revision = ?`,
        [content.text, content.art, by, now, by, by, authority, id, kind, revision],
      )
      return changed === 1
    }),
  ask: (authority, id, revision) => database.write(async (writes) => (await writes.run('UPDATE catalogue_drafts SET asked = 1 WHERE authority = ? AND id = ? AND kind = ? AND revision = ?', [authority, id, kind, revision])) === 1),
  asked: async () => (await database.reads.all<DraftRow>(`SELECT ${columns} FROM catalogue_drafts WHERE asked = 1 AND kind = ?`, [kind])).map(draftOf),
  discard: (authority, id) => database.write(async (writes) => (await writes.run('DELETE FROM catalogue_drafts WHERE authority = ? AND id = ? AND kind = ?', [authority, id, kind])) === 1),
})
