import { existsSync } from 'node:fs'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { isListNetwork } from '@counterfoil/shared/network/network'
import { networkFileIn } from './common-place.ts'
import { ledgerOffice } from './ledger-office.ts'
import type { Office } from './office.ts'
import { openPlace } from './place.ts'
import { listOffice } from './signed-list/list-office.ts'
import { openListPlace } from './signed-list/list-place.ts'

/** Opens the office in a folder, on whatever its network rests. Throws a `ConfigurationError` of one sentence. */
export async function openOffice(dataDir: string, options: { readonly every?: number } = {}): Promise<Office> {
  const file = networkFileIn(dataDir)
  return existsSync(file) && isListNetwork(readNetwork(file)) ? listOffice(await openListPlace(dataDir)) : ledgerOffice(await openPlace(dataDir, options))
}
