const lockName = 'counterfoil-under-way'
const restingPlaces: ReadonlySet<string> = new Set(['/', '/activity', '/settings'])
const written = 'input:not([type=radio], [type=checkbox], [type=file]), textarea'

let exchanges = 0
let isInSession = false
let holding: (() => void) | null = null
const listeners = new Set<() => void>()

/** Screens on which nothing is under way. */
export const isRestingPlace = (path: string): boolean => restingPlaces.has(path)

/** Whether something goes on that neither a lock nor another page may end. */
export const isExchanging = (): boolean => exchanges > 0

/** Counts what goes on, until it is over. */
export function exchange(): () => void {
  exchanges += 1
  tellWhetherUnderWay()
  return () => {
    exchanges -= 1
    tellWhetherUnderWay()
  }
}

/** A session is in the memory of its tabs alone: all of it is under way until it ends. */
export function beInSession(): void {
  isInSession = true
  tellWhetherUnderWay()
}

/** Whether a page that is loaded again would lose something: an exchange, a screen in whose midst the citizen is, what they have typed or chosen, a session. */
export function isUnderWay(): boolean {
  return isInSession || exchanges > 0 || !restingPlaces.has(location.pathname) || [...document.querySelectorAll<HTMLInputElement>(written)].some(({ value }) => value !== '') || [...document.querySelectorAll('select')].some(({ selectedIndex }) => selectedIndex > 0)
}

/** Lets the wallet's other tabs know, which can ask a browser who holds what: a tab that sleeps answers nobody. */
export function tellWhetherUnderWay(): void {
  const isSo = isUnderWay()
  if (isSo && holding === null) {
    const { promise, resolve } = Promise.withResolvers<void>()
    holding = resolve
    void navigator.locks?.request(lockName, { mode: 'shared' }, () => promise)
  } else if (!isSo) {
    holding?.()
    holding = null
  }
  for (const listener of listeners) listener()
}

/** Gives up what this tab has under way: its page can't go on. */
export function giveUp(): void {
  holding?.()
  holding = null
}

/** Does it while nothing is under way in any tab, and nothing can begin that asks first; false, and nothing done, where something is. */
export const whileAllRest = async (act: () => Promise<boolean>): Promise<boolean> => {
  if (navigator.locks === undefined) return act()
  return navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => lock !== null && act())
}

/** Calls back whenever it may have changed whether something is under way. */
export function whenUnderWayChanges(changed: () => void): void {
  listeners.add(changed)
}

/** Begins to look. What is typed is nowhere but in the page. */
export function watchWhatIsUnderWay(): void {
  for (const sign of ['input', 'change', 'popstate', 'visibilitychange']) addEventListener(sign, () => tellWhetherUnderWay(), { capture: true })
  tellWhetherUnderWay()
}
