/** Started with IPC: tells its URL, and answers every message with the CPU time it has used. */
export async function serve(start) {
  const url = await start(JSON.parse(process.argv[2]))
  process.on('message', () => process.send({ cpu: process.cpuUsage() }))
  process.once('disconnect', () => process.exit())
  process.send({ url })
}
