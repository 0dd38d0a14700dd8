"""The audit is append-only in the database, too; decision 33."""

from __future__ import annotations

from django.db import migrations

_GUARD = """
CREATE FUNCTION bildstelle_keep_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- A deleted account or photo leaves its decisions without that reference.
        IF NEW.actor_id IS NULL THEN OLD.actor_id := NULL; END IF;
        IF NEW.photo_id IS NULL THEN OLD.photo_id := NULL; END IF;
        IF current_setting('bildstelle.scrub', true) = 'on' THEN
            OLD.actor_name := NEW.actor_name;
            OLD.before := NEW.before;
            OLD.after := NEW.after;
        END IF;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'decisions are append-only: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER decision_keeps_rows BEFORE UPDATE OR DELETE ON archive_decision
    FOR EACH ROW EXECUTE FUNCTION bildstelle_keep_decisions();
CREATE TRIGGER decision_keeps_table BEFORE TRUNCATE ON archive_decision
    FOR EACH STATEMENT EXECUTE FUNCTION bildstelle_keep_decisions();
"""
_UNGUARD = """
DROP TRIGGER decision_keeps_table ON archive_decision;
DROP TRIGGER decision_keeps_rows ON archive_decision;
DROP FUNCTION bildstelle_keep_decisions();
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_approved_releases")]

    operations = [migrations.RunSQL(_GUARD, _UNGUARD)]
