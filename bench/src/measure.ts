/** Operations per second of this process's CPU time, as the median of several rounds. */
export async function operationsPerCpuSecond(work: () => unknown, rounds = 5, roundMs = 400): Promise<number> {
  const results: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage()
    const until = performance.now() + roundMs
    let count = 0
    while (performance.now() < until) {
      await work()
      count += 1
    }
    const { user, system } = process.cpuUsage(before)
    results.push(count / ((user + system) / 1e6))
  }
  return median(results)
}

export const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
