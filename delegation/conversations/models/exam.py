"""Results of models in our exam."""

from django.db import models


class Exam(models.Model):
    """An exam of a model behind an address.

    The newest counts; a model without one has not passed.
    """

    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    passed = models.BooleanField()
    # How the model is asked to teach: the way that it passed with. Empty: the exam was of a JSON
    # reply on every call, which nothing asks for any more, so it says nothing of today's calls.
    way = models.CharField(max_length=10, blank=True, default="", db_default="")
    marks = models.BooleanField(null=True)  # whether its marks may be trusted; None: not examined
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.model}: {'passed' if self.passed else 'not passed'}"


class ExamResult(Exam):
    """An exam of the platform's model, or the operators' vouching for a model."""

    # The platform's operator answers for this model, whatever its exam: a script, for example,
    # whose lessons were all written by hand.
    vouched = models.BooleanField(default=False)
    # Rows of former versions are not: there any owner could examine the platform's model.
    by_operators = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["base_url", "model", "-created_at"])]


class OwnExam(Exam):
    """An exam of a tenant's own model, which counts only for this tenant."""

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="own_exams")

    class Meta:
        indexes = [models.Index(fields=["tenant", "base_url", "model", "-created_at"])]


class Calibration(models.Model):
    """What the parts of a request cost with a model behind an address, in its own tokens.

    Measured as differences of the provider's usage between a plain and a fuller request.
    """

    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    input_tokens = models.JSONField(default=dict)  # part or way of teaching -> tokens
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["base_url", "model", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.model}: {self.input_tokens}"
