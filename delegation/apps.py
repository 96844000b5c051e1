"""The project package as a Django app, and the operators' admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DelegationConfig(AppConfig):
    name = "delegation"

    def ready(self) -> None:
        # Importing registers the checks, and names the Celery application that sends tasks.
        from delegation import celery, checks  # noqa: F401 - for what importing does


class OperatorAdminConfig(AdminConfig):
    """The admin site of the platform's operators, at `/admin/`."""

    default_site = "delegation.admin.OperatorAdminSite"
