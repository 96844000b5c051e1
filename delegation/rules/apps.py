from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "delegation.rules"

    def ready(self) -> None:
        from delegation.rules.models import Lesson
        from delegation.rules.panels import last_step, starter_step, waiting
        from tenants import panels
        from tenants.services.data import Texts, register_texts

        register_texts(Texts(Lesson, blank={"query": "", "response": "", "variants": []}))
        panels.register_figures(waiting, place=20)
        panels.register_steps(starter_step, place=15)
        panels.register_steps(last_step, place=30)
