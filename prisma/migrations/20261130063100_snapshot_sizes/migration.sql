-- What snapshots take in the object store, on the shard of the app, as the catalogue is: entered when it is stored, gone with it.

CREATE TABLE "snapshot_block" (
  "app_id" UUID NOT NULL,
  "id" BYTEA NOT NULL,
  "size_bytes" INTEGER NOT NULL,
  "stored_bytes" INTEGER NOT NULL,
  PRIMARY KEY ("app_id", "id")
);

ALTER TABLE "snapshot_manifest" ADD COLUMN "stored_bytes" INTEGER;
CREATE INDEX "snapshot_manifest_unmeasured_idx" ON "snapshot_manifest" ("app_id") WHERE "stored_bytes" IS NULL;
