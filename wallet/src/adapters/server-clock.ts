/** By how much a device's clock may be off before anybody minds, in seconds: issuers and verifiers allow as much. */
const tolerance = 60

/** By how much this device's clock is ahead of that of the wallet's own server, in seconds; 0 where it is right, or nobody can tell. */
let ahead = 0
/** When that was found out, by the clock and by what counts on when the clock is set. */
let foundOut = { at: 0, elapsed: 0 }

const deviceSecond = (): number => Math.floor(Date.now() / 1000)

/** Compares this device's clock with the hour at which the wallet's server answered just now. */
export function compareClock({ headers }: Pick<Response, 'headers'>): void {
  const told = Date.parse(headers.get('date') ?? '')
  const by = Math.round((Date.now() - told) / 1000)
  ahead = Number.isNaN(by) || Math.abs(by) <= tolerance ? 0 : by
  foundOut = { at: Date.now(), elapsed: performance.now() }
}

/** Set right since, or the device slept: it is as the device has it until the server is asked again. */
function mindChanges(): void {
  const wasSet = Math.abs(Date.now() - foundOut.at - (performance.now() - foundOut.elapsed)) > tolerance * 1000
  if (ahead !== 0 && wasSet) ahead = 0
}

export const secondsAhead = (): number => {
  mindChanges()
  return ahead
}

/** The present second: by the server's clock where the device's is clearly wrong, for everybody whom the wallet deals with goes by the right time. */
export const presentSecond = (): number => deviceSecond() - secondsAhead()
