/** Takes `#response_code=` off the address bar, before anything else can read or keep it, and returns it. */
export function takeResponseCode(): string | undefined {
  const match = /^#response_code=([A-Za-z0-9_-]{1,128})$/.exec(location.hash)
  if (match === null) return undefined
  history.replaceState(history.state, '', location.pathname + location.search)
  return match[1]
}
