-- A sandbox can be paused: what it was is kept here, and its process is gone.
ALTER TYPE "sandbox_state" ADD VALUE 'PAUSED' AFTER 'RUNNING';

ALTER TABLE "sandbox"
  ADD COLUMN "timeout_seconds" INTEGER,
  ADD COLUMN "paused_at" TIMESTAMPTZ(3),
  ADD COLUMN "memory_kept" BOOLEAN,
  ADD COLUMN "memory_lost" TEXT;
CREATE INDEX "sandbox_state_expires_at_idx" ON "sandbox" ("state", "expires_at");
DROP INDEX "sandbox_state_idx";

-- The image of a paused sandbox, in pieces.
CREATE TABLE "sandbox_image" (
  "sandbox_id" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "user_id" UUID NOT NULL,
  "bytes" BYTEA NOT NULL,
  PRIMARY KEY ("sandbox_id", "position")
);
-- Compressed already.
ALTER TABLE "sandbox_image" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
CREATE INDEX "sandbox_image_user_id_idx" ON "sandbox_image" ("user_id");
CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON "sandbox_image" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"();
