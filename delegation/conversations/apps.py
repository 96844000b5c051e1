from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "delegation.conversations"

    def ready(self) -> None:
        from delegation.conversations.panels import (
            attention,
            first_message,
            teacher_figures,
            teacher_step,
        )
        from delegation.conversations.services import message_history as ours
        from delegation.conversations.services.erasure import register_our_texts
        from delegation.rules.services.desk import message_history
        from tenants import panels

        register_our_texts()
        panels.register_figures(teacher_figures, place=30)
        panels.register_attention(attention, place=10)
        panels.register_steps(teacher_step, place=5)
        panels.register_steps(first_message, place=20)
        message_history.register(
            message_history.Occasions(ours.messages, ours.asked, ours.turns_before)
        )
