import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { Counterfoils } from '../ports.ts'
import type { StatusPublisher } from './publish-status-list.ts'

interface Ports {
  readonly counterfoils: Pick<Counterfoils, 'placesOf'>
  readonly publisher: Pick<StatusPublisher, 'apply' | 'doubt'>
}

/**
 * Takes changes that have been committed over into the lists that are published: what stands now, not what one change made of it, for another may
 * have been committed since. When that fails, nobody tells the lists again: they are read anew before anybody is served.
 */
export async function applyChanged({ counterfoils, publisher }: Ports, authority: string, changed: readonly CounterfoilId[]): Promise<void> {
  try {
    await publisher.apply(...(await counterfoils.placesOf(authority, changed)))
  } catch (error) {
    publisher.doubt()
    throw error
  }
}
