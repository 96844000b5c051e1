"""The database, its roles and their rights.

One role owns the tables and migrates. Another serves visitors; it owns nothing and bypasses
nothing, so that row security holds for it. A third logs in for work that spans tenants. It is shown
every tenant's rows, as the owner is, because both inherit a role that cannot log in.

Run as `python -m delegation.embedded.roles`, it does the same on a server that is not ours, with
addresses from the environment (see docker/). Processes of the former release let the serving role
become the one that sees all rows. That right is left alone as long as they may run;
`python -m delegation.embedded.roles close` takes it away.
"""

import os
import sys
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tenants.row_security.scope import PLATFORM, SERVING

OWNER = "delegation_owner"
APP = SERVING
ALL_TENANTS = "delegation_all_tenants"
DATABASE = "delegation"
EXTENSIONS = ("pg_trgm",)
ADVISORY_LOCK = 4_210_777  # any number of our own: two provisioners at once would collide


@dataclass(frozen=True)
class RolePasswords:
    """Of the three roles that log in."""

    owner: str
    app: str
    all_tenants: str


def provision(superuser: str, passwords: RolePasswords, *, create_databases: bool = False) -> None:
    """Makes the roles, the database and its extensions, or brings them to what they should be.

    `superuser` is a connection string to the server's `postgres` database. `create_databases` lets
    the owner create more of them, as test runners do. Raises psycopg.Error.
    """
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        createdb = "CREATEDB" if create_databases else "NOCREATEDB"
        make_role(connection, PLATFORM, rights="NOLOGIN NOCREATEDB")
        make_role(connection, OWNER, rights=f"LOGIN {createdb}", password=passwords.owner)
        make_role(connection, APP, rights="LOGIN NOCREATEDB", password=passwords.app)
        make_role(
            connection, ALL_TENANTS, rights="LOGIN NOCREATEDB", password=passwords.all_tenants
        )
        make_database(connection)
        with psycopg.connect(superuser, dbname=DATABASE, autocommit=True) as inside:
            grant_rights(inside)


def close(superuser: str) -> None:
    """Takes away what the former release's processes need. Raises psycopg.Error."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(PLATFORM), sql.Identifier(APP))
        )


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
        "all": sql.Identifier(ALL_TENANTS),
    }
    change = "SELECT, INSERT, UPDATE, DELETE"
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    for statement in (
        "ALTER DATABASE {database} OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}, {all}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {platform}",
        f"{defaults} GRANT {change} ON TABLES TO {{app}}, {{platform}}",
        f"{defaults} GRANT USAGE ON SEQUENCES TO {{app}}, {{platform}}",
        f"GRANT {change} ON ALL TABLES IN SCHEMA public TO {{platform}}",  # from before this role
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {platform}",
        "GRANT {platform} TO {owner} WITH INHERIT TRUE",
        "GRANT {platform} TO {all} WITH INHERIT TRUE, SET FALSE",
        # For one tenant's part of such work it turns into the serving role.
        "GRANT {app} TO {all} WITH INHERIT FALSE, SET TRUE",
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


def main(arguments: list[str]) -> None:
    """Provision, or `close`."""
    superuser = read_variable("DATABASE_SUPERUSER_URL")
    if not superuser:
        sys.exit("DATABASE_SUPERUSER_URL must be postgresql://SUPERUSER:PASSWORD@HOST/postgres")
    if arguments == ["close"]:
        close(superuser)
        return
    if arguments:
        sys.exit("usage: python -m delegation.embedded.roles [close]")
    passwords = RolePasswords(
        owner=password_of("DATABASE_OWNER_URL", role=OWNER),
        app=password_of("DATABASE_URL", role=APP),
        all_tenants=password_of("DATABASE_PLATFORM_URL", role=ALL_TENANTS),
    )
    provision(superuser, passwords)


if __name__ == "__main__":
    main(sys.argv[1:])
