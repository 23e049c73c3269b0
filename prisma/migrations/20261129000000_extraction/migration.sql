-- Memories drawn from messages: what a pass read, how it ended, and each thing that it decided. No content is kept here.

CREATE TYPE "extraction_state" AS ENUM ('QUEUED', 'DONE', 'FAILED', 'UNDONE');
CREATE TYPE "extraction_action" AS ENUM ('ADDED', 'SUPERSEDED', 'KNOWN');

ALTER TABLE "app" ADD COLUMN "extract" BOOLEAN NOT NULL DEFAULT false;

-- Whom and what of them a derived memory tells, as 'user/home': of what is so now there is one a key.
ALTER TABLE "memory" ADD COLUMN "fact" TEXT;
CREATE INDEX "memory_user_id_fact_idx" ON "memory" ("user_id", "fact") WHERE "fact" IS NOT NULL;

CREATE TABLE "extraction" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "user" ("id"),
  "conversation_id" UUID NOT NULL,
  "from_sequence" INTEGER NOT NULL,
  "to_sequence" INTEGER NOT NULL,
  "state" "extraction_state" NOT NULL DEFAULT 'QUEUED',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT,
  "created_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "finished_at" TIMESTAMPTZ(3)
);
CREATE INDEX "extraction_user_id_id_idx" ON "extraction" ("user_id", "id");

CREATE TABLE "extraction_decision" (
  "extraction_id" UUID NOT NULL REFERENCES "extraction" ("id") ON DELETE CASCADE,
  "position" INTEGER NOT NULL,
  "user_id" UUID NOT NULL,
  "action" "extraction_action" NOT NULL,
  "memory_id" UUID NOT NULL,
  "replaced_id" UUID,
  "message_id" UUID NOT NULL,
  PRIMARY KEY ("extraction_id", "position")
);
CREATE INDEX "extraction_decision_user_id_idx" ON "extraction_decision" ("user_id");

CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "extraction" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "extraction_decision" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
