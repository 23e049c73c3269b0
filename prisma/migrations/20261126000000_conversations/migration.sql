-- Sessions; conversations that end with a summary and branch; messages that call tools, are counted and can be searched.

CREATE TYPE "summary_source" AS ENUM ('EXTRACTIVE', 'LLM');

CREATE TABLE "session" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "client_id" TEXT,
  "title" TEXT,
  "agent_id" TEXT,
  "metadata" JSONB NOT NULL DEFAULT '{}',
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ended_at" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "session_user_id_client_id_key" ON "session" ("user_id", "client_id");
CREATE INDEX "session_user_id_id_idx" ON "session" ("user_id", "id");

ALTER TABLE "conversation"
  ADD COLUMN "session_id" UUID REFERENCES "session" ("id") ON DELETE SET NULL,
  ADD COLUMN "branched_from_id" UUID,
  ADD COLUMN "branch_message_id" UUID,
  ADD COLUMN "token_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "summary" TEXT,
  ADD COLUMN "summary_source" "summary_source",
  ADD COLUMN "ended_at" TIMESTAMPTZ(3);
CREATE INDEX "conversation_session_id_id_idx" ON "conversation" ("session_id", "id");

-- A text of 256 KiB can have more words than a tsvector holds; no text of 100,000 characters has.
ALTER TABLE "message"
  ADD COLUMN "agent_id" TEXT,
  ADD COLUMN "tool_calls" JSONB,
  ADD COLUMN "tool_call_id" TEXT,
  ADD COLUMN "token_count" INTEGER,
  ADD COLUMN "tokens_through" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "terms" TSVECTOR NOT NULL
    GENERATED ALWAYS AS (to_tsvector('english'::regconfig, left("content", 100000))) STORED;
CREATE INDEX "message_user_id_id_idx" ON "message" ("user_id", "id");
CREATE INDEX "message_calls_idx" ON "message" ("conversation_id", "sequence") WHERE "tool_calls" IS NOT NULL;

-- A conversation reads the messages of source_id up to the sequence `through`, besides its own.
CREATE TABLE "conversation_ancestor" (
  "conversation_id" UUID NOT NULL REFERENCES "conversation" ("id") ON DELETE CASCADE,
  "source_id" UUID NOT NULL REFERENCES "conversation" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL,
  "through" INTEGER NOT NULL,
  PRIMARY KEY ("conversation_id", "source_id")
);
CREATE INDEX "conversation_ancestor_source_id_idx" ON "conversation_ancestor" ("source_id");
CREATE INDEX "conversation_ancestor_user_id_idx" ON "conversation_ancestor" ("user_id");

-- What a conversation's messages are, for all who read them: each sequence from 1 on is there once.
CREATE VIEW "conversation_message" AS
  SELECT "conversation_id" AS "reader_id", "id", "conversation_id", "sequence", "role", "content", "client_id", "agent_id",
    "metadata", "tool_calls", "tool_call_id", "token_count", "tokens_through", "terms", "created_at"
  FROM "message"
  UNION ALL
  SELECT a."conversation_id", m."id", m."conversation_id", m."sequence", m."role", m."content", m."client_id", m."agent_id",
    m."metadata", m."tool_calls", m."tool_call_id", m."token_count", m."tokens_through", m."terms", m."created_at"
  FROM "conversation_ancestor" a
  JOIN "message" m ON m."conversation_id" = a."source_id" AND m."sequence" <= a."through";
