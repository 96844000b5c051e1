from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "delegation.savings"

    def ready(self) -> None:
        from delegation.rules.services.desk import rule_work
        from delegation.rules.services.watching.complaints import register_answers_given
        from delegation.savings.access import answers_given
        from delegation.savings.panels import month, today
        from delegation.savings.services.erasure import register_our_texts
        from delegation.savings.services.rule_work import counted_work
        from tenants import panels

        panels.register_figures(today, place=10)
        panels.register_panels(month, place=10)
        rule_work.register(counted_work)
        register_our_texts()
        register_answers_given(answers_given)
