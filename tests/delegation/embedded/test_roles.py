"""The rights of the roles, asked of the server itself."""

import psycopg
import pytest

from delegation.embedded.roles import APP, OWNER, provision
from delegation.embedded.servers import Servers
from tenants.row_security.scope import PLATFORM


def test_no_role_that_serves_or_migrates_bypasses_row_security(servers: Servers) -> None:
    with psycopg.connect(servers.database_superuser_url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication"
            " FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname",
            [[APP, OWNER]],
        ).fetchall()
    assert rows == [(APP, False, False, False, False), (OWNER, False, False, False, False)]


def test_what_serves_does_not_inherit_what_the_platform_sees(servers: Servers) -> None:
    with psycopg.connect(servers.database_superuser_url) as connection:
        members = connection.execute(
            "SELECT member::regrole::text, inherit_option FROM pg_auth_members"
            " WHERE roleid = %s::regrole ORDER BY 1",
            [PLATFORM],
        ).fetchall()
        platform = connection.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [PLATFORM],
        ).fetchone()
    assert members == [(APP, False), (OWNER, True)]
    assert platform == (False, False, False)


def test_the_app_role_cannot_create_tables(servers: Servers) -> None:
    with (
        psycopg.connect(servers.database_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE its_own (id int)")


def test_the_app_role_uses_the_owners_tables_and_owns_nothing(servers: Servers) -> None:
    with psycopg.connect(servers.database_owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE roles_probe (id serial PRIMARY KEY, word text)")
        try:
            with psycopg.connect(servers.database_url, autocommit=True) as app:
                app.execute("INSERT INTO roles_probe (word) VALUES ('thx')")
                app.execute("UPDATE roles_probe SET word = 'ty'")
                assert app.execute("SELECT id, word FROM roles_probe").fetchall() == [(1, "ty")]
                app.execute("DELETE FROM roles_probe")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute("DROP TABLE roles_probe")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute("TRUNCATE roles_probe")
                owned = app.execute("SELECT 1 FROM pg_class WHERE relowner = %s::regrole", [APP])
                assert owned.fetchall() == []
        finally:
            owner.execute("DROP TABLE roles_probe")


def test_the_extensions_are_there_though_the_owner_may_not_make_them(servers: Servers) -> None:
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT similarity('thanks', 'thanx') > 0.3").fetchone() == (
            True,
        )


def password_in(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["password"])


def test_provisioning_again_changes_nothing(servers: Servers) -> None:
    provision(
        servers.database_superuser_url,
        owner_password=password_in(servers.database_owner_url),
        app_password=password_in(servers.database_url),
        create_databases=True,
    )
    for url in (servers.database_url, servers.database_owner_url):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
