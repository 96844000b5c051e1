from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "delegation.savings"

    def ready(self) -> None:
        from delegation.savings.models import AnswerAudit
        from delegation.savings.panels import today
        from delegation.savings.services.erasing import register_our_texts
        from tenants import panels
        from tenants.services.data import Texts, register_texts

        # What the teacher said of a local answer may quote the message that it answered.
        whose = "escalation__conversation__visitor"
        register_texts(Texts(AnswerAudit, {"reason": ""}, visitor=whose, since="queued_at"))
        panels.register_figures(today, place=10)
        register_our_texts()
