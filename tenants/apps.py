from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import panels, steps

        panels.register_steps(steps.first_steps, place=10)
