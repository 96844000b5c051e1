"""The rights of the roles, asked of the server itself."""

import psycopg
import pytest

from delegation.embedded.roles import ALL_TENANTS, APP, OWNER, RolePasswords, close, provision
from delegation.embedded.servers import Servers
from tenants.row_security.scope import PLATFORM


def test_no_role_that_logs_in_bypasses_row_security(servers: Servers) -> None:
    roles = [ALL_TENANTS, APP, OWNER]
    with psycopg.connect(servers.database_superuser_url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication"
            " FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname",
            [roles],
        ).fetchall()
    assert rows == [(role, False, False, False, False) for role in roles]


def members_of(servers: Servers, role: str) -> list[tuple[str, bool, bool]]:
    """Who is a member, whether it inherits, whether it may become the role."""
    with psycopg.connect(servers.database_superuser_url) as connection:
        return connection.execute(
            "SELECT member::regrole::text, inherit_option, set_option FROM pg_auth_members"
            " WHERE roleid = %s::regrole ORDER BY 1",
            [role],
        ).fetchall()


def test_what_serves_is_no_member_of_what_sees_every_tenant(servers: Servers) -> None:
    with psycopg.connect(servers.database_superuser_url) as connection:
        platform = connection.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [PLATFORM],
        ).fetchone()
    assert members_of(servers, PLATFORM) == [(ALL_TENANTS, True, False), (OWNER, True, True)]
    assert members_of(servers, APP) == [(ALL_TENANTS, False, True)]
    assert members_of(servers, ALL_TENANTS) == []
    assert platform == (False, False, False)


def test_the_former_releases_processes_keep_their_right_until_they_have_ended(
    servers: Servers,
) -> None:
    """They let the serving role become the other one. A first start never grants that."""
    with psycopg.connect(servers.database_superuser_url, autocommit=True) as connection:
        connection.execute(f"GRANT {PLATFORM} TO {APP} WITH INHERIT FALSE, SET TRUE".encode())
    try:
        provision(servers.database_superuser_url, passwords_of(servers), create_databases=True)
        assert (APP, False, True) in members_of(servers, PLATFORM)
        with psycopg.connect(servers.database_url) as former:
            former.execute(f"SET ROLE {PLATFORM}".encode())
    finally:
        close(servers.database_superuser_url)
    assert APP not in {member for member, *_ in members_of(servers, PLATFORM)}
    close(servers.database_superuser_url)  # a second time changes nothing


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


def passwords_of(servers: Servers) -> RolePasswords:
    return RolePasswords(
        owner=password_in(servers.database_owner_url),
        app=password_in(servers.database_url),
        all_tenants=password_in(servers.database_platform_url),
    )


def test_provisioning_again_changes_nothing(servers: Servers) -> None:
    provision(servers.database_superuser_url, passwords_of(servers), create_databases=True)
    for url in (servers.database_url, servers.database_platform_url, servers.database_owner_url):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
