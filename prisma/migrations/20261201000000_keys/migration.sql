-- Keys have a scope, can end by themselves, and tell when they were last used. Those that are there may do everything, as before.
CREATE TYPE "key_scope" AS ENUM ('READ', 'WRITE', 'ADMIN');
ALTER TABLE "api_key"
  ADD COLUMN "scope" "key_scope" NOT NULL DEFAULT 'ADMIN',
  ADD COLUMN "expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_used_at" TIMESTAMPTZ(3);
ALTER TABLE "api_key" ALTER COLUMN "scope" DROP DEFAULT;

-- Messages say whose they are, so that an end user is given none of another's.
CREATE OR REPLACE VIEW "conversation_message" AS
  SELECT "conversation_id" AS "reader_id", "id", "conversation_id", "sequence", "role", "content", "client_id", "agent_id",
    "metadata", "tool_calls", "tool_call_id", "token_count", "tokens_through", "terms", "created_at", "user_id"
  FROM "message"
  UNION ALL
  SELECT a."conversation_id", m."id", m."conversation_id", m."sequence", m."role", m."content", m."client_id", m."agent_id",
    m."metadata", m."tool_calls", m."tool_call_id", m."token_count", m."tokens_through", m."terms", m."created_at", m."user_id"
  FROM "conversation_ancestor" a
  JOIN "message" m ON m."conversation_id" = a."source_id" AND m."sequence" <= a."through";
