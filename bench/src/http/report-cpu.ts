// Preloaded into a service that is measured: tells how much CPU time the process has used, all of its threads together.
process.channel?.unref()
process.on('disconnect', () => process.exit(0))
process.on('message', (question) => {
  if (question === 'cpu') process.send?.(process.cpuUsage())
})
