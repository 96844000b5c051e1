"""The project package as a Django app, and the operators' admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DelegationConfig(AppConfig):
    name = "delegation"

    def ready(self) -> None:
        from delegation import checks  # noqa: F401 - importing registers them


class OperatorAdminConfig(AdminConfig):
    """`/admin/`: everything, for the people who run the platform."""

    default_site = "delegation.admin.OperatorAdminSite"
