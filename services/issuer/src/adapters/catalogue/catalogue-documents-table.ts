import type { PublishedType } from '@counterfoil/shared/catalogue/published-type'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { CatalogueDocuments, ServedVersion } from '../../ports/catalogue.ts'

type DocumentsRow = Pick<ServedVersion, 'name' | 'version'> & DraftContent & Omit<PublishedType, 'art'>

const versionOf = ({ name, version, text, art, ...documents }: DocumentsRow): ServedVersion => ({ name, version, content: { text, art }, documents: { ...documents, art } })

/** What lies at each `vct`: rows that are only added. The picture is that of the type. */
export const catalogueDocumentsTable = (database: Database): CatalogueDocuments => ({
  all: async () => (await database.reads.all<DocumentsRow>('SELECT vct, name, version, text, art, metadata, integrity, context, json_schema AS schema FROM catalogue_documents')).map(versionOf),
  keep: (versions) =>
    database.write(async (writes) => {
      for (const { name, version, content, documents } of versions) {
        await writes.run('INSERT INTO catalogue_documents (vct, name, version, text, art, metadata, integrity, context, json_schema) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (vct) DO NOTHING', [
          documents.vct,
          name,
          version,
          content.text,
          documents.art,
          documents.metadata,
          documents.integrity,
          documents.context,
          documents.schema,
        ])
      }
    }),
})
