import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { Cursors, ListedCounterfoil, ListedCounterfoils } from '../../ports/council-api.ts'

interface Ports {
  readonly counterfoils: ListedCounterfoils
  readonly cursors: Cursors
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface PageAsked {
  readonly typeId: string | null
  readonly status: StatusValue | null
  readonly cursor: string | null
  readonly most: number
}

export interface CounterfoilPage {
  readonly counterfoils: readonly ListedCounterfoil[]
  /** Null on the last page. */
  readonly next: string | null
}

/** What a council's systems may read of what was issued. Refuses `not_found`, and `invalid_request` for a cursor that isn't of this list. */
export function readCounterfoils({ counterfoils, cursors, configurations }: Ports) {
  return {
    typeOf: ({ configurationId }: Pick<ListedCounterfoil, 'configurationId'>): string => configurations.get(configurationId)?.type.id ?? configurationId,
    one: async (authority: Authority, id: CounterfoilId): Promise<ListedCounterfoil> => {
      const found = await counterfoils.find(authority.id, id)
      if (found === null) throw new Refusal('not_found')
      return found
    },
    page: async (authority: Authority, { typeId, status, cursor, most }: PageAsked): Promise<CounterfoilPage> => {
      const filter = `counterfoils ${typeId ?? '*'} ${status ?? '*'}`
      const after = cursor === null ? null : cursors.read(authority.id, filter, cursor)
      if (cursor !== null && after === null) throw new Refusal('invalid_request', { words: 'The cursor is not one of this list.', detail: 'cursor' })
      const configurationIds = typeId === null ? null : [...configurations.values()].filter(({ type }) => type.id === typeId).map(({ id }) => id)
      // One more than asked for tells whether there is a next page.
      const found = await counterfoils.list(authority.id, { configurationIds, status }, { after, most: most + 1 })
      const shown = found.slice(0, most)
      const last = shown.at(-1)
      return { counterfoils: shown, next: found.length > most && last !== undefined ? cursors.make(authority.id, filter, last.id) : null }
    },
  }
}

export type ReadCounterfoils = ReturnType<typeof readCounterfoils>
