from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "delegation.rules"

    def ready(self) -> None:
        from delegation.rules.models import Lesson
        from delegation.rules.panels import (
            attention,
            last_step,
            starter_step,
            top_proposals,
            waiting,
        )
        from delegation.rules.services.watching.erasure import erase_taught_before, erase_taught_by
        from tenants import panels
        from tenants.services.data import (
            MadeOfTexts,
            Texts,
            register_made_of_texts,
            register_texts,
        )

        register_texts(Texts(Lesson, blank={"query": "", "response": "", "variants": []}))
        register_made_of_texts(MadeOfTexts(erase_taught_by, erase_taught_before))
        panels.register_figures(waiting, place=20)
        panels.register_attention(attention, place=20)
        panels.register_panels(top_proposals, place=20)
        panels.register_steps(starter_step, place=15)
        panels.register_steps(last_step, place=30)
