-- What was read of a user can be kept as long as nothing of theirs is written: every write gives them another version, in
-- its own transaction. Values are never used twice, so what was kept before a user was erased is not found again after.

-- By the id of the user, whose erasure takes it along.
CREATE TABLE "user_version" (
  "id" UUID PRIMARY KEY REFERENCES "user" ("id") ON DELETE CASCADE,
  "version" UUID NOT NULL DEFAULT gen_random_uuid()
) WITH (fillfactor = 50);
INSERT INTO "user_version" ("id") SELECT "id" FROM "user";

CREATE FUNCTION "begin_user_version"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO "user_version" ("id") VALUES (NEW."id");
  RETURN NULL;
END
$$;
CREATE TRIGGER "begin_user_version" AFTER INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION "begin_user_version"();

-- Once a transaction. It is called at the commit, when all other locks are held: writers of one user wait for each other no
-- longer than a commit takes, and never in a circle.
CREATE FUNCTION "renew_user_version"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  owner UUID;
BEGIN
  IF TG_TABLE_NAME = 'user' THEN
    owner := NEW."id";
  ELSIF TG_OP = 'DELETE' THEN
    owner := OLD."user_id";
  ELSE
    owner := NEW."user_id";
  END IF;
  UPDATE "user_version" SET "version" = gen_random_uuid()
  WHERE "id" = owner AND xmin <> pg_current_xact_id()::xid;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER "renew_user_version" AFTER UPDATE ON "user"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "renew_user_version"();

-- The tables that answers are made of which may be kept. A migration that adds one creates this trigger on it.
DO $$
DECLARE
  told TEXT;
BEGIN
  FOREACH told IN ARRAY ARRAY[
    'memory', 'memory_version', 'memory_statement', 'session', 'conversation', 'conversation_ancestor', 'message', 'snapshot'
  ] LOOP
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER "renew_user_version" AFTER INSERT OR UPDATE OR DELETE ON %I
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "renew_user_version"()', told);
  END LOOP;
END
$$;
