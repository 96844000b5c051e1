"""Wrong inputs of people, form by form: where they are typed, and what the page says to them."""

from dataclasses import dataclass, field

LONG = "x" * 9_000
PASSWORD = "correct horse battery"
REQUIRED = "This field is required."


@dataclass(frozen=True)
class Wrong:
    """`typed` is sent to `address`, and `says` is read on the page that follows.

    `lost` are fields that no page shows again: passwords, keys and files. `who` is a stranger, or
    the owner of a workspace.
    """

    address: str
    typed: dict[str, str]
    says: str
    who: str = "owner"
    lost: tuple[str, ...] = ()
    method: str = "post"
    prefix: str = field(default="", compare=False)

    def __str__(self) -> str:
        names = "-".join(self.typed)
        return f"{self.address.strip('/')}: {names}: {self.says[:40]}"


SIGN_UP = {"company": "Books", "email": "new@books.example", "password1": PASSWORD}
SECRET = ("password1", "password", "oldpassword", "password2", "api_key")


def signing_up(says: str, **typed: str) -> Wrong:
    return Wrong("/accounts/signup/", SIGN_UP | typed, says, who="stranger", lost=SECRET)


def setting(section: str, says: str, **typed: str) -> Wrong:
    whole = {**SETTINGS[section], **typed}
    return Wrong(
        f"/install/settings/{section}/", {f"{section}-{k}": v for k, v in whole.items()}, says
    )


SETTINGS = {
    "assistant": {
        "assistant_name": "Tea",
        "instructions": "Sell tea.",
        "language": "en",
    },
    "approval": {
        "approval": "human",
        "sightings": "3",
        "learning": "answer",
        "teach_from": "1",
        "pack_lifetime_seconds": "300",
    },
    "budget": {
        "monthly_budget": "20",
        "budget_message": "Later.",
        "currency": "USD",
        "currency_rate": "",
    },
    "measuring": {"holdout_share": "2", "audit_share": "1", "time_zone": "UTC"},
}
POLICY = {"minutes_apart": "10", "own_words": "acme", "complaints_limit": "3"}
OWN = {"provider": "", "base_url": "https://llm.example/v1", "model": "m", "api_key": "k"}
PRICE = {"input_price": "1", "cached_input_price": "", "output_price": "2"}
HOOK = {"url": "https://hooks.books.example/in", "events": "budget.alerted"}
RULE = {
    "response": "You're welcome!",
    "variants": "many thanks",
    "states": "nothing",
    "starts_at": "",
    "expires_at": "",
    "snooze_days": "7",
    "reason": "",
    "decision": "approve",
    "seen_state": "proposed",
    "seen_version": "0",
}


def policy(says: str, **typed: str) -> Wrong:
    return Wrong("/install/policy/", POLICY | typed, says)


def own_teacher(says: str, **typed: str) -> Wrong:
    return Wrong("/teacher/own/", OWN | typed, says, lost=SECRET)


def webhook(says: str, **typed: str) -> Wrong:
    return Wrong("/webhooks/add/", HOOK | typed, says)


def rule(says: str, **typed: str) -> Wrong:
    return Wrong("/moderation/rules/rule/{rule}/change/", RULE | typed, says)


