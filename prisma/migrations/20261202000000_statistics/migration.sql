-- How much an app has on a shard, as it was counted last.

CREATE TABLE "app_statistics" (
  "app_id" UUID PRIMARY KEY,
  "users" BIGINT NOT NULL,
  "memories" BIGINT NOT NULL,
  "conversations" BIGINT NOT NULL,
  "messages" BIGINT NOT NULL,
  "snapshots" BIGINT NOT NULL,
  "counted_at" TIMESTAMPTZ(3) NOT NULL
);
