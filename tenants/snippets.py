"""The snippet in the words of each place that a page may come from."""

from dataclasses import dataclass

from django.conf import settings

from tenants.installation import policy_line


@dataclass(frozen=True)
class Recipe:
    """What to paste, and where. `slug` is unique on a page."""

    slug: str
    title: str
    where: str
    text: str


def recipes(key: str) -> list[Recipe]:
    """One recipe per platform. A key holds letters, digits, - and _ alone: it needs no escaping."""
    src = f"{settings.PUBLIC_URL}/gatekeeper.js"
    return [
        Recipe("react", "React", "Render <Assistant /> once, in your root.", _react(src, key)),
        Recipe("next", "Next.js", "In app/layout.tsx, inside <body>.", _next(src, key)),
        Recipe("vue", "Vue", "In App.vue.", _vue(src, key)),
        Recipe("wordpress", "WordPress", "In functions.php of your theme.", _wordpress(src, key)),
        Recipe(
            "tag-manager",
            "Google Tag Manager",
            "A tag of the kind Custom HTML, triggered on All Pages. Tag Manager drops attributes "
            "that it does not know, so they are set by hand.",
            _tag_manager(src, key),
        ),
        Recipe(
            "django", "Django", "In base.html, and the policy in settings.py.", _django(src, key)
        ),
    ]


def _by_hand(src: str, key: str, *, indent: str) -> str:
    """For places that render tags themselves: make the element, once."""
    lines = [
        f"if (!document.querySelector('script[data-key=\"{key}\"]')) {{",
        '  const script = document.createElement("script");',
        f'  script.src = "{src}";',
        f'  script.dataset.key = "{key}";',
        '  script.dataset.chat = "";',
        "  document.body.append(script);",
        "}",
    ]
    return "\n".join(indent + line for line in lines)


def _react(src: str, key: str) -> str:
    return f"""import {{ useEffect }} from "react";

export function Assistant() {{
  useEffect(() => {{
{_by_hand(src, key, indent="    ")}
  }}, []);
  return null;
}}"""


def _next(src: str, key: str) -> str:
    return f"""import Script from "next/script";

<Script src="{src}" data-key="{key}" data-chat="" strategy="afterInteractive" />"""


def _vue(src: str, key: str) -> str:
    return f"""<script setup>
import {{ onMounted }} from "vue";

onMounted(() => {{
{_by_hand(src, key, indent="  ")}
}});
</script>"""


def _wordpress(src: str, key: str) -> str:
    return f"""add_action('wp_footer', function () {{
    echo '<script src="{src}" data-key="{key}" data-chat async></script>';
}});"""


def _tag_manager(src: str, key: str) -> str:
    return f"""<script>
{_by_hand(src, key, indent="  ")}
</script>"""


def _django(src: str, key: str) -> str:
    return f"""{{# base.html, before </body> #}}
<script src="{src}" data-key="{key}" data-chat async></script>

# settings.py, where you send a Content-Security-Policy: add these sources
# {policy_line()}"""