WRONG = [
    signing_up(REQUIRED, company=""),
    signing_up("at most 80 characters (it has 9000)", company=LONG),
    signing_up("Enter a valid email address.", email="books.example"),
    signing_up("This password is too short.", password1="short"),
    signing_up("This password is too common.", password1="password1234"),
    signing_up("too similar to the email address", password1="new@books.example"),
    Wrong(
        "/accounts/login/",
        {"login": "owner@shop.example", "password": "wrong"},
        "The email address and/or password you specified are not correct.",
        who="stranger",
        lost=SECRET,
    ),
    Wrong(
        "/accounts/login/",
        {"login": "", "password": PASSWORD},
        REQUIRED,
        who="stranger",
        lost=SECRET,
    ),
    Wrong(
        "/accounts/password/reset/",
        {"email": "no address"},
        "Enter a valid email address.",
        who="stranger",
    ),
    Wrong("/accounts/email/", {"email": "no address", "action_add": ""}, "valid email address"),
    Wrong(
        "/accounts/email/",
        {"email": "owner@shop.example", "action_add": ""},
        "already",
    ),
    Wrong(
        "/accounts/password/change/",
        {"oldpassword": "wrong", "password1": "another long phrase"},
        "Please type your current password.",
        lost=SECRET,
    ),
    setting("assistant", "Write a language tag, for example en, de or pt-BR.", language="english!"),
    setting("assistant", "at most 60 characters", assistant_name=LONG),
    setting("assistant", "at most 8000 characters", instructions=LONG),
    setting("assistant", REQUIRED, assistant_name=""),
    setting("approval", "greater than or equal to 1", sightings="0"),
    setting("approval", "less than or equal to 100", sightings="101"),
    setting("approval", "Enter a whole number.", sightings="three"),
    setting("budget", "A budget is 0 USD or more.", monthly_budget="-1"),
    setting("budget", "A budget is at most 1,000,000 USD a month.", monthly_budget="1000000000"),
    setting("budget", "Write whole cents, for example 20.50.", monthly_budget="20.555"),
    setting("budget", "Write an amount in USD", monthly_budget="twenty"),
    setting("budget", "Write an amount in USD", monthly_budget="20,50"),
    setting("budget", "8 digits", currency="EUR", currency_rate="123456789012.5"),
    setting("budget", "Write how many EUR one USD is worth.", currency="EUR"),
    setting("budget", "Write a rate greater than 0.", currency="EUR", currency_rate="0"),
    setting("budget", "Leave this empty for USD.", currency_rate="2"),
    setting("budget", "at most 300 characters", budget_message=LONG),
    setting("measuring", "less than or equal to 50", holdout_share="51"),
    setting("measuring", "greater than or equal to 0", audit_share="-1"),
    setting("measuring", "Enter a number.", holdout_share="2 %"),
    setting("measuring", "1 decimal place", holdout_share="6.25"),
    Wrong("/install/origins/", {"origin": "shop.example"}, "An origin starts with https://"),
    Wrong("/install/origins/", {"origin": "https://shop.example/page"}, "path"),
    Wrong("/install/origins/", {"origin": "https://*.com"}, "*"),
    Wrong("/install/origins/", {"origin": "https://shop.example"}, "is in the list already."),
    Wrong("/install/origins/", {"origin": ""}, REQUIRED),
    Wrong("/install/origins/", {"origin": "https://a.example, https://b.example"}, "one origin at"),
    Wrong("/install/origins/", {"origin": "https://my shop.example"}, "without spaces and commas."),
    Wrong("/install/origins/", {"origin": "https://shop.example:99999"}, "cannot be read."),
    Wrong("/install/origins/", {"origin": "https://me:pw@shop.example"}, "only scheme, host"),
    Wrong("/keys/secret/", {"name": ""}, REQUIRED),
    Wrong("/keys/secret/", {"name": LONG}, "at most 60 characters"),
    Wrong("/members/invite/", {"email": "nobody", "role": "viewer"}, "valid email address"),
    Wrong("/members/invite/", {"email": "a@b.example, c@d.example"}, "valid email address"),
    Wrong(
        "/members/invite/", {"email": "owner@shop.example", "role": "viewer"}, "already a member"
    ),
    Wrong("/members/invite/", {"email": "a@b.example", "role": "king"}, "king is not one of"),
    Wrong("/data/retention/", {"retention_days": "0"}, "greater than or equal to 1"),
    Wrong("/data/retention/", {"retention_days": "3651"}, "less than or equal to 3650"),
    Wrong(
        "/data/visitor/",
        {"visitor": "no-such-visitor", "confirmed": "yes"},
        "No data is stored under this id.",
    ),
    Wrong("/data/visitor/", {"visitor": LONG}, "at most 64 characters"),
    Wrong("/data/delete/", {"name": "Shops"}, "This is not the workspace's name."),
    webhook("Webhooks cannot be sent to this address", url="http://hooks.books.example/in"),
    webhook("public", url="https://127.0.0.1/in"),
    webhook("it has no host", url="https://"),
    webhook("it holds a user name", url="https://me:secret@hooks.books.example/in"),
    Wrong("/webhooks/add/", {"url": HOOK["url"]}, "Choose at least one event."),
    own_teacher("Choose a provider or enter an address.", base_url=""),
    own_teacher("This address cannot be used", base_url="https://llm.example/v1#x"),
    own_teacher(REQUIRED, model=""),
    policy("greater than or equal to 0", minutes_apart="-5"),
    policy("less than or equal to 1000", complaints_limit="5000"),
    policy("contains no letters or digits", own_words="acme\n!!!"),
    policy("is longer than", own_words="acme\n" + "y" * 500),
    Wrong("/rules/transfer/", {}, "Choose a file."),
    rule("Write a reason to reject this rule.", decision="reject"),
    rule(REQUIRED, response=""),
    rule("No message can match these", variants="many thanks\n" + "very " * 90 + "much"),
    rule("Enter a valid date/time.", expires_at="next week"),
    rule("Snooze a rule for 1 to 90 days.", decision="snooze", snooze_days="1000"),
    Wrong(
        "/moderation/rules/rule/{rule}/change/",
        {name: value for name, value in RULE.items() if name != "states"},
        "Choose at least one situation",
    ),
    Wrong(
        "/moderation/test/",
        {"message": "x" * 501, "awaiting": "nothing"},
        "at most 500 characters",
        method="get",
    ),
    Wrong(
        "/savings/",
        {"from": "2026-02-30", "to": "2026-03-01"},
        "Choose both days, from 2000 to 2100.",
        method="get",
    ),
    Wrong(
        "/savings/",
        {"from": "2026-03-10", "to": "2026-03-01"},
        "The first day is after the last one.",
        method="get",
    ),
    Wrong(
        "/savings/",
        {"from": "2020-01-01", "to": "2026-03-01"},
        "A report covers at most 366 days.",
        method="get",
    ),
    Wrong("/savings/opportunity/", {}, "Choose the file with your chats."),
    Wrong("/savings/kept/{report}/share/", {"days": "9999"}, "Choose how long the link works"),
    Wrong("/try/", {"step": "upload", "answer_cost": "cheap"}, "Write an amount in USD"),
    Wrong("/conversations/", {"q": "nothing like this"}, "No conversation", method="get"),
]
