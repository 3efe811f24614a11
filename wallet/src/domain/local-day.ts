/** The day of an instant where the citizen is, as `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const moment = new Date(at * 1000)
  return [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
