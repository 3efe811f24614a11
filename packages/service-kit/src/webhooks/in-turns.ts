/**
 * Work that is never done twice at a time. Who asks while it is under way gets it done once more behind that, and waits for that turn.
 */
export function inTurns(work: () => Promise<void>): () => Promise<void> {
  let isAsked = false
  let running: Promise<void> | null = null
  const run = async (): Promise<void> => {
    try {
      while (isAsked) {
        isAsked = false
        await work()
      }
    } finally {
      running = null
    }
  }
  return () => {
    isAsked = true
    return (running ??= run())
  }
}
