"""The install checker: what a tenant's pages sent, in sentences."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.wire.content_policy import (
    amended_policy,
    asks_for_nonce,
    missing_sources,
)
from delegation.languages import write_day_without_year
from tenants import access
from tenants.installation import policy_line, policy_sources
from tenants.models import Tenant
from tenants.sightings import PageSighting, What, sightings_of

NEEDS_NONCE = _(
    "Because it contains 'strict-dynamic', browsers ignore the origins of scripts: also give the "
    'snippet the nonce that your other scripts have, as nonce="...".'
)


@dataclass(frozen=True)
class Check:
    """One check and its result; `done` is None while it is not known yet."""

    title: str
    done: bool | None
    text: str
    origins_to_allow: tuple[str, ...] = ()


def checks_of(tenant: Tenant) -> list[Check]:
    """Return the checks of script, origin, key and first message, in the order of the set-up."""
    origins = [allowed.origin for allowed in access.origins_of(tenant)]
    seen = [each for each in sightings_of(tenant.pk, origins) if each.origin != own_origin()]
    return [
        _script(seen),
        _origin(tenant, seen, origins),
        _key(seen),
        _message(seen),
    ]


@dataclass(frozen=True)
class PolicyAdvice:
    """What a pasted Content-Security-Policy lacks. `amended` is empty when it lacks nothing."""

    text: str
    amended: str = ""


def policy_advice(policy: str) -> PolicyAdvice:
    """Return what to change in a Content-Security-Policy, and the changed policy as a whole."""
    missing = missing_sources(policy, policy_sources())
    nonce = f" {NEEDS_NONCE}" if asks_for_nonce(policy) else ""
    if not missing:
        return PolicyAdvice(gettext("This policy lets the assistant work.") + nonce)
    return PolicyAdvice(
        gettext(
            "This policy blocks the assistant. Send this one instead: it keeps every "
            "source that you allow now, and adds %(missing)s."
        )
        % {"missing": _listed(missing)}
        + nonce,
        amended_policy(policy, policy_sources()),
    )


def _listed(missing: dict[str, list[str]]) -> str:
    parts = [
        gettext("%(origins)s to %(directive)s")
        % {"origins": gettext(" and ").join(origins), "directive": name}
        for name, origins in missing.items()
    ]
    return gettext(", and ").join(parts)


def own_origin() -> str:
    return str(settings.PUBLIC_URL)


def _script(seen: list[PageSighting]) -> Check:
    title = gettext("The script is loaded")
    newest = next((each for each in seen if each.what != "message"), None) or _first(seen)
    if newest is None:
        return Check(
            title,
            None,
            gettext(
                "Not seen yet. Paste the line into your page, and open the page in a "
                "browser. If it is already there, look at the browser's console: most "
                "often the page's own Content-Security-Policy blocks the script. It must "
                "allow: %(policy_line)s"
            )
            % {"policy_line": policy_line()},
        )
    return Check(title, True, gettext("Seen on %(where)s.") % {"where": _where(newest)})


def _origin(tenant: Tenant, seen: list[PageSighting], listed: list[str]) -> Check:
    title = gettext("The origin is allowed")
    refused = [
        each.origin
        for each in _of(seen, "origin_refused")
        if not access.origin_is_allowed(tenant, each.origin, listed)
    ]
    if refused:
        text = gettext("Pages outside your list used your key. Allow only your own pages.")
        return Check(title, False, text, tuple(dict.fromkeys(refused)))
    for each in _of(seen, "pack") + _of(seen, "message"):
        if access.origin_is_allowed(tenant, each.origin, listed):  # it may be taken off since
            return Check(
                title, True, gettext("%(origin)s is in your list.") % {"origin": each.origin}
            )
    if listed or tenant.localhost_allowed:
        return Check(title, None, gettext("No page in your list has loaded the rules yet."))
    return Check(title, False, gettext("Your list is empty. Add the origin of your page."))


def _key(seen: list[PageSighting]) -> Check:
    title = gettext("The key is right")
    good, bad = _first(_of(seen, "pack")), _first(_of(seen, "key_not_working"))
    if bad is not None and (good is None or bad.at > good.at):
        text = gettext(
            "%(origin)s has the key %(key)s…, which does not exist or was revoked. Copy the line "
            "from the install page again."
        ) % {"origin": bad.origin, "key": bad.key_prefix}
        return Check(title, False, text)
    if good is not None:
        return Check(title, True, gettext("A page loaded your rules with it."))
    return Check(title, None, gettext("No page has used it yet."))


def _message(seen: list[PageSighting]) -> Check:
    title = gettext("The first message has arrived")
    message, pack = _first(_of(seen, "message")), _first(_of(seen, "pack"))
    if message is not None:
        return Check(title, True, gettext("Seen from %(where)s.") % {"where": _where(message)})
    if pack is None:
        return Check(title, None, gettext("Waits for the other checks."))
    return Check(
        title,
        None,
        gettext(
            "Ask something in the chat on %(origin)s. If nothing arrives, the page's "
            "Content-Security-Policy blocks the connection. It must allow: "
            "%(policy_line)s"
        )
        % {"origin": pack.origin, "policy_line": policy_line()},
    )


def _of(seen: list[PageSighting], what: What) -> list[PageSighting]:
    return [each for each in seen if each.what == what]


def _first(seen: list[PageSighting]) -> PageSighting | None:
    return seen[0] if seen else None


def _where(sighting: PageSighting) -> str:
    at = datetime.fromtimestamp(sighting.at, tz=UTC)
    return f"{sighting.origin}, {write_day_without_year(at)} {at:%H:%M} UTC"
