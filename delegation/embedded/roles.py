"""The database, its roles and their rights.

One role owns the tables and migrates. Another serves visitors; it owns nothing and bypasses
nothing, so that row security holds for it. A third, which cannot log in, is shown
every tenant's rows: what migrates inherits that, what serves turns into it where the code says so.

Run as `python -m delegation.embedded.roles`, it does the same on a server that is not ours, with
addresses from the environment (see docker/).
"""

import os
import sys

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tenants.row_security.scope import PLATFORM

OWNER = "delegation_owner"
APP = "delegation_app"
DATABASE = "delegation"
EXTENSIONS = ("pg_trgm",)
ADVISORY_LOCK = 4_210_777  # any number of our own: two provisioners at once would collide


def provision(
    superuser: str, *, owner_password: str, app_password: str, create_databases: bool = False
) -> None:
    """Makes the roles, the database and its extensions, or brings them to what they should be.

    `superuser` is a connection string to the server's `postgres` database. `create_databases` lets
    the owner create more of them, as test runners do. Raises psycopg.Error.
    """
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        createdb = "CREATEDB" if create_databases else "NOCREATEDB"
        make_role(connection, PLATFORM, rights="NOLOGIN NOCREATEDB")
        make_role(connection, OWNER, rights=f"LOGIN {createdb}", password=owner_password)
        make_role(connection, APP, rights="LOGIN NOCREATEDB", password=app_password)
        make_database(connection)
        with psycopg.connect(superuser, dbname=DATABASE, autocommit=True) as inside:
            grant_rights(inside)


def make_role(
    connection: psycopg.Connection, name: str, *, rights: str, password: str | None = None
) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    connection.execute(
        sql.SQL(
            "{verb} ROLE {name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {rights}"
            " PASSWORD {password}"
        ).format(
            verb=sql.SQL("ALTER" if known else "CREATE"),
            name=sql.Identifier(name),
            rights=sql.SQL(rights),
            password=sql.Literal(password),
        )
    )


def make_database(connection: psycopg.Connection) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if not known.fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )


def grant_rights(inside: psycopg.Connection) -> None:
    """Inside the database: whom it lets in, and what who serves may do with tables."""
    for extension in EXTENSIONS:
        inside.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
        )
    names = {
        "database": sql.Identifier(DATABASE),
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
        "platform": sql.Identifier(PLATFORM),
    }
    change = "SELECT, INSERT, UPDATE, DELETE"
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    for statement in (
        "ALTER DATABASE {database} OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {platform}",
        f"{defaults} GRANT {change} ON TABLES TO {{app}}, {{platform}}",
        f"{defaults} GRANT USAGE ON SEQUENCES TO {{app}}, {{platform}}",
        f"GRANT {change} ON ALL TABLES IN SCHEMA public TO {{platform}}",  # from before this role
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {platform}",
        "GRANT {platform} TO {owner} WITH INHERIT TRUE",
        "GRANT {platform} TO {app} WITH INHERIT FALSE, SET TRUE",
    ):
        inside.execute(sql.SQL(statement).format(**names))


def read_variable(name: str) -> str:
    """Return a variable, or the content of the file that NAME_FILE names; "" without either."""
    # Read here only: the launcher of the embedded servers needs none of the settings' libraries.
    from delegation.environment import Nonsense, read_secret_file

    try:
        return read_secret_file(name, os.environ) or os.environ.get(name, "")
    except Nonsense as nonsense:
        sys.exit(str(nonsense))


def password_of(variable: str, *, role: str) -> str:
    """The password in an address such as DATABASE_URL; exits in words when it is not the role's."""
    address = conninfo_to_dict(read_variable(variable))
    if address.get("user") != role or not address.get("password"):
        sys.exit(f"{variable} must be postgresql://{role}:PASSWORD@HOST/{DATABASE}")
    return str(address["password"])


if __name__ == "__main__":
    superuser_url = read_variable("DATABASE_SUPERUSER_URL")
    if not superuser_url:
        sys.exit("DATABASE_SUPERUSER_URL must be postgresql://SUPERUSER:PASSWORD@HOST/postgres")
    provision(
        superuser_url,
        owner_password=password_of("DATABASE_OWNER_URL", role=OWNER),
        app_password=password_of("DATABASE_URL", role=APP),
    )
