-- What memories there are for an agent also follows from its fork: writes to these give the user another version too.
DO $$
DECLARE
  told TEXT;
BEGIN
  FOREACH told IN ARRAY ARRAY['checkpoint', 'fork', 'fork_mask', 'rollback'] LOOP
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER "renew_user_version" AFTER INSERT OR UPDATE OR DELETE ON %I
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "renew_user_version"()', told);
  END LOOP;
END
$$;
