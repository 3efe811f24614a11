import type { BrowserContext, Page, Request } from '@playwright/test'

/** What can happen to a request, as a train in a tunnel or a telephone out of power has it. */
export const mishaps = ['lost on its way', 'answer lost', 'killed before', 'killed after'] as const
export type Mishap = (typeof mishaps)[number]

export interface Cut {
  readonly step: string
  readonly mishap: Mishap
}

/** A request by what it does: ids and codes, which differ from one run to the next, apart. Null for the wallet's own code, and for what browsers do by themselves. */
function stepOf(request: Request, names: ReadonlyMap<string, string>): string | null {
  const { origin, pathname } = new URL(request.url())
  const name = names.get(origin)
  if (name === undefined || request.resourceType() !== 'fetch') return null
  return `${request.method()} ${name}${pathname.replaceAll(/\/(?=[^/]*[A-Z\d])[\w-]{16,}(?=\/|$)|(?<=\/codes)\/[^/]+/g, '/*')}`
}

/** Everything that the pages of a context ask of others, written down, and cut where it is told to. */
export class CutNetwork {
  readonly steps: string[] = []
  #cuts: readonly Cut[] = []
  #isOn = false
  readonly #deaths: Promise<unknown>[] = []
  /** Origins that were called and have no name. */
  readonly strangers = new Set<string>()

  /** `names` are all that a browser may call, by origin; what pages of `watched` ask for counts. */
  static async around(context: BrowserContext, { names, watched }: { readonly names: ReadonlyMap<string, string>; readonly watched: string }): Promise<CutNetwork> {
    const network = new CutNetwork()
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (/^https?:$/.test(protocol) && !names.has(origin)) network.strangers.add(origin)
    })
    await context.route(
      () => true,
      async (route, request) => {
        const step = stepOf(request, names)
        if (step === null || !network.#isOn || !request.frame().url().startsWith(watched)) return route.fallback()
        network.steps.push(step)
        const next = network.#cuts.find((planned) => planned.step === step)
        if (next === undefined) return route.fallback()
        network.#cuts = network.#cuts.filter((planned) => planned !== next)
        if (next.mishap === 'answer lost' || next.mishap === 'killed after') await route.fetch()
        // The page dies with what it had in memory, and is opened again where it was.
        if (next.mishap.startsWith('killed')) network.#deaths.push(request.frame().page().reload().catch(() => null))
        await route.abort('connectionreset').catch(() => null)
      },
    )
    return network
  }

  /** One for each request of its step, in their order. */
  plan(cuts: readonly Cut[]): void {
    this.#cuts = cuts
  }

  /** What was planned and didn't come about. */
  get left(): readonly Cut[] {
    return this.#cuts
  }

  /** From here on requests count. */
  resume(): void {
    this.#isOn = true
  }

  /** Once nothing of this is under way any more. */
  async pause(page: Page): Promise<void> {
    // What nobody waits for may still be on its way.
    if (this.#cuts.length > 0) await page.waitForLoadState('networkidle')
    this.#isOn = false
    await Promise.all(this.#deaths.splice(0))
  }
}
