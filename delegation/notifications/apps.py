from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "delegation.notifications"
