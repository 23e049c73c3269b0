-- Whether a sandbox has changed since a snapshot was made of it is told by a count, not by two processes' clocks.
ALTER TABLE "sandbox" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "snapshot" ADD COLUMN "sandbox_revision" INTEGER;
