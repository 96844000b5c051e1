"""Pages for people."""

from django.urls import path

from tenants.views import (
    audit_log,
    data,
    guides,
    install,
    invitations,
    keys,
    language,
    members,
    onboarding,
    workspace,
    workspaces,
)

urlpatterns = [
    path("", workspace.front, name="front"),
    path("dashboard/", workspace.dashboard, name="dashboard"),
    path("start/", onboarding.start, name="start"),
    path("install/check/", onboarding.check, name="check_install"),
    path("install/preview/", onboarding.preview, name="preview"),
    path("workspace/new/", workspace.new_workspace, name="new_workspace"),
    path("workspaces/", workspaces.workspaces, name="workspaces"),
    path(
        "workspaces/<int:tenant_id>/choose/", workspaces.choose_workspace, name="choose_workspace"
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("install/", install.snippet, name="install"),
    path("install/origins/", install.allow_origin, name="allow_origin"),
    path(
        "install/origins/<int:origin_id>/remove/",
        install.disallow_origin,
        name="disallow_origin",
    ),
    path("install/settings/<slug:section>/", install.section, name="install_section"),
    path("keys/", keys.keys, name="keys"),
    path("keys/site/", keys.create_site_key, name="create_site_key"),
    path("keys/site/<int:key_id>/rotate/", keys.rotate_site_key, name="rotate_site_key"),
    path("keys/site/<int:key_id>/revoke/", keys.revoke_site_key, name="revoke_site_key"),
    path("keys/secret/", keys.create_api_key, name="create_api_key"),
    path("keys/secret/<int:key_id>/revoke/", keys.revoke_api_key, name="revoke_api_key"),
    path("audit/", audit_log.audit_log, name="audit_log"),
    path("audit/log.csv", audit_log.audit_csv, name="audit_csv"),
    path("data/", data.data, name="data"),
    path("data/retention/", data.change_retention, name="change_retention"),
    path("data/export/", data.export, name="export"),
    path("data/visitor/", data.erase_visitor, name="erase_visitor"),
    path("data/delete/", data.delete, name="delete_workspace"),
    path("docs/", guides.guides, name="guides"),
    path("docs/<slug:slug>/", guides.guide, name="guide"),
    path("language/", language.language, name="language"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/leave/", members.leave, name="leave"),
    path("members/<int:member_id>/role/", members.change_role, name="change_role"),
    path("members/<int:member_id>/remove/", members.remove, name="remove_member"),
    path("members/invitations/<int:invitation_id>/withdraw/", members.withdraw, name="withdraw"),
]
