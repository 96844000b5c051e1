"""What a model did in our exam."""

from django.db import models


class ExamResult(models.Model):
    """Of a model behind an address. The newest counts; none is as good as failed."""

    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    passed = models.BooleanField()
    # The platform's operator answers for this model, whatever its exam: a script, for example,
    # whose lessons were all written by hand.
    vouched = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["base_url", "model", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.model}: {'passed' if self.passed else 'not passed'}"
