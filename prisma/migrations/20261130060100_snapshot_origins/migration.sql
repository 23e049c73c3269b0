-- Where snapshots come from, and how long they stay.

ALTER TABLE "snapshot"
  ADD COLUMN "sandbox_id" UUID,
  ADD COLUMN "expires_at" TIMESTAMPTZ(3);
CREATE INDEX "snapshot_expires_at_idx" ON "snapshot" ("expires_at") WHERE "expires_at" IS NOT NULL;

-- Days that an app's snapshots stay where nothing else is said of one; null: for good.
ALTER TABLE "app" ADD COLUMN "snapshot_days" INTEGER CHECK ("snapshot_days" > 0);
