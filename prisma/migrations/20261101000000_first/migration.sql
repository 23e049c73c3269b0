-- Applied to every shard schema by prisma/migrate.ts, with search_path set for this transaction alone.

CREATE TYPE "memory_category" AS ENUM ('FACT', 'PREFERENCE', 'PROCEDURE', 'INSIGHT', 'CONTEXT');
CREATE TYPE "message_role" AS ENUM ('SYSTEM', 'USER', 'ASSISTANT', 'TOOL');
CREATE TYPE "sandbox_state" AS ENUM ('RUNNING', 'STOPPED', 'LOST');

CREATE TABLE "app" (
  "id" UUID PRIMARY KEY,
  "name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "api_key" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "secret_hash" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "revoked_at" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key" ("secret_hash");
CREATE INDEX "api_key_app_id_idx" ON "api_key" ("app_id");

CREATE TABLE "user" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "external_id" TEXT,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "user_app_id_external_id_key" ON "user" ("app_id", "external_id");

CREATE TABLE "memory" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "content" TEXT NOT NULL,
  "category" "memory_category" NOT NULL DEFAULT 'FACT',
  "importance" DOUBLE PRECISION NOT NULL DEFAULT 0.5 CHECK ("importance" BETWEEN 0 AND 1),
  "tags" TEXT[] NOT NULL DEFAULT '{}',
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "agent_id" TEXT,
  "conversation_id" UUID,
  "message_id" UUID,
  "occurred_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "terms" TSVECTOR NOT NULL GENERATED ALWAYS AS (to_tsvector('english'::regconfig, "content")) STORED
);
CREATE INDEX "memory_user_id_id_idx" ON "memory" ("user_id", "id");
CREATE INDEX "memory_terms_idx" ON "memory" USING GIN ("terms");

CREATE TABLE "memory_embedding" (
  "memory_id" UUID NOT NULL REFERENCES "memory" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL,
  "model" TEXT NOT NULL,
  "embedding" "public"."vector" NOT NULL,
  PRIMARY KEY ("user_id", "model", "memory_id")
);

CREATE TABLE "idempotency" (
  "user_id" UUID NOT NULL,
  "key" TEXT NOT NULL,
  "request_hash" BYTEA NOT NULL,
  "result_ids" UUID[] NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("user_id", "key")
);

CREATE TABLE "conversation" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "client_id" TEXT,
  "title" TEXT,
  "agent_id" TEXT,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "message_count" INTEGER NOT NULL DEFAULT 0,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "conversation_user_id_client_id_key" ON "conversation" ("user_id", "client_id");
CREATE INDEX "conversation_user_id_id_idx" ON "conversation" ("user_id", "id");

CREATE TABLE "message" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL REFERENCES "conversation" ("id") ON DELETE CASCADE,
  "sequence" INTEGER NOT NULL,
  "role" "message_role" NOT NULL,
  "content" TEXT NOT NULL,
  "client_id" TEXT,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "message_conversation_id_sequence_key" ON "message" ("conversation_id", "sequence");
CREATE UNIQUE INDEX "message_conversation_id_client_id_key" ON "message" ("conversation_id", "client_id");

CREATE TABLE "snapshot" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "parent_id" UUID,
  "manifest_id" BYTEA NOT NULL,
  "label" TEXT,
  "file_count" INTEGER NOT NULL,
  "size_bytes" BIGINT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "snapshot_user_id_id_idx" ON "snapshot" ("user_id", "id");

CREATE TABLE "sandbox" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "pack" TEXT NOT NULL,
  "pack_digest" BYTEA NOT NULL,
  "state" "sandbox_state" NOT NULL DEFAULT 'RUNNING',
  "limits" JSONB NOT NULL,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "host" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "last_run_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3)
);
CREATE INDEX "sandbox_user_id_id_idx" ON "sandbox" ("user_id", "id");
CREATE INDEX "sandbox_state_idx" ON "sandbox" ("state");
