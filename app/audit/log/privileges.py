"""What the database role of web and worker may do on PostgreSQL: everything the product does, and nothing to what is
on the log. It owns no table, so that no trigger can be switched off by it.
"""

from sqlalchemy import Connection, text

from app.audit.models import AuditCheckpoint, AuditCosignature, AuditEvent, AuditHead, AuditNode

APPEND_ONLY = [model.__tablename__ for model in (AuditEvent, AuditNode, AuditCheckpoint, AuditCosignature)]
GROWING = AuditHead.__tablename__
VERSION = "alembic_version"
REDACT = "audit_redact(integer, bigint)"
EFFECTIVE = text(
    "SELECT string_agg(format('%s on %s', privilege, relname), ', ' ORDER BY relname, privilege) "
    "FROM pg_class, unnest(CASE WHEN relname = :growing THEN ARRAY['DELETE', 'TRUNCATE'] "
    "ELSE ARRAY['UPDATE', 'DELETE', 'TRUNCATE'] END) AS privilege "
    "WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:kept) "
    "AND (has_table_privilege(:role, pg_class.oid, privilege) "
    "OR privilege = 'UPDATE' AND has_any_column_privilege(:role, pg_class.oid, privilege))"
)
OWNERS = text(
    "SELECT string_agg(DISTINCT tableowner, ', ') FROM pg_tables "
    "WHERE schemaname = current_schema() AND pg_has_role(:role, tableowner, 'MEMBER')"
)


class Unfit(Exception):
    """The role can't be the web's; the message says why and what to do."""


def statements(connection: Connection, role: str) -> list[str]:
    """The SQL that gives a role what the web needs, for the owner of the tables to run; again after each upgrade.

    Raises Unfit where there is no such role, where it owns tables (a superuser owns all), and on SQLite.
    """
    if connection.dialect.name != "postgresql":
        raise Unfit("SQLite knows no roles: whoever can write its file can write every table.")
    if not connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}):
        raise Unfit(f"There is no role {role}. Make it first: CREATE ROLE {role} LOGIN PASSWORD '…'")
    owners = connection.scalar(OWNERS, {"role": role})
    if owners:
        raise Unfit(f"{role} acts as {owners}, who owns tables: nothing can be kept from an owner. Take another role.")
    quoted = connection.dialect.identifier_preparer.quote
    schema, web = quoted(str(connection.scalar(text("SELECT current_schema()")))), quoted(role)
    kept = ", ".join(f"{schema}.{table}" for table in APPEND_ONLY)
    return [
        f"GRANT USAGE ON SCHEMA {schema} TO {web}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {web}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {kept} FROM {web}",
        f"REVOKE DELETE, TRUNCATE ON {schema}.{GROWING} FROM {web}",
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {schema}.{VERSION} FROM {web}",
        f"GRANT EXECUTE ON FUNCTION {schema}.{REDACT} TO {web}",
    ]


def apply(connection: Connection, role: str) -> None:
    """Run the statements. Raises Unfit also where the role could still change the log by a right it has elsewhere."""
    for statement in statements(connection, role):
        connection.exec_driver_sql(statement)
    left = connection.scalar(EFFECTIVE, {"role": role, "growing": GROWING, "kept": [*APPEND_ONLY, GROWING]})
    if left:
        raise Unfit(f"{role} would still have {left}, from PUBLIC or another role. Revoke that first.")
