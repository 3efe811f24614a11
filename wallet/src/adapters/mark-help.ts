import type { Helper } from '../domain/help.ts'
import type { Vault } from '../ports.ts'

/** A vault whose history says who sat beside the citizen. What is noted again stays as it was marked. */
export const markingHelp = (vault: Vault, helper: () => Helper | null): Vault => ({
  ...vault,
  note: (activity) => {
    const name = helper()?.name
    return vault.note(name === undefined ? activity : { helper: name, ...activity })
  },
})
