import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse, { type Audit } from 'lighthouse'
import { startBrowser } from './profile-browser.ts'

export type Category = 'performance' | 'accessibility' | 'best-practices'

/** What Lighthouse says of a page that is opened for the first time on a mid-range telephone. */
export interface Verdict {
  /** Of 100, by category. */
  readonly scores: Readonly<Record<string, number>>
  /** What takes something from the score of any category but performance, with its reasons. */
  readonly faults: readonly string[]
  /** How fast this machine was while it judged, by Lighthouse's own measure. */
  readonly benchmarkIndex: number
  readonly requests: readonly { readonly url: string; readonly type: string; readonly status: number; readonly bytes: number }[]
  /** What the first paint waits for. */
  readonly blocking: readonly string[]
  readonly layoutShift: number
  /** Seconds until it answers to a finger. */
  readonly interactive: number
  /** Seconds until something is seen, and until the largest part is. */
  readonly painted: { readonly first: number; readonly largest: number }
  /** Milliseconds for which it would not have answered meanwhile. */
  readonly blocked: number
}

/** Judges as often as asked; each time by a browser that knows nothing of the page. */
export async function judge(url: string, rounds: readonly (readonly Category[])[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const categories of rounds) verdicts.push(await inFreshBrowser((port) => judgeOnce(url, port, categories)))
  return verdicts
}

async function inFreshBrowser<T>(act: (port: number) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-lighthouse-'))
  const { address, kill } = await startBrowser(folder)
  try {
    return await act(Number(new URL(address).port))
  } finally {
    await kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function judgeOnce(url: string, port: number, categories: readonly Category[]): Promise<Verdict> {
  const run = await lighthouse(url, { port, logLevel: 'error', onlyCategories: categories, formFactor: 'mobile', throttlingMethod: 'simulate', disableFullPageScreenshot: true })
  if (run === undefined) throw new Error('Lighthouse said nothing.')
  const { lhr } = run
  const figure = (audit: string): number => lhr.audits[audit]?.numericValue ?? Number.NaN
  if (lhr.runtimeError !== undefined) throw new Error(`Lighthouse could not judge: ${lhr.runtimeError.message}`)
  return {
    scores: Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)])),
    faults: Object.entries(lhr.categories).flatMap(([name, { auditRefs }]) => (name === 'performance' ? [] : auditRefs.flatMap(({ id, weight }) => faultOf(lhr.audits[id], weight)))),
    benchmarkIndex: lhr.environment.benchmarkIndex,
    requests: rowsOf(lhr.audits['network-requests']).map((row) => ({ url: textOf(row['url']), type: textOf(row['resourceType']), status: Number(row['statusCode']), bytes: Number(row['transferSize']) })),
    blocking: rowsOf(lhr.audits['render-blocking-insight']).map(({ url: blocking }) => textOf(blocking)),
    layoutShift: figure('cumulative-layout-shift'),
    interactive: figure('interactive') / 1000,
    painted: { first: figure('first-contentful-paint') / 1000, largest: figure('largest-contentful-paint') / 1000 },
    blocked: figure('total-blocking-time'),
  }
}

const rowsOf = (audit: Audit | undefined): readonly Readonly<Record<string, unknown>>[] => audit?.details?.items ?? []

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function faultOf(audit: Audit | undefined, weight: number): string[] {
  if (audit === undefined || weight === 0 || audit.score === null || audit.score === 1) return []
  return [`${audit.id}: ${audit.title} ${JSON.stringify(rowsOf(audit))}`]
}
