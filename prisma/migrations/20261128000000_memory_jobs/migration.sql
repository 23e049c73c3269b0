-- How far each embedder has come on this shard, and expired memories found without looking at the others.

CREATE TABLE "embedding_progress" (
  "model" TEXT PRIMARY KEY,
  "after" UUID,
  "walked_at" TIMESTAMPTZ(3),
  "embedded" INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX "memory_expires_at_idx" ON "memory" ("expires_at") WHERE "expires_at" IS NOT NULL;
