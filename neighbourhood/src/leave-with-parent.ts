// Preloaded into every child: when the neighbourhood dies, however suddenly, the channel to it closes and the child ends.
process.channel?.unref()
process.on('disconnect', () => process.exit(0))
