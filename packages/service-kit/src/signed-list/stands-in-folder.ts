import { parseEntry } from '@counterfoil/shared/signed-list/list-entry'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import { councilDocument, type CouncilDocument } from './council-document.ts'
import { readEntries } from './list-folder.ts'
import { writtenObjects } from './list-log.ts'

/** Whether something that was to be written stands in the folder that a list is published from. */
export function standsInFolder(folder: string): (object: string) => boolean {
  const documentOf = (did: string): CouncilDocument => councilDocument(folder, did.split(':').at(-1) ?? '', did)
  return (object) => {
    const about = object.slice(object.indexOf(':') + 1)
    const method = documentOf(didOf(about)).read()?.verificationMethod.find(({ id }) => id === about)
    switch (object) {
      case writtenObjects.entry(about):
        return readEntries(folder).some((text) => parseEntry(text)?.hash === about)
      case writtenObjects.published(about):
        return method !== undefined
      case writtenObjects.revoked(about):
        return method?.revoked !== undefined
      case writtenObjects.removed(about):
        return documentOf(about).read() === null
      default:
        return false
    }
  }
}
