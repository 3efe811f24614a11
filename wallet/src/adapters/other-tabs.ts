import type { Vault } from '../ports.ts'

const channelName = 'counterfoil-wallet-changed'

/** A vault that tells every tab of the wallet of a change, so that none shows what is no more. It says that something changed, not what. */
export function telling(vault: Vault): Vault {
  const channel = new BroadcastChannel(channelName)
  const told = async <Result>(change: Promise<Result>): Promise<Result> => {
    const result = await change
    tell(channel)
    return result
  }
  return {
    ...vault,
    keep: (credential) => told(vault.keep(credential)),
    amend: (id, change) => told(vault.amend(id, change)),
    remove: (id) => told(vault.remove(id)),
    keepInPlaceOf: (before, credential) => told(vault.keepInPlaceOf(before, credential)),
    noteWaiting: (waiting) => told(vault.noteWaiting(waiting)),
    endWaiting: (id) => told(vault.endWaiting(id)),
    waitInPlaceOf: (state, waiting) => told(vault.waitInPlaceOf(state, waiting)),
    note: (activity) => told(vault.note(activity)),
    forgetActivity: (id) => told(vault.forgetActivity(id)),
    amendRecovery: (change) => told(vault.amendRecovery(change)),
    removeUnreadable: () => told(vault.removeUnreadable()),
    notePerson: (person) => told(vault.notePerson(person)),
    removePerson: (id) => told(vault.removePerson(id)),
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has one origin.
const tell = (channel: BroadcastChannel): void => channel.postMessage(null)

/** Has every screen read again, as if something had changed. */
export function tellOfChange(): void {
  const channel = new BroadcastChannel(channelName)
  tell(channel)
  channel.close()
}

/** Calls back after each change to the vault, made here or in another tab, until `stopped`. */
export function whenVaultChanges(changed: () => void, stopped: AbortSignal): void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', changed, { signal: stopped })
  stopped.addEventListener('abort', () => channel.close())
}

/** @see Web Locks API, section 3 */
export const oneAtATime = <Result>(name: string, act: () => Promise<Result>): Promise<Result> => navigator.locks.request(name, act) as Promise<Result>
