from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "delegation.conversations"

    def ready(self) -> None:
        from delegation.conversations.panels import first_message
        from tenants import panels

        panels.register_steps(first_message, place=20)
