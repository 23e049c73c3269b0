-- Memories as they were at an instant; how often they were used and stated; and exact duplicates found by a hash.

-- The one definition of when two contents are the same: forms of a character, case and white space apart. It is a function
-- because convert_to counts as depending on the session, which it does not where the encoding is named.
CREATE FUNCTION "content_hash" ("content" TEXT) RETURNS BYTEA LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  RETURN sha256(convert_to(btrim(regexp_replace(lower(normalize("content", NFKC)), '\s+', ' ', 'g')), 'UTF8'));

ALTER TABLE "memory"
  ADD COLUMN "content_hash" BYTEA NOT NULL GENERATED ALWAYS AS ("content_hash" ("content")) STORED;
CREATE INDEX "memory_user_id_content_hash_idx" ON "memory" ("user_id", "content_hash");

-- What a search as of an instant reads: the words of a version, as those of a memory, and the vector it had when it ended.
ALTER TABLE "memory_version"
  ADD COLUMN "model" TEXT,
  ADD COLUMN "embedding" "public"."vector",
  ADD COLUMN "terms" TSVECTOR NOT NULL GENERATED ALWAYS AS (
    to_tsvector('english'::regconfig, "content") || COALESCE(to_tsvector('english'::regconfig,
      EXTRACT(DAY FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER::TEXT || ' ' ||
      (ARRAY['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
        'November', 'December'])[EXTRACT(MONTH FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER] || ' ' ||
      EXTRACT(YEAR FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER::TEXT
    ), ''::TSVECTOR)
  ) STORED;

CREATE TABLE "memory_use" (
  "memory_id" UUID NOT NULL REFERENCES "memory" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL,
  "day" DATE NOT NULL,
  "uses" INTEGER NOT NULL,
  PRIMARY KEY ("memory_id", "day")
);
CREATE INDEX "memory_use_user_id_idx" ON "memory_use" ("user_id");

CREATE TABLE "memory_statement" (
  "id" UUID PRIMARY KEY,
  "memory_id" UUID NOT NULL REFERENCES "memory" ("id") ON DELETE CASCADE,
  "user_id" UUID NOT NULL,
  "stated_at" TIMESTAMPTZ(3) NOT NULL,
  "conversation_id" UUID,
  "message_id" UUID
);
CREATE INDEX "memory_statement_memory_id_idx" ON "memory_statement" ("memory_id", "stated_at");
CREATE INDEX "memory_statement_user_id_idx" ON "memory_statement" ("user_id");

-- A key outlasts the deletion of what it added, without the hash of its request.
ALTER TABLE "idempotency"
  ALTER COLUMN "request_hash" DROP NOT NULL,
  ADD COLUMN "merged" INTEGER NOT NULL DEFAULT 0;
