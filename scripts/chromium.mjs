// Where a real browser is, for the journeys and for the guides that are followed.
import { spawnSync } from 'node:child_process'
import { Stop, runQuietly } from './toolchain.mjs'

/** Where a program lies; null where there is none. */
export function onPath(name) {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : null
}

/** Chromium without a window's frame, which does the same work in half the time, or else one that is made for people. */
export async function findChromium() {
  const bare = () => process.env.CHROMIUM_PATH ?? onPath('chromium-headless-shell')
  const whole = () => onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
  if (bare() !== null) return bare()
  if (process.getuid?.() === 0 && onPath('apt-get') !== null) {
    const add = (name) => runQuietly(`Installing ${name}`, 'apt-get', ['install', '-y', '--no-install-recommends', name, 'fonts-dejavu-core'])
    await runQuietly('Looking up Debian packages', 'apt-get', ['update']).catch(() => {})
    // Not every Debian and Ubuntu has the first; one that is there already does, too.
    await add('chromium-headless-shell').catch(() => (whole() === null ? add('chromium') : null))
  }
  const found = bare() ?? whole()
  if (found === null) throw new Stop('The browser tests need Chromium or Chrome: install one, or set CHROMIUM_PATH to its program.')
  return found
}
