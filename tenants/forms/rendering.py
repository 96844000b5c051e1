"""How every form of the product is rendered: the first field with an error takes the focus."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Widget


class FocusingField(BoundField):
    """A field that browsers focus when it is the first one that was not accepted."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound and next(iter(self.form.errors), None) == self.name:
            built["autofocus"] = True
        return built


class FormRenderer(DjangoTemplates):
    bound_field_class = FocusingField
