const parts = new Set<() => Promise<unknown>>()

/** A part of the wallet that is loaded when it is first wanted. */
export function part<Part>(load: () => Promise<Part>): () => Promise<Part> {
  parts.add(load)
  return load
}

/** Loads all that may be wanted later, also by what is loaded thereby: from then on a server that has other parts is asked for none. What doesn't come is told of by who wants it. */
export async function loadEveryPart(): Promise<void> {
  const seen = new Set<() => Promise<unknown>>()
  for (let next = [...parts]; next.length > 0; next = [...parts].filter((load) => !seen.has(load))) {
    for (const load of next) seen.add(load)
    await Promise.allSettled(next.map((load) => load()))
  }
}

/** Whether the server still has the version that this page is of; yes, where it doesn't say. */
export async function isOfThisVersion(): Promise<boolean> {
  const own = document.querySelector('script[type=module]')?.getAttribute('src') ?? ''
  try {
    const answer = await fetch('/index.html', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
    return !answer.ok || (await answer.text()).includes(own)
  } catch {
    return true
  }
}
