-- What a memory was before its last change, and which memory took its place; and deletions that find what hangs on a memory.

ALTER TABLE "memory"
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "changed_by" UUID,
  ADD COLUMN "superseded_by" UUID,
  ADD COLUMN "superseded_at" TIMESTAMPTZ(3);

CREATE TABLE "memory_version" (
  "memory_id" UUID NOT NULL REFERENCES "memory" ("id") ON DELETE CASCADE,
  "version" INTEGER NOT NULL,
  "user_id" UUID NOT NULL,
  "content" TEXT NOT NULL,
  "category" "memory_category" NOT NULL,
  "importance" DOUBLE PRECISION NOT NULL,
  "tags" TEXT[] NOT NULL,
  "metadata" JSONB NOT NULL,
  "occurred_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  "changed_by" UUID,
  "valid_from" TIMESTAMPTZ(3) NOT NULL,
  "valid_to" TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY ("memory_id", "version")
);
CREATE INDEX "memory_version_user_id_idx" ON "memory_version" ("user_id");

CREATE INDEX "memory_embedding_memory_id_idx" ON "memory_embedding" ("memory_id");
