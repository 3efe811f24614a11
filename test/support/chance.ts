/** Standard deviations beyond which something is not chance: it happens to one honest look in 10^11, on either side. */
export const notByChance = 6.8

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A chi-square as a normal deviate. @see Wilson and Hilferty, 1931 */
const deviateOf = (chiSquare: number, degrees: number): number => (Math.cbrt(chiSquare / degrees) - (1 - 2 / (9 * degrees))) / Math.sqrt(2 / (9 * degrees))

/** How far numbers from [0, 1) are from being spread evenly over bins, in standard deviations. */
export function unevenness(values: readonly number[], bins: number): number {
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) counts[Math.floor(value * bins)] = (counts[Math.floor(value * bins)] ?? 0) + 1
  const expected = values.length / bins
  return deviateOf(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0), bins - 1)
}

/** How far two sequences are from being strangers, in standard deviations. */
export function correlation(one: readonly number[], other: readonly number[]): number {
  const [meanOne, meanOther] = [meanOf(one), meanOf(other)]
  let [both, squaresOne, squaresOther] = [0, 0, 0]
  for (const [place, value] of one.entries()) {
    const [left, right] = [value - meanOne, (other[place] ?? 0) - meanOther]
    both += left * right
    squaresOne += left ** 2
    squaresOther += right ** 2
  }
  return (both / Math.sqrt(squaresOne * squaresOther)) * Math.sqrt(one.length - 1)
}

/** How far the steps up in a sequence are from being half of all, in standard deviations. */
export function drift(values: readonly number[]): number {
  const rises = values.slice(1).filter((value, place) => value > (values[place] ?? 0)).length
  return (rises - (values.length - 1) / 2) / Math.sqrt((values.length + 1) / 12)
}

/** How far labels are from saying nothing of the bin that a number from [0, 1) lies in, in standard deviations. */
export function separability(values: readonly number[], labels: readonly string[], bins: number): number {
  const cells = new Map<string, number>()
  const add = (key: string): unknown => cells.set(key, (cells.get(key) ?? 0) + 1)
  for (const [place, value] of values.entries()) {
    add(`${labels[place]}|${Math.floor(value * bins)}`)
    add(`${labels[place]}|`)
    add(`|${Math.floor(value * bins)}`)
  }
  const names = [...new Set(labels)]
  const seen = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => cells.has(`|${bin}`))
  let chiSquare = 0
  for (const name of names) {
    for (const bin of seen) {
      const expected = ((cells.get(`${name}|`) ?? 0) * (cells.get(`|${bin}`) ?? 0)) / values.length
      chiSquare += ((cells.get(`${name}|${bin}`) ?? 0) - expected) ** 2 / expected
    }
  }
  return deviateOf(chiSquare, (names.length - 1) * (seen.length - 1))
}
