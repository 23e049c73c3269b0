-- A memory is found by the words of the day it tells of, as well as by its own: "13 October 2023", of the day in UTC. A search
-- reads all of one user's memories and never asks the index on words, which goes with the column.

ALTER TABLE "memory" DROP COLUMN "terms";
ALTER TABLE "memory" ADD COLUMN "terms" TSVECTOR NOT NULL GENERATED ALWAYS AS (
  to_tsvector('english'::regconfig, "content") || COALESCE(to_tsvector('english'::regconfig,
    EXTRACT(DAY FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER::TEXT || ' ' ||
    (ARRAY['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
      'November', 'December'])[EXTRACT(MONTH FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER] || ' ' ||
    EXTRACT(YEAR FROM "occurred_at" AT TIME ZONE 'UTC')::INTEGER::TEXT
  ), ''::TSVECTOR)
) STORED;
