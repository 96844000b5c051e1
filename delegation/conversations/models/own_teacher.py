"""A tenant's own teacher; a tenant without one has the platform's."""

from django.db import models

from tenants.models import Tenant


class OwnTeacher(models.Model):
    """An endpoint that a tenant named, and the key to it, sealed."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="own_teacher")
    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    # A name of teacher.protocols.
    protocol = models.CharField(max_length=20, default="openai", db_default="openai")
    sealed_key = models.TextField()  # of this tenant and this host; see tenants.sealing
    tested_at = models.DateTimeField()  # it answered then, or it would not be here

    def __str__(self) -> str:
        return f"{self.model} at {self.base_url}"
