from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import checks, panels, steps  # noqa: F401 - importing registers the checks

        panels.register_steps(steps.first_steps, place=10)
