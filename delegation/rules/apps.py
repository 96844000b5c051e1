from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "delegation.rules"

    def ready(self) -> None:
        from delegation.rules.panels import last_step, starter_step, waiting
        from tenants import panels

        panels.register_figures(waiting, place=20)
        panels.register_steps(starter_step, place=15)
        panels.register_steps(last_step, place=30)
