import { startDatabase } from '../../infra/local/database/database.ts'
import { migrate, readMigrations } from '../../prisma/migrate.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'

const [, , dataDir] = process.argv
if (!dataDir) throw new Error('say where: make-template.ts FOLDER')
const database = await startDatabase({ dataDir })
await migrate(singleDatabase(database.url), await readMigrations())
await database.close()
