import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { launchOptions } from './playwright.config.ts'

/** A browser that keeps what it keeps in a folder, and may be killed. */
export interface ProfileBrowser {
  readonly context: BrowserContext
  readonly page: Page
  /** As its user closes it: what it has in mind is written down. */
  close(): Promise<void>
  /** As a power cut ends it. */
  kill(): Promise<void>
}

/** A browser that nobody drives yet. */
interface StartedBrowser {
  /** Where it can be driven. */
  readonly address: string
  /** Fulfilled once it has ended. */
  readonly gone: Promise<unknown>
  readonly kill: () => Promise<void>
}

export async function openProfile(folder: string): Promise<ProfileBrowser> {
  const { address, gone, kill } = await startBrowser(folder)
  const browser = await chromium.connectOverCDP(address)
  const context = browser.contexts()[0] ?? (await browser.newContext())
  const page = context.pages()[0] ?? (await context.newPage())
  return { context, page, close: () => closed(browser, gone), kill }
}

export async function startBrowser(folder: string): Promise<StartedBrowser> {
  const program = launchOptions.executablePath ?? chromium.executablePath()
  const child = spawn(program, [...launchOptions.args, '--headless=new', '--remote-debugging-port=0', '--no-first-run', `--user-data-dir=${folder}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const gone = once(child, 'exit')
  return { address: await addressOf(child), gone, kill: () => killed(child, gone) }
}

/** All of its processes at once: one that lived a moment longer would hold the profile's databases shut against the next browser. */
async function killed({ pid }: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (pid === undefined) return
  process.kill(-pid, 'SIGKILL')
  await gone
  while (someoneLivesIn(pid)) await setTimeout(20)
}

/** Whether a process of the group runs still. One that waits to be buried by its parent doesn't. */
function someoneLivesIn(group: number): boolean {
  if (!existsSync('/proc')) return false
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      // The name before it may hold anything. @see proc_pid_stat(5)
      const [state, , itsGroup] = readFileSync(`/proc/${entry}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      return Number(itsGroup) === group && state !== 'Z' && state !== 'X'
    } catch {
      return false
    }
  })
}

/** What a browser says on its error stream once it can be driven. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('the browser has no error stream')
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /^DevTools listening on (ws:\S+)/.exec(line) ?? []
    if (address === undefined) continue
    stderr.resume()
    return address
  }
  throw new Error('the browser did not start')
}

async function closed(browser: Browser, gone: Promise<unknown>): Promise<void> {
  await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => {})
  await gone
}
