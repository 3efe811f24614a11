const patienceMs = 60_000

/** Waits until something holds; fails after a minute, on a machine however busy. */
export async function until(holds: () => Promise<boolean> | boolean, what = 'it'): Promise<void> {
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    if (await Promise.resolve(holds()).catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Waited in vain until ${what} holds.`)
}
