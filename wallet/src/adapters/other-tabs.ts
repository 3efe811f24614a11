import type { Vault } from '../ports.ts'

const channelName = 'counterfoil-wallet-changed'

/** A vault that tells every tab of the wallet of a change, so that none shows what is no more. It says that something changed, not what. */
export function telling(vault: Vault): Vault {
  const channel = new BroadcastChannel(channelName)
  const told = async <Result>(change: Promise<Result>): Promise<Result> => {
    const result = await change
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has one origin.
    channel.postMessage(null)
    return result
  }
  return {
    ...vault,
    keep: (credential) => told(vault.keep(credential)),
    amend: (id, change) => told(vault.amend(id, change)),
    remove: (id) => told(vault.remove(id)),
    keepInPlaceOf: (state, credential) => told(vault.keepInPlaceOf(state, credential)),
    note: (activity) => told(vault.note(activity)),
    forgetActivity: (id) => told(vault.forgetActivity(id)),
    removeUnreadable: () => told(vault.removeUnreadable()),
  }
}

/** Calls back after each change to the vault, made here or in another tab, until `stopped`. */
export function whenVaultChanges(changed: () => void, stopped: AbortSignal): void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', changed, { signal: stopped })
  stopped.addEventListener('abort', () => channel.close())
}

/** @see Web Locks API, section 3 */
export const oneAtATime = <Result>(name: string, act: () => Promise<Result>): Promise<Result> => navigator.locks.request(name, act) as Promise<Result>
