-- Checkpoints: one instant of what an agent has; agents forked from them, and what was rolled back to them.

-- The instant that was fixed last for the user: every later change of their memories is stamped after it.
ALTER TABLE "user" ADD COLUMN "fixed_at" TIMESTAMPTZ(3);

-- What took the memory's place, where this version ended so and the memory was opened again later.
ALTER TABLE "memory_version" ADD COLUMN "superseded_by" UUID;

CREATE TYPE "fork_state" AS ENUM ('COPYING', 'READY', 'FAILED');

CREATE TABLE "checkpoint" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "idempotency_key" TEXT,
  "request_hash" BYTEA NOT NULL,
  "label" TEXT,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "agent_id" TEXT,
  "fork_id" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "memory_count" INTEGER NOT NULL,
  "conversation_id" UUID,
  "message_id" UUID,
  "message_count" INTEGER NOT NULL DEFAULT 0,
  "snapshot_id" UUID REFERENCES "snapshot" ("id"),
  "sandbox_id" UUID,
  "pack" TEXT,
  "pack_digest" BYTEA,
  "limits" JSONB,
  "created_by" UUID NOT NULL
);
CREATE UNIQUE INDEX "checkpoint_user_id_idempotency_key_key" ON "checkpoint" ("user_id", "idempotency_key");
CREATE INDEX "checkpoint_user_id_id_idx" ON "checkpoint" ("user_id", "id");
CREATE INDEX "checkpoint_snapshot_id_idx" ON "checkpoint" ("snapshot_id") WHERE "snapshot_id" IS NOT NULL;

-- An agent that goes on from a checkpoint. With `layers` it reads the user's memories as they were then, besides its own, and
-- nobody else reads its own; without, it is another user's and has copies.
CREATE TABLE "fork" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "idempotency_key" TEXT,
  "request_hash" BYTEA NOT NULL,
  "agent_id" TEXT NOT NULL,
  "checkpoint_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "layers" JSONB,
  "state" "fork_state" NOT NULL DEFAULT 'READY',
  "error" TEXT,
  "conversation_id" UUID,
  "snapshot_id" UUID REFERENCES "snapshot" ("id"),
  "total_memories" INTEGER NOT NULL DEFAULT 0,
  "total_messages" INTEGER NOT NULL DEFAULT 0,
  "copied_memories" INTEGER NOT NULL DEFAULT 0,
  "copied_messages" INTEGER NOT NULL DEFAULT 0,
  "copied_through" UUID,
  "created_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX "fork_user_id_idempotency_key_key" ON "fork" ("user_id", "idempotency_key");
CREATE UNIQUE INDEX "fork_user_id_agent_id_key" ON "fork" ("user_id", "agent_id");
CREATE INDEX "fork_user_id_id_idx" ON "fork" ("user_id", "id");
CREATE INDEX "fork_snapshot_id_idx" ON "fork" ("snapshot_id") WHERE "snapshot_id" IS NOT NULL;

-- A memory from its checkpoint that a fork has changed or superseded: it has one of its own instead.
CREATE TABLE "fork_mask" (
  "fork_id" UUID NOT NULL REFERENCES "fork" ("id") ON DELETE CASCADE,
  "memory_id" UUID NOT NULL REFERENCES "memory" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL,
  "masked_at" TIMESTAMPTZ(3) NOT NULL,
  "unmasked_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("fork_id", "memory_id", "masked_at")
);
CREATE INDEX "fork_mask_memory_id_idx" ON "fork_mask" ("memory_id");
CREATE INDEX "fork_mask_user_id_idx" ON "fork_mask" ("user_id");

CREATE TABLE "rollback" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "idempotency_key" TEXT,
  "checkpoint_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "counts" JSONB NOT NULL,
  "conversation_id" UUID,
  "snapshot_id" UUID,
  "created_by" UUID NOT NULL
);
CREATE UNIQUE INDEX "rollback_user_id_idempotency_key_key" ON "rollback" ("user_id", "idempotency_key");

CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "checkpoint" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "fork" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "fork_mask" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "rollback" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
