"""The snippet as each platform needs it."""

import json
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.translation import gettext

from tenants.installation import attribute_values, attributes, policy_line

Values: TypeAlias = dict[str, str]


@dataclass(frozen=True)
class Recipe:
    """What to paste, and where. `slug` is unique on a page."""

    slug: str
    title: str
    where: str
    text: str


def recipes(key: str) -> list[Recipe]:
    """Return one recipe for each platform."""
    values, html = attribute_values(key), attributes(key)
    src = f"{settings.PUBLIC_URL}/gatekeeper.js"
    return [
        Recipe(
            "react",
            "React",
            gettext("Render <Assistant /> once, in your root."),
            _react(src, values),
        ),
        Recipe("next", "Next.js", gettext("In app/layout.tsx, inside <body>."), _next(src, values)),
        Recipe("vue", "Vue", gettext("In App.vue."), _vue(src, values)),
        Recipe(
            "wordpress",
            "WordPress",
            gettext("In functions.php of your theme."),
            _wordpress(src, html),
        ),
        Recipe(
            "tag-manager",
            "Google Tag Manager",
            gettext(
                "A tag of the kind Custom HTML, triggered on All Pages. Tag Manager drops "
                "attributes that it does not know, so they are set by hand."
            ),
            _tag_manager(src, values),
        ),
        Recipe(
            "django",
            "Django",
            gettext("In base.html, and the policy in settings.py."),
            _django(src, html),
        ),
    ]


def _by_hand(src: str, values: Values, *, indent: str) -> str:
    """Return JavaScript that makes the element once, for places that render tags themselves."""
    lines = [
        f"if (!document.querySelector('script[data-key=\"{values['data-key']}\"]')) {{",
        '  const script = document.createElement("script");',
        f'  script.src = "{src}";',
        *(
            f'  script.setAttribute("{name}", {_as_script(value)});'
            for name, value in values.items()
        ),
        "  document.body.append(script);",
        "}",
    ]
    return "\n".join(indent + line for line in lines)


def _as_script(text: str) -> str:
    """Return a JavaScript string that cannot end the script element around it."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\u003c")


def _as_php(html: str) -> str:
    """Return the text of a PHP string in single quotes."""
    return html.replace("\\", "\\\\").replace("'", "\\'")


def _react(src: str, values: Values) -> str:
    return f"""import {{ useEffect }} from "react";

export function Assistant() {{
  useEffect(() => {{
{_by_hand(src, values, indent="    ")}
  }}, []);
  return null;
}}"""


def _next(src: str, values: Values) -> str:
    # JSX reads an attribute without a value as "true", which would be a CSS selector here.
    html = format_html_join(" ", '{}="{}"', values.items())
    return f"""import Script from "next/script";

<Script src="{src}" {html} strategy="afterInteractive" />"""


def _vue(src: str, values: Values) -> str:
    return f"""<script setup>
import {{ onMounted }} from "vue";

onMounted(() => {{
{_by_hand(src, values, indent="  ")}
}});
</script>"""


def _wordpress(src: str, html: str) -> str:
    return f"""add_action('wp_footer', function () {{
    echo '<script src="{src}" {_as_php(html)} async></script>';
}});"""


def _tag_manager(src: str, values: Values) -> str:
    return f"""<script>
{_by_hand(src, values, indent="  ")}
</script>"""


def _django(src: str, html: str) -> str:
    return f"""{{# base.html, before </body> #}}
<script src="{src}" {html} async></script>

# settings.py, where you send a Content-Security-Policy: add these sources
# {policy_line()}"""
