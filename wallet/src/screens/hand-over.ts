/** Browsers may ask the citizen where to keep a file, and read it only then. In milliseconds. */
const longestSaving = 60_000

/** Hands the citizen a file, made here and sent nowhere. */
export function handOver(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), longestSaving)
}
