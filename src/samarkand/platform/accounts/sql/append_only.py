"""Tables that are only ever added to: triggers refuse a change, a removal, an emptying, on both databases.

In a migration of any stage: ``operations = [append_only("deals_evidence")]``. SQLite makes a table anew
when a later migration changes its columns, and its triggers are gone with the old one: such a migration
ends with `append_only` once more.
"""

from django.db.migrations.operations.base import Operation

from samarkand.platform.accounts.sql.statements import step

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION house_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: a mistake is corrected by a further row', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION house_refuse_change();
DROP TRIGGER IF EXISTS {table}_never_emptied ON {table};
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION house_refuse_change();
"""

_SQLITE = """
DROP TRIGGER IF EXISTS {table}_append_only_update;
CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table} BEGIN
    SELECT RAISE(ABORT, '{table} is append-only: a mistake is corrected by a further row');
END;
DROP TRIGGER IF EXISTS {table}_append_only_delete;
CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table} BEGIN
    SELECT RAISE(ABORT, '{table} is append-only: a mistake is corrected by a further row');
END;
"""

_UNDO = {
    "postgresql": """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_never_emptied ON {table};
""",
    "sqlite": """
DROP TRIGGER IF EXISTS {table}_append_only_update;
DROP TRIGGER IF EXISTS {table}_append_only_delete;
""",
}


def append_only(table: str) -> Operation:
    """Return the migration step after which the rows of ``table`` can be added and nothing else.

    Whoever tries is told by an IntegrityError.
    """
    return step(
        lambda vendor: append_only_script(vendor, table),
        lambda vendor: _UNDO[vendor].format(table=table),
    )


def append_only_script(vendor: str, table: str) -> str:
    """Return the statements that `append_only` runs on a database of this vendor."""
    return {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}[vendor].format(table=table)
