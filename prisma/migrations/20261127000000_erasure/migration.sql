-- Users can be erased, and what nobody refers to any more in the object store is found without looking through it.

-- A user that is being erased names the erasure, and takes no new rows.
CREATE TABLE "erasure" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "user_id" UUID,
  "counts" JSONB NOT NULL DEFAULT '{}',
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "finished_at" TIMESTAMPTZ(3)
);
CREATE INDEX "erasure_unfinished_idx" ON "erasure" ("id") WHERE "finished_at" IS NULL;

ALTER TABLE "user" ADD COLUMN "erasure_id" UUID;

-- The lock on the user's row makes the beginning of an erasure wait for the writes under way, and later ones see it begun.
CREATE FUNCTION "refuse_erased_user"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  erasure UUID;
BEGIN
  FOR erasure IN
    SELECT "erasure_id" FROM "user" WHERE "id" IN (SELECT "user_id" FROM added) ORDER BY "id" FOR KEY SHARE
  LOOP
    IF erasure IS NOT NULL THEN
      RAISE EXCEPTION 'the user is being erased' USING ERRCODE = 'AS001';
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

-- Every table of what users own, as far as there are any. A migration that adds one creates this trigger on it.
DO $$
DECLARE
  owned TEXT;
BEGIN
  FOR owned IN
    SELECT "table_name"
    FROM information_schema.columns JOIN information_schema.tables USING ("table_schema", "table_name")
    WHERE "table_schema" = current_schema() AND "table_type" = 'BASE TABLE'
      AND "column_name" = 'user_id' AND "table_name" <> 'erasure'
  LOOP
    EXECUTE format(
      'CREATE TRIGGER "refuse_erased_user" AFTER INSERT ON %I REFERENCING NEW TABLE AS added
       FOR EACH STATEMENT EXECUTE FUNCTION "refuse_erased_user"()', owned);
  END LOOP;
END
$$;

-- On the shard of the app: every manifest that is, or may be, in the object store, and the blocks that it names.
CREATE TABLE "snapshot_manifest" (
  "app_id" UUID NOT NULL,
  "id" BYTEA NOT NULL,
  "block_ids" BYTEA[] NOT NULL,
  "doomed_until" TIMESTAMPTZ,
  PRIMARY KEY ("app_id", "id")
);
CREATE INDEX "snapshot_manifest_block_ids_idx" ON "snapshot_manifest" USING GIN ("block_ids");
CREATE INDEX "snapshot_manifest_doomed_idx" ON "snapshot_manifest" ("app_id") WHERE "doomed_until" IS NOT NULL;

-- On the shard of the app: a manifest that a snapshot being written will refer to.
CREATE TABLE "snapshot_claim" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "manifest_id" BYTEA NOT NULL,
  "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "snapshot_claim_app_id_manifest_id_idx" ON "snapshot_claim" ("app_id", "manifest_id");
CREATE INDEX "snapshot_claim_expires_at_idx" ON "snapshot_claim" ("expires_at");

-- A manifest that has lost a snapshot, on the shard of that, or a claim that came to nothing, on the shard of the app.
CREATE TABLE "snapshot_garbage" (
  "id" UUID PRIMARY KEY,
  "app_id" UUID NOT NULL,
  "manifest_id" BYTEA NOT NULL,
  "due_at" TIMESTAMPTZ NOT NULL,
  "erasure_id" UUID,
  "block_count" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX "snapshot_garbage_due_at_idx" ON "snapshot_garbage" ("due_at");
CREATE INDEX "snapshot_garbage_erasure_id_idx" ON "snapshot_garbage" ("erasure_id") WHERE "erasure_id" IS NOT NULL;

ALTER TABLE "snapshot" ADD COLUMN "catalogued" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "snapshot_uncatalogued_idx" ON "snapshot" ("id") WHERE NOT "catalogued";
CREATE INDEX "snapshot_app_id_manifest_id_idx" ON "snapshot" ("app_id", "manifest_id");
