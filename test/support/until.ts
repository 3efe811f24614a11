/** Waits until something holds; fails after twenty seconds, on a machine however busy. */
export async function until(holds: () => Promise<boolean> | boolean, what = 'it'): Promise<void> {
  for (let attempt = 0; attempt < 800; attempt += 1) {
    if (await Promise.resolve(holds()).catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Waited in vain until ${what} holds.`)
}
