"""What every address is for. A new one needs a row here, or the test of the table fails.

The pages of both admins need none: their models are walked, and each is held to the same promises.
"""

import re
from dataclasses import dataclass

NOBODY, VIEWER, MODERATOR, OWNER = "nobody", "viewer", "moderator", "owner"
MODEL_PAGE = re.compile(r"^(?:admin|moderation)/([a-z]+)/([a-z]+)/(?:add/|<path:object_id>.*)?$")


@dataclass(frozen=True)
class Row:
    """`least` may change the tenant's rows here; `identity` is the model whose id is in the path.

    `path` stands in where more than an id is open in the route.
    """

    least: str = NOBODY
    identity: str | None = None
    path: str | None = None


DECIDED = ("moderation/rules/rule/", "moderation/rules/pack/")  # where moderators take decisions
PUBLIC = Row()  # the same for everybody, or only about the person who asks
READ = Row()  # a member's page, which only shows
OWNERS = Row(OWNER)

TABLE: dict[str, Row] = {
    "": PUBLIC,
    "dashboard/": READ,
    "language/": PUBLIC,
    "docs/": PUBLIC,
    "docs/<slug:slug>/": Row(path="/docs/product/"),
    "start/": READ,
    "workspace/new/": PUBLIC,
    "workspaces/": READ,
    "workspaces/<int:tenant_id>/choose/": Row(identity="tenants.Tenant"),
    "invitations/<str:token>/": Row(path="/invitations/x/"),
    "install/": READ,
    "install/origins/": OWNERS,
    "install/origins/<int:origin_id>/remove/": Row(OWNER, "tenants.AllowedOrigin"),
    "install/settings/<slug:section>/": Row(OWNER, path="/install/settings/assistant/"),
    "install/check/": READ,
    "install/preview/": READ,
    "install/policy/": OWNERS,
    "install/starter/": OWNERS,
    "install/replies/": OWNERS,
    "keys/": READ,
    "keys/site/": OWNERS,
    "keys/site/<int:key_id>/rotate/": Row(OWNER, "tenants.SiteKey"),
    "keys/site/<int:key_id>/revoke/": Row(OWNER, "tenants.SiteKey"),
    "keys/secret/": OWNERS,
    "keys/secret/<int:key_id>/revoke/": Row(OWNER, "tenants.ApiKey"),
    "members/": READ,
    "members/invite/": OWNERS,
    "members/leave/": Row(VIEWER),
    "members/<int:member_id>/role/": Row(OWNER, "tenants.Membership"),
    "members/<int:member_id>/remove/": Row(OWNER, "tenants.Membership"),
    "members/invitations/<int:invitation_id>/withdraw/": Row(OWNER, "tenants.Invitation"),
    "audit/": READ,
    "audit/log.csv": READ,
    "data/": READ,
    "data/retention/": OWNERS,
    "data/export/": OWNERS,
    "data/visitor/": OWNERS,
    "data/delete/": OWNERS,
    "rules/transfer/": Row(MODERATOR),
    "rules/export.<slug:kind>": Row(path="/rules/export.csv"),
    "try/": PUBLIC,
    "savings/": READ,
    "savings/report.<slug:form>": Row(path="/savings/report.csv"),
    "savings/keep/": Row(VIEWER),
    "savings/kept/<uuid:report_id>/": Row(identity="savings.KeptReport"),
    "savings/kept/<uuid:report_id>/report.<slug:form>": Row(identity="savings.KeptReport"),
    "savings/kept/<uuid:report_id>/share/": Row(OWNER, "savings.KeptReport"),
    "savings/links/<uuid:link_id>/end/": Row(OWNER, "savings.ReportLink"),
    "savings/shared/<str:token>/": Row(path="/savings/shared/x/"),
    "savings/opportunity/": Row(MODERATOR),
    "savings/opportunity/<uuid:upload_id>/": Row(MODERATOR, "savings.ChatUpload"),
    "savings/opportunity/<uuid:upload_id>/found.json": Row(identity="savings.ChatUpload"),
    "savings/weekly/": OWNERS,
    "savings/receipts/<slug:kind>/": Row(path="/savings/receipts/local/"),
    "webhooks/": READ,
    "webhooks/add/": OWNERS,
    "webhooks/<int:webhook_id>/remove/": Row(OWNER, "notifications.Webhook"),
    "webhooks/<int:webhook_id>/test/": Row(OWNER, "notifications.Webhook"),
    "conversations/": READ,
    "conversations/<int:conversation_id>/": Row(identity="conversations.Conversation"),
    "teacher/": READ,
    "teacher/examine/": OWNERS,
    "teacher/own/": OWNERS,
    "teacher/own/trial/<uuid:name>/": Row(
        path="/teacher/own/trial/00000000-0000-4000-8000-000000000000/"
    ),
    "teacher/platforms/": OWNERS,
    "teacher/prices/": READ,
    "teacher/prices/set/": OWNERS,
    "moderation/": READ,
    "moderation/learned/": Row(MODERATOR),
    "moderation/built_in/": Row(MODERATOR),
    "moderation/test/": Row(MODERATOR),
    "moderation/what_if/": Row(MODERATOR),
    "moderation/undo/": Row(MODERATOR),
    "moderation/login/": PUBLIC,
    "moderation/logout/": PUBLIC,
    "moderation/jsi18n/": PUBLIC,
    "moderation/(?P<url>.*)$": Row(path="/moderation/nothing/"),
    "metrics": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "gatekeeper.js": PUBLIC,
    "gatekeeper.d.ts": PUBLIC,
    "delegation_teacher.py": PUBLIC,
    "self-delegation.tgz": PUBLIC,
    # Session cookies mean nothing below; test_keys.py tries their keys.
    "api/v1/pack": PUBLIC,
    "api/v1/escalations": PUBLIC,
    "api/v1/escalations/<uuid:escalation_id>/stop": Row(identity="conversations.Escalation"),
    "api/v1/lessons": PUBLIC,
    "api/v1/feedback": PUBLIC,
    "api/v1/handoffs": PUBLIC,
    "api/v1/usage": PUBLIC,
    "api/v1/manage/rules": PUBLIC,
    "api/v1/manage/rules/<int:rule_id>/approve": Row(identity="rules.Rule"),
    "api/v1/manage/rules/<int:rule_id>/reject": Row(identity="rules.Rule"),
    "api/v1/manage/lessons": PUBLIC,
    "api/v1/manage/receipts": PUBLIC,
    "api/v1/manage/report": PUBLIC,
    "api/schema/": PUBLIC,
    "api/docs/": PUBLIC,
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": Row(
        path="/accounts/2fa/webauthn/keys/1/remove/"
    ),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": Row(path="/accounts/2fa/webauthn/keys/1/edit/"),
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": Row(path="/accounts/confirm-email/x/"),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Row(
        path="/accounts/password/reset/key/1-x/"
    ),
    "admin/": PUBLIC,
    "admin/login/": PUBLIC,
    "admin/logout/": PUBLIC,
    "admin/password_change/": PUBLIC,
    "admin/password_change/done/": PUBLIC,
    "admin/autocomplete/": PUBLIC,
    "admin/jsi18n/": PUBLIC,
    "admin/platform/": PUBLIC,
    "admin/platform/<int:tenant_id>/<slug:action>/": Row(path="/admin/platform/1/suspend/"),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row(path="/admin/r/1/1/"),
    "admin/(?P<url>.*)$": Row(path="/admin/nothing/"),
}
# Routes that grow with every script, every app and every way to sign in.
GROWING = {
    "accounts/": PUBLIC,  # only about the person who asks
    "^(?P<name>[a-z]+(?:": Row(path="/line.js"),
    "admin/^(?P<app_label>": Row(path="/admin/tenants/"),
    "moderation/^(?P<app_label>": Row(path="/moderation/rules/"),
}


def row_of(route: str) -> Row | None:
    """What the table says of a route; None for one that nobody thought of."""
    if route in TABLE:
        return TABLE[route]
    for beginning, row in GROWING.items():
        if route.startswith(beginning):
            return row
    page = MODEL_PAGE.match(route)
    if page is None:
        return None
    least = MODERATOR if route.startswith(DECIDED) else NOBODY
    return Row(least, f"{page[1]}.{page[2]}" if "<path:" in route else None)
