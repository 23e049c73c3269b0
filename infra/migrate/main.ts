import { z } from 'zod'
import { migrate, readMigrations } from '../../prisma/migrate.ts'
import { databaseEnv, parseEnv, shardMapOf } from '../../subgraphs/kit/config.ts'
import { runProcess } from '../../subgraphs/kit/process.ts'

// `npm run migrate`: brings every shard up to date. Run it before the processes of a new version start.
await runProcess(async () => {
  const { DATABASE_URL, SHARD_MAP } = parseEnv(z.object(databaseEnv), process.env)
  const migrations = await readMigrations()
  await migrate(shardMapOf({ DATABASE_URL, SHARD_MAP }), migrations, ({ shard, done, total }) =>
    console.log(`shard ${shard}: up to date (${done}/${total})`),
  )
  console.log(`Every shard has the ${migrations.length} migrations.`)
  process.exit(0)
})
