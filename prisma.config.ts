import { defineConfig } from 'prisma/config'

// Only `prisma generate` and `prisma migrate diff` are used: shards are migrated by prisma/migrate.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
})
