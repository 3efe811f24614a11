import { inflateSync } from 'node:zlib'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { issuerUrl, type Scene } from './issuer-scene.ts'

/** What Aldermoor's published list says of a credential. */
export async function inTheList(scene: Pick<Scene, 'rows' | 'inject' | 'clock'>, id: string): Promise<number | null> {
  const [row] = await scene.rows<{ list: number; place: number }>('SELECT status_list AS list, status_index AS place FROM counterfoils WHERE id = ?', id)
  const uri = `${issuerUrl}/aldermoor/status-lists/${row?.list}`
  const { list } = parseStatusListToken((await scene.inject({ method: 'GET', url: uri.slice(issuerUrl.length) })).body, { uri, now: scene.clock.now() }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }))
  return readStatus(list, row?.place ?? -1)
}
