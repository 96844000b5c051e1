"""The operators' admin site."""

from django.contrib.admin import AdminSite


class OperatorAdminSite(AdminSite):
    """For the people who run the platform; tenants have `/moderation/`."""

    site_header = "Self-delegation operators"
    site_title = "Operators"
    index_title = "The platform"
