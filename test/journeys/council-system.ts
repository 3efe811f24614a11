import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import type { Offer } from './neighbourhood.ts'

/** A council's own system: offers without staff and their pages, and counts what was issued. */
export interface CouncilSystem {
  /** With a transaction code as the council has chosen, or as it is said here. */
  offer(type: string, person: string, txCode?: { readonly input_mode: string; readonly length: number; readonly description: string }): Promise<Offer>
  /** How many credentials the council has issued so far. */
  issued(): Promise<number>
}

export async function councilSystem({ places, secrets }: Neighbourhood): Promise<CouncilSystem> {
  const api = `${places.urls.issuer}/aldermoor/api`
  const { aldermoor } = JSON.parse(readFileSync(secrets.councilSecrets, 'utf8')) as { readonly aldermoor: string }
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${api}/${path}`, init)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const basic = `Basic ${Buffer.from(`aldermoor-crm:${aldermoor}`).toString('base64')}`
  const withToken = async (): Promise<{ authorization: string }> => {
    const { access_token: token } = (await call('token', { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams({ grant_type: 'client_credentials' }) })) as { readonly access_token: string }
    return { authorization: `Bearer ${token}` }
  }
  return {
    offer: async (type, person, txCode) => {
      const headers = { ...(await withToken()), 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` }
      const made = (await call('offers', { method: 'POST', headers, body: JSON.stringify({ credential_type: type, person_reference: person, tx_code: txCode }) })) as { readonly wallet_link: string; readonly tx_code: string }
      return { link: made.wallet_link, txCode: made.tx_code }
    },
    issued: async () => {
      const headers = await withToken()
      let count = 0
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = (await call(`counterfoils?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`, { headers })) as { readonly counterfoils: readonly unknown[]; readonly next_cursor: string | null }
        count += page.counterfoils.length
        cursor = page.next_cursor
      }
      return count
    },
  }
}
